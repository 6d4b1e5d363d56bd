// Words of systemctl, ip and df as they are, and everything else: what cannot be read is an error, never a pass.
import { describe, expect, it } from 'vitest';
import {
  judgeAddresses,
  judgeCommand,
  judgeFreeSpace,
  judgeUnit,
} from '../../../src/core/gates/on-host-gate.ts';

const exit = (exitCode: number, output: string) => ({ exitCode, output });

describe('a unit', () => {
  const unit = { kind: 'unit', unit: 'nginx.service' } as const;
  it.each([
    [exit(0, 'active\n'), { kind: 'pass' }],
    [exit(3, 'inactive\n'), { kind: 'fail', found: 'nginx.service is inactive' }],
    [exit(3, 'activating\n'), { kind: 'fail', found: 'nginx.service is activating' }],
    [exit(0, 'reloading\n'), { kind: 'fail', found: 'nginx.service is reloading' }],
    [exit(4, 'inactive\n'), { kind: 'fail', found: 'nginx.service is inactive' }],
    [exit(127, "env: 'systemctl': No such file or directory"), { kind: 'error' }],
    [exit(1, 'Failed to connect to bus: Host is down'), { kind: 'error' }],
    [exit(0, ''), { kind: 'error' }],
    [exit(3, 'active'), { kind: 'fail', found: 'nginx.service is active' }],
    [exit(124, 'active'), { kind: 'error', detail: 'systemctl is-active ended with 124: active' }],
    [exit(124, ''), { kind: 'error', detail: 'systemctl is-active ended with 124' }],
  ])('%j', (given, answer) => {
    expect(judgeUnit(unit, given)).toMatchObject(answer);
  });
});

describe('a command', () => {
  const ask = (outputIncludes: string | null, exitCode = 0) =>
    ({ kind: 'command', command: { argv: ['/bin/check'] }, exitCode, outputIncludes }) as const;
  it.each([
    [ask(null), exit(0, ''), { kind: 'pass' }],
    [ask(null, 2), exit(2, ''), { kind: 'pass' }],
    [ask(null), exit(1, ' lost \n'), { kind: 'fail', found: 'exit code 1, expected 0: lost' }],
    [ask('ready'), exit(1, 'ready'), { kind: 'fail', found: 'exit code 1, expected 0: ready' }],
    [ask(null, 2), exit(0, ''), { kind: 'fail', found: 'exit code 0, expected 2' }],
    [ask('ready'), exit(0, 'it is ready'), { kind: 'pass' }],
    [ask('ready'), exit(0, 'not yet'), { kind: 'fail', found: 'the output does not contain "ready"' }],
  ])('%j answers %j', (question, given, answer) => {
    expect(judgeCommand(question, given)).toEqual(answer);
  });
});

describe('a floating address', () => {
  const floating = { kind: 'address-absent', address: '10.0.0.5' } as const;
  it.each([
    [exit(0, ''), { kind: 'pass' }],
    [
      exit(
        0,
        '2: eth0    inet 10.0.0.5/32 scope global eth0\\       valid_lft forever preferred_lft forever\n',
      ),
      { kind: 'fail', found: 'the host holds 10.0.0.5 on eth0' },
    ],
    [exit(127, "env: 'ip': No such file or directory"), { kind: 'error' }],
    [exit(0, 'something else'), { kind: 'error' }],
    [exit(1, ''), { kind: 'error' }],
  ])('%j', (given, answer) => {
    expect(judgeAddresses(floating, given)).toMatchObject(answer);
  });
});

describe('free space', () => {
  const df = (free: number): string =>
    `Filesystem     1024-blocks      Used Available Capacity Mounted on\n/dev/mapper/vg-var 20480000 1 ${free} 9% /var\n`;
  const ask = (minFree: Parameters<typeof judgeFreeSpace>[0]['minFree'], output: string, code = 0) =>
    judgeFreeSpace({ kind: 'disk-free', path: '/var', minFree }, exit(code, output));
  it('is counted in percent or in size', () => {
    expect(ask({ kind: 'percent', value: 10 }, df(2_048_000))).toEqual({ kind: 'pass' });
    expect(ask({ kind: 'percent', value: 10 }, df(2_047_000))).toEqual({
      kind: 'fail',
      found: '/var has 1999 MiB (9 %) free, at least 10 % expected',
    });
    expect(ask({ kind: 'mib', value: 2_000 }, df(2_048_000))).toEqual({ kind: 'pass' });
    expect(ask({ kind: 'mib', value: 2_001 }, df(2_048_000))).toMatchObject({ kind: 'fail' });
  });
  it('is an error where df says nothing', () => {
    expect(ask({ kind: 'percent', value: 0 }, 'df: /var: No such file or directory', 1)).toMatchObject({
      kind: 'error',
    });
    expect(ask({ kind: 'percent', value: 0 }, '')).toMatchObject({ kind: 'error' });
    expect(ask({ kind: 'percent', value: 1 }, df(2_048_000), 1)).toMatchObject({ kind: 'error' });
  });
});
