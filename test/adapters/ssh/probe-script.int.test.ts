// The scripts run in real shells: one text for every login shell and every sh.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseProbeOutput } from '../../../src/adapters/ssh/probe-output.ts';
import { factsRequest, probeCommand, probeScript } from '../../../src/adapters/ssh/probe-script.ts';
import { rebootCommand } from '../../../src/adapters/ssh/reboot-command.ts';
import type { BootId, PlanDigest } from '../../../src/core/fleet/ids.ts';

const reboot = rebootCommand(
  {
    expectBootId: '11111111-2222-3333-4444-555555555555' as BootId,
    planDigest: 'abcdef0123456789' as PlanDigest,
    attempt: 1,
  },
  7,
);

/** Login shells that are installed here; `sh` always is. */
const loginShells = ['sh', 'dash', 'bash', 'busybox ash', 'tcsh', 'fish', 'zsh'].filter(
  (shell) => spawnSync('sh', ['-c', `command -v ${shell.split(' ')[0] ?? ''}`]).status === 0,
);

function run(command: string, input: string): { readonly stdout: string; readonly stderr: string } {
  const [program = '', ...words] = command.split(' ');
  const { stdout, stderr } = spawnSync(program, [...words, '-c', probeScript], { input, encoding: 'utf8' });
  return { stdout, stderr };
}

function trip(): { sentAt: number; receivedAt: number } {
  return { sentAt: Date.now(), receivedAt: Date.now() };
}

describe.each([
  ['the probe', probeCommand.slice("exec /bin/sh -c '".length, -1)],
  ['the reboot', (reboot ?? '').slice("exec /bin/sh -c '".length, -1)],
])('%s as text', (_name, script) => {
  it('passes through any login shell as one word', () => {
    expect(script.length).toBeGreaterThan(500);
    expect(script).not.toMatch(/['!\n]|\\\\/);
  });
});

describe.each(
  ['sh', 'dash', 'bash', 'busybox sh'].filter(
    (shell) => shell === 'sh' || loginShells.some((login) => login.startsWith(shell.split(' ')[0] ?? '')),
  ),
)('the probe under %s', (shell) => {
  it('answers each question with all facts, quietly', () => {
    const { stdout, stderr } = run(shell, `noise\n${factsRequest(1)}${factsRequest(2)}`);
    expect(stderr).toBe('');
    for (const request of [1, 2]) {
      const parsed = parseProbeOutput(stdout, request, { trip: trip(), before: null });
      expect(parsed).toMatchObject({
        kind: 'facts',
        facts: { mounts: expect.arrayContaining(['/']) as unknown },
      });
      if (parsed.kind === 'facts') {
        expect(parsed.facts.cpus).toBeGreaterThan(0);
        expect(parsed.facts.memoryKib).toBeGreaterThan(0);
        expect(parsed.facts.initStartTicks).not.toBeNull();
        expect(parsed.facts.clockOffsetMs).not.toBeNull();
        expect(parsed.facts.listeners).not.toBeNull();
        expect(parsed.facts.routes).not.toBeNull();
      }
    }
  });

  it('ends when nobody asks any more', () => {
    expect(run(shell, '')).toEqual({ stdout: '', stderr: '' });
  });

  it('leaves out what a bare system cannot tell, and goes on', () => {
    const [program = '', ...words] = shell.split(' ');
    const { stdout } = spawnSync(
      program,
      [...words, '-c', probeScript.replace(/PATH=\S+;/, 'PATH=/nowhere;')],
      {
        input: factsRequest(1),
        encoding: 'utf8',
      },
    );
    // busybox finds its own awk and date without a PATH.
    const bare = shell.startsWith('busybox') ? {} : { mounts: null, listeners: null };
    expect(parseProbeOutput(stdout, 1, { trip: trip(), before: null })).toMatchObject({
      kind: 'facts',
      facts: { systemState: null, failedUnits: null, ...bare },
    });
  });
});

describe.each(loginShells)('a login shell %s', (shell) => {
  const [program = '', ...words] = shell.split(' ');

  it('hands the probe on unchanged', () => {
    const { stdout } = spawnSync(program, [...words, '-c', probeCommand], {
      input: factsRequest(1),
      encoding: 'utf8',
    });
    expect(parseProbeOutput(stdout, 1, { trip: trip(), before: null }).kind).toBe('facts');
  });

  it('hands the reboot on unchanged', () => {
    // The expected boot id is no host's: the script compares and stops.
    const { stdout } = spawnSync(program, [...words, '-c', reboot ?? ''], { encoding: 'utf8' });
    expect(stdout).toMatch(/^stagger\/1 boot-id-mismatch [0-9a-f-]{36}\n$/);
  });
});
