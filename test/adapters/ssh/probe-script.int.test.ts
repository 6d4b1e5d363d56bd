// The scripts run in real shells: one text for every login shell and every sh.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('package databases', () => {
  const withTools = (tools: Readonly<Record<string, string>>, input: string): string => {
    const bin = mkdtempSync(join(tmpdir(), 'stagger-probe-'));
    for (const [name, script] of Object.entries(tools)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    const { stdout, stderr } = spawnSync('sh', ['-c', probeScript], { input, encoding: 'utf8', env });
    rmSync(bin, { recursive: true });
    expect(stderr).toBe('');
    return stdout;
  };
  const line = (key: string, text: string): string =>
    text.split('\n').find((one) => one.startsWith(`${key} `) || one === key) ?? '';

  it('are asked once for many answers, and what is no answer is left out', () => {
    const rpm =
      'echo x >&2; printf "1780000000:kernel-core 1780000001:kernel-core package udev is not installed\\n1778000000:glibc "; exit 1';
    // Each call would give another answer.
    const counted = `${rpm.replace('; exit 1', '')}; printf "%s:pid " $$`;
    const said = withTools(
      { rpm: counted, 'dpkg-query': 'echo "6.1.106-3 $*"' },
      factsRequest(1) + factsRequest(2),
    );
    const answers = said.split('stagger/1 end').slice(0, 2);
    expect(line('rpm-installed', answers[0] ?? '')).toMatch(
      /^rpm-installed 1780000000:kernel-core 1780000001:kernel-core 1778000000:glibc \d+:pid$/,
    );
    expect(line('rpm-installed', answers[1] ?? '')).toBe(line('rpm-installed', answers[0] ?? ''));
    expect(line('kernel-package', answers[0] ?? '')).toMatch(
      /^kernel-package 6\.1\.106-3 -W -f \$\{Version\} linux-image-\S+$/,
    );
    expect(line('kernel-build', answers[0] ?? '')).toMatch(/^kernel-build Linux version /);
  });

  it('that hang or are absent cost little, and say nothing', () => {
    const said = withTools({ rpm: 'sleep 60', 'dpkg-query': 'exit 1' }, factsRequest(1));
    expect(line('rpm-installed', said)).toBe('rpm-installed');
    expect(line('kernel-package', said).trim()).toBe('kernel-package');
    expect(parseProbeOutput(said, 1, { trip: trip(), before: null }).kind).toBe('facts');
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
