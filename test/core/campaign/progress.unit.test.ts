import { describe, expect, it } from 'vitest';
import { estimatedEndAt, progressOf } from '../../../src/core/campaign/progress.ts';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import {
  haltedCampaign,
  runningCampaign,
  sampleCampaign,
  sampleStartAt,
} from '../../fakes/sample-campaign.ts';

const counts = (campaign: Parameters<typeof progressOf>[0]) => {
  const { total, ...lists } = progressOf(campaign);
  return { total, ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length])) };
};

describe('progressOf', () => {
  it('counts every host once', () => {
    expect(counts(runningCampaign())).toEqual({
      total: 8,
      waiting: 4,
      'in-flight': 2,
      done: 2,
      failed: 0,
      skipped: 0,
    });
    expect(counts(haltedCampaign())).toMatchObject({ 'in-flight': 1, failed: 1 });
  });
});

describe('estimatedEndAt', () => {
  const lastPlannedEndAt = sampleStartAt + 7 * 11 * MINUTE_MS + 10 * MINUTE_MS;

  it('is the plan’s end while on time', () => {
    expect(estimatedEndAt(runningCampaign())).toBe(lastPlannedEndAt);
  });

  it('moves by the delay of the host that started last, and never earlier', () => {
    const late = (delayMs: number) => {
      const campaign = runningCampaign();
      const hosts = new Map(
        [...campaign.hosts].map(([id, reboot]) => [
          id,
          { ...reboot, startedAt: reboot.startedAt === null ? null : reboot.startedAt + delayMs },
        ]),
      );
      return estimatedEndAt({ ...campaign, hosts });
    };
    expect(late(30 * MINUTE_MS)).toBe(lastPlannedEndAt + 30 * MINUTE_MS);
    expect(late(-30 * MINUTE_MS)).toBe(lastPlannedEndAt);
  });

  it('is null when nothing is left', () => {
    const { document } = sampleCampaign();
    const stages = Object.fromEntries(
      document.plan.steps.map(({ host }) => [host, { kind: 'done' as const, at: sampleStartAt }]),
    );
    expect(estimatedEndAt(sampleCampaign({ stages }))).toBeNull();
  });
});
