import { expect, it } from 'vitest';
import type { HoldingSwitch } from '../../../src/core/campaign/pulled-switch.ts';
import type { HostId, PersonId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { stopSwitchHead, stopSwitchLines } from '../../../src/views/terminal/stop-switch-text.ts';

const id = (host: string): HostId => host as HostId;

const fleet: HoldingSwitch = {
  kind: 'set',
  subject: null,
  path: '/var/lib/stagger/STOP',
  why: 'storage is being moved',
  by: 'os:alice' as PersonId,
  sinceAt: Date.UTC(2026, 10, 23, 5, 54),
  lift: 'stagger stop-switch clear',
  hosts: null,
};
const service: HoldingSwitch = {
  ...fleet,
  subject: { kind: 'service', id: 'web' as ServiceId },
  path: '/var/lib/stagger/STOP.service.web',
  lift: 'stagger stop-switch clear --service web',
  hosts: [id('web-1'), id('web-2')],
};

const lineFor = (each: HoldingSwitch, host: HostId | null = null): string | undefined =>
  stopSwitchLines([each], { host, timeZone: 'UTC' })[0];

it.each([
  [
    fleet,
    'Nothing is started: the stop switch is set since 2026-11-23 05:54 UTC by os:alice: storage is being moved. `stagger stop-switch clear` lifts it.',
  ],
  [
    service,
    'web-1, web-2 may not start: the stop switch of service web is set since 2026-11-23 05:54 UTC by os:alice: storage is being moved. `stagger stop-switch clear --service web` lifts it.',
  ],
  [
    { ...fleet, by: null, why: null, sinceAt: null },
    'Nothing is started: the stop switch is set in /var/lib/stagger/STOP, and nobody wrote why. `stagger stop-switch clear` lifts it.',
  ],
  [
    { ...fleet, kind: 'unknown', by: null, why: 'EACCES', sinceAt: null },
    'Nothing is started: /var/lib/stagger/STOP cannot be read (EACCES), and counts as a stop switch. Mend its rights, or `stagger stop-switch clear`.',
  ],
  [
    {
      ...fleet,
      kind: 'unknown',
      by: null,
      why: 'EACCES',
      sinceAt: null,
      path: '/var/lib/stagger',
      lift: null,
    },
    'Nothing is started: /var/lib/stagger cannot be read (EACCES), and counts as a stop switch. Mend its rights.',
  ],
] as const)(
  'says in one line whom it holds, since when, by whom, why, and what lifts it (%#)',
  (each, said) => {
    expect(lineFor(each)).toBe(said);
  },
);

it('says of a guest’s switch why its hypervisor hears of it', () => {
  const guest: HoldingSwitch = { ...fleet, subject: { kind: 'host', id: id('vm-3') }, hosts: [id('hv-1')] };
  expect(lineFor(guest, id('hv-1'))).toMatch(
    /^hv-1 may not start: the stop switch of host vm-3, which goes down with it, is set since /,
  );
  expect(lineFor({ ...guest, hosts: [id('vm-3')] }, id('vm-3'))).toMatch(
    /^vm-3 may not start: the stop switch of host vm-3 is set since /,
  );
});

it('stays on one line whatever was written into the file', () => {
  const line = lineFor({ ...fleet, why: 'moved\n\u001B[31mNothing to see\nhere' });
  expect(line).toContain(': moved \\u{1b}[31mNothing to see here. `stagger');
});

it('counts those beyond a few, and says once that times leave them out', () => {
  const many = Array.from({ length: 5 }, () => service);
  expect(stopSwitchLines(many, { host: null, timeZone: 'UTC' })).toHaveLength(4);
  const head = stopSwitchHead(many, 'UTC');
  expect(head.at(-2)).toBe(
    '2 more hold hosts: `stagger stop-switch` lists them. What follows is as if nothing were stopped.',
  );
  expect(head.join('\n').match(/as if/g)).toHaveLength(1);
  expect(stopSwitchHead([], 'UTC')).toEqual([]);
});
