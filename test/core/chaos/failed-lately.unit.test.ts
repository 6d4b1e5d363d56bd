// A host whose reboot failed is not practised on until one has gone well.
import { describe, expect, it } from 'vitest';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import { failedLately } from '../../../src/core/chaos/failed-lately.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';

const failed = (host: string): CampaignEvent => ({
  kind: 'host-failed',
  host: host as HostId,
  failure: { kind: 'drifted', detail: 'a mount is gone' },
});
const done = (host: string): CampaignEvent => ({ kind: 'host-done', host: host as HostId });

const after = (...events: readonly CampaignEvent[]) =>
  Object.fromEntries(failedLately(events.map((event, at) => ({ at, event }))));

describe('hosts that failed lately', () => {
  it('are those whose newest outcome is a failure', () => {
    expect(after(failed('a'), done('b'))).toEqual({ a: 'drifted' });
    expect(after(failed('a'), done('a'))).toEqual({});
    expect(after(done('a'), failed('a'))).toEqual({ a: 'drifted' });
  });
});
