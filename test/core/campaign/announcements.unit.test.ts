import { describe, expect, it } from 'vitest';
import { announcementsFor } from '../../../src/core/campaign/announcements.ts';
import type { BootId } from '../../../src/core/fleet/ids.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';

describe('announcementsFor', () => {
  it('tells the thread of decisions, failures, the beginning and the end, and of nothing else', () => {
    const noted = Object.values(sampleEvents)
      .filter((event) => announcementsFor(event) === 'card-and-note')
      .map(({ kind }) => kind)
      .sort();
    expect(noted).toEqual([
      'approval-lapsed',
      'approval-withdrawn',
      'campaign-denied',
      'campaign-ended',
      'campaign-paused',
      'campaign-reopened',
      'campaign-resumed',
      'campaign-started',
      'host-failed',
      'host-retry-requested',
      'host-returned',
      'host-skipped',
      'plan-approved',
      'plan-edited',
      'plan-replaced',
      'stop-requested',
    ]);
  });

  it('notes a halt only where no failed host has told it already', () => {
    expect(announcementsFor(sampleEvents['campaign-halted'])).toBe('card-only');
    expect(announcementsFor({ kind: 'campaign-halted', why: { kind: 'clock-jumped', byMs: 9e6 } })).toBe(
      'card-and-note',
    );
  });

  it('notes a skip only where a person decided it', () => {
    const { host } = sampleEvents['host-skipped'];
    const found = '11111111-1111-4111-8111-111111111111' as BootId;
    expect(announcementsFor({ kind: 'host-skipped', host, why: { kind: 'already-rebooted', found } })).toBe(
      'card-only',
    );
  });
});
