// The picture of a campaign is made from its events: in order, without gaps inside a host's way, and open at its end.
import { expect, it } from 'vitest';
import type { CampaignEvent, DatedEvent } from '../../../src/core/campaign/event.ts';
import { hostTimelines } from '../../../src/core/campaign/host-timeline.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';

const host = 'web-1' as HostId;
const effectKey = 'web-1#1';

const dated = (...events: readonly (readonly [number, CampaignEvent])[]): readonly DatedEvent[] =>
  events.map(([at, event]) => ({ at, event }));

it('begins a span with each part, ends the one before, and leaves the last one open', () => {
  const events = dated(
    [10, { kind: 'campaign-started' }],
    [20, { kind: 'host-check-requested', host, effectKey }],
    [30, { kind: 'host-drain-requested', host, effectKey }],
    [40, { kind: 'host-drained', host }],
    [60, { kind: 'host-gate-asked', host, effectKey, gateIndex: 0 }],
    [70, { kind: 'host-gate-passed', host, gateIndex: 0 }],
    [70, { kind: 'host-gate-asked', host, effectKey, gateIndex: 1 }],
  );
  expect(hostTimelines(events)).toEqual([
    {
      host,
      spans: [
        { part: 'check', fromAt: 20, untilAt: 30 },
        { part: 'drain', fromAt: 30, untilAt: 60 },
        { part: 'gates', fromAt: 60, untilAt: null },
      ],
    },
  ]);
});

it('ends with the host, and begins again after a retry', () => {
  const events = dated(
    [20, { kind: 'host-check-requested', host, effectKey }],
    [30, { kind: 'host-failed', host, failure: { kind: 'check-failed', detail: '' } }],
    [90, { kind: 'host-check-requested', host, effectKey }],
    [95, { kind: 'host-done', host }],
  );
  expect(hostTimelines(events)[0]?.spans).toEqual([
    { part: 'check', fromAt: 20, untilAt: 30 },
    { part: 'check', fromAt: 90, untilAt: 95 },
  ]);
});

it('does not know hosts that were only skipped', () => {
  const why = { kind: 'removed-from-inventory' } as const;
  expect(hostTimelines(dated([20, { kind: 'host-skipped', host, why }]))).toEqual([]);
});
