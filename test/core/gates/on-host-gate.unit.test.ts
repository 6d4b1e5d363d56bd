// Words of systemctl, ip and df as they are, and everything else: what cannot be read is an error, never a pass.
import { describe, expect, it } from 'vitest';
import { judgeAddresses, judgeFreeSpace, judgeUnit } from '../../../src/core/gates/on-host-gate.ts';

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
  ])('%j', (given, answer) => {
    expect(judgeUnit(unit, given)).toMatchObject(answer);
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
  });
});
