// What the doctor says of gates, hooks and load balancers: well in one line each, and every doubt is a trouble.
import { describe, expect, it } from 'vitest';
import { judgeHostUse } from '../../../src/core/doctor/judge-host-use.ts';
import type { CommandPermission, HostUse } from '../../../src/core/doctor/host-use.ts';
import type { HostId, ServiceId } from '../../../src/core/fleet/ids.ts';

const host = 'web-1' as HostId;
const service = 'web' as ServiceId;
const nothing: HostUse = { gates: [], hooks: [], seats: [] };
const mayRun: CommandPermission = { kind: 'may-run' };
const seat = {
  balancer: { hostId: 'lb-1' as HostId, address: 'lb-1', port: 22, user: 'stagger', assumed: [] },
  socket: '/run/haproxy.sock',
  backend: 'web',
  server: 'web-1',
};
const state = { admin: 'ready', weight: 100, sessions: 3, status: 'UP', requests: 9, errors: 0 } as const;

describe('the doctor on what a reboot would use', () => {
  it('says nothing where there is nothing to ask', () => {
    expect(judgeHostUse(host, nothing)).toEqual([]);
  });

  it('says each kind in one line where all is well', () => {
    const lines = judgeHostUse(host, {
      gates: [
        { service, gate: 'a', answer: { kind: 'pass' }, permission: null },
        { service, gate: 'b', answer: { kind: 'pass' }, permission: mayRun },
      ],
      hooks: [{ hook: 'drain', permission: mayRun }],
      seats: [{ seat, reading: { kind: 'state', state } }],
    });
    expect(lines.map(({ verdict, area, found }) => [verdict, area, found])).toEqual([
      ['ok', 'gates', '2 gates answered well now'],
      ['ok', 'hooks', 'drain may be run (not run now)'],
      ['ok', 'load-balancers', '1 seat known to the load balancers'],
    ]);
  });

  it('warns of a gate that fails now, and takes one that cannot be asked for a problem', () => {
    const lines = judgeHostUse(host, {
      ...nothing,
      gates: [
        { service, gate: 'a', answer: { kind: 'pass' }, permission: null },
        { service, gate: 'b', answer: { kind: 'fail', found: '503' }, permission: null },
        { service, gate: 'c', answer: { kind: 'error', detail: 'no password' }, permission: null },
      ],
    });
    expect(lines.map(({ verdict }) => verdict)).toEqual(['warning', 'problem']);
  });

  it.each<[CommandPermission, RegExp, RegExp]>([
    [{ kind: 'no-program', program: '/x/drain' }, /\/x\/drain is not there/, /put it there/],
    [{ kind: 'not-allowed', detail: 'a password is required' }, /sudo refuses it: a password/, /visudo/],
    [{ kind: 'not-installed' }, /does not know it/, /`stagger ssh-setup web-1` prints there again/],
    [{ kind: 'not-told', detail: 'older' }, /not known: older/, /ssh-setup web-1/],
  ])('a hook that is %j is a problem, and a gate that was not asked for it too', (permission, found, fix) => {
    const lines = judgeHostUse(host, {
      ...nothing,
      hooks: [{ hook: 'drain', permission }],
      gates: [{ service, gate: 'a', answer: null, permission }],
    });
    expect(lines.map(({ verdict }) => verdict)).toEqual(['problem', 'problem']);
    for (const line of lines) {
      expect(line.found).toMatch(found);
      expect(line.fix).toMatch(fix);
    }
  });

  it('warns of a seat that a person took out, and takes one that cannot be read for a problem', () => {
    const of = (reading: HostUse['seats'][number]['reading']) =>
      judgeHostUse(host, { ...nothing, seats: [{ seat, reading }] })[0];
    expect(of({ kind: 'state', state: { ...state, admin: 'drain' } })?.verdict).toBe('warning');
    expect(of({ kind: 'state', state: { ...state, weight: 0 } })?.verdict).toBe('warning');
    expect(of({ kind: 'error', detail: 'no socket' })?.verdict).toBe('problem');
  });
});
