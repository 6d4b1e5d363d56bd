import { describe, expect, it } from 'vitest';
import { judgeRebootRun, rebootCommand } from '../../../src/adapters/ssh/reboot-command.ts';
import { connectionFailure } from '../../../src/adapters/ssh/ssh-failure.ts';
import type { BootId, PlanDigest } from '../../../src/core/fleet/ids.ts';

const bootId = '3fc7362a-497c-4051-a8bb-49f83f948eb6' as BootId;
const request = { expectBootId: bootId, planDigest: 'ab12cd34ef56' as PlanDigest, attempt: 2 };
const lost = connectionFailure('connection-lost', 'db-1 closed the connection');

describe('the reboot command', () => {
  it('holds the boot id, the plan and the attempt', () => {
    const command = rebootCommand(request, 7) ?? '';
    expect(command).toContain(`[ "$b" = ${bootId} ]`);
    expect(command).toContain('plan ab12cd34ef56 attempt 2"');
    expect(command).toContain(`: stagger reboot ${bootId} ab12cd34ef56 2 7;`);
  });

  it('is not made of an epoch that is no whole number', () => {
    expect([Number.NaN, -1, 1.5].map((epoch) => rebootCommand(request, epoch))).toEqual([null, null, null]);
  });

  it('means a refusal with its own text where a newer daemon has commanded the host', () => {
    const run = { kind: 'exited', exitCode: 0, output: 'stagger/1 fenced 1792000000\n' } as const;
    expect(judgeRebootRun(run, 'db-1', 'stagger')).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('newer daemon (epoch 1792000000)'),
    });
  });

  it.each([
    ['a boot id that is shell text', { ...request, expectBootId: '$(reboot)' as BootId }],
    ['a boot id with a tail', { ...request, expectBootId: `${bootId};` as BootId }],
    ['a boot id with a line end', { ...request, expectBootId: `${bootId}\n` as BootId }],
    ['a digest that is shell text', { ...request, planDigest: '`reboot`' as PlanDigest }],
    ['an empty digest', { ...request, planDigest: '' as PlanDigest }],
    ['an attempt that is no number', { ...request, attempt: Number.NaN }],
    ['a negative attempt', { ...request, attempt: -1 }],
  ])('is not made of %s', (_what, bad) => {
    expect(rebootCommand(bad, 7)).toBeNull();
  });
});

describe('what the run of a reboot means', () => {
  const marker = 'stagger/1 rebooting\n';
  const exited = (output: string) => ({ kind: 'exited', exitCode: 0, output }) as const;

  it.each([
    ['the marker, then the end', { kind: 'lost', failure: lost, output: marker } as const, 'accepted'],
    ['the marker and a good exit', exited(`${marker}stagger/1 reboot-exit 0 \n`), 'accepted'],
    ['the marker, then silence', { kind: 'timeout', output: marker } as const, 'accepted'],
    ['noise before the marker', exited(`motd\n${marker}stagger/1 reboot-exit 0\n`), 'accepted'],
    ['the end before the marker', { kind: 'lost', failure: lost, output: '' } as const, 'unknown'],
    ['half a marker', { kind: 'lost', failure: lost, output: 'stagger/1 reb' } as const, 'unknown'],
    ['silence', { kind: 'timeout', output: '' } as const, 'unknown'],
    ['something else', exited('This account is currently not available.\n'), 'unknown'],
    ['an unclear failure', exited(`${marker}stagger/1 reboot-exit 1 Connection reset by peer\n`), 'unknown'],
    ['a clear failure', exited(`${marker}stagger/1 reboot-exit 1 Operation inhibited by "apt"\n`), 'refused'],
    ['no right', exited('stagger/1 refused sudo: a password is required\n'), 'refused'],
    ['no boot id', exited('stagger/1 boot-id-mismatch \n'), 'refused'],
    ['another boot', exited(`stagger/1 boot-id-mismatch ${bootId}\n`), 'boot-id-mismatch'],
    ['no session', { kind: 'refused', detail: 'open failed' } as const, 'not-sent'],
  ])('%s', (_what, run, expected) => {
    expect(judgeRebootRun(run, 'stagger@db-1', 'stagger').kind).toBe(expected);
  });

  it('tells the rule that is missing', () => {
    const outcome = judgeRebootRun(
      exited('stagger/1 refused sudo: a password is required\n'),
      'ops@db-1',
      'ops',
    );
    expect(outcome).toMatchObject({
      detail: expect.stringContaining('ops ALL=(root) NOPASSWD: /usr/bin/systemctl reboot') as unknown,
    });
  });
});
