// A campaign that has ended, with its closing report: one for people to read, and the largest there can be.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import { closingReport, type ClosingReport } from '../../src/core/campaign/closing-report.ts';
import type { CampaignEvent, DatedEvent } from '../../src/core/campaign/event.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { DriftItem } from '../../src/core/drift/drift.ts';
import type { HostId, OwnerId } from '../../src/core/fleet/ids.ts';
import { hugeCampaign, runningCampaign, sampleStartAt } from './sample-campaign.ts';

const at = sampleStartAt + HOUR_MS;
const over: Campaign['phase'] = { kind: 'ended', as: { kind: 'done' }, at };
const ended: DatedEvent = { at, event: { kind: 'campaign-ended', as: { kind: 'done' } } };

export type SampleClosing = {
  readonly campaign: Campaign;
  readonly event: DatedEvent;
  readonly report: ClosingReport;
  readonly thread: null;
};

/** Each host goes through every part, `stepMs` each. */
function courseOf(host: HostId, stepMs: number): readonly DatedEvent[] {
  const effectKey = `${host}#1`;
  const events: readonly CampaignEvent[] = [
    { kind: 'host-check-requested', host, effectKey },
    { kind: 'host-drain-requested', host, effectKey },
    { kind: 'host-reboot-requested', host, effectKey, expectBootId: 'x' as never, attempt: 1 },
    { kind: 'host-boot-proven', host, effectKey, facts: {} as never },
    { kind: 'host-gate-asked', host, effectKey, gateIndex: 0 },
    { kind: 'host-ramp-requested', host, effectKey, stepIndex: 0 },
    { kind: 'host-soak-began', host, effectKey, untilAt: at },
    { kind: 'host-done', host },
  ];
  return events.map((event, index) => ({ at: sampleStartAt + index * stepMs, event }));
}

function closing(
  campaign: Campaign,
  drift: readonly DriftItem[],
  unplanned: ClosingReport['unplanned'],
): SampleClosing {
  const hosts = new Map(
    [...campaign.hosts].map(([id, host], index) => [id, { ...host, drift: index % 4 === 1 ? drift : [] }]),
  );
  const all: Campaign = { ...campaign, phase: over, hosts };
  const events = [...campaign.hosts.keys()].flatMap((host, index) =>
    courseOf(host, 20 * SECOND_MS + (index % 7) * MINUTE_MS),
  );
  return {
    campaign: all,
    event: ended,
    report: closingReport(all, events, { now: at, unplanned }),
    thread: null,
  };
}

/** Eight hosts of which two are done, and one host elsewhere that rebooted by itself. */
export const sampleClosing: SampleClosing = closing(
  runningCampaign(),
  [{ kind: 'units', severity: 'warn', what: 'nightly-sync.service' }],
  [{ host: 'batch-09' as HostId, owner: 'data' as OwnerId, beganAt: at - MINUTE_MS }],
);

/** A thousand hosts of the longest names, each with much that is missing. */
export const hugeClosing: SampleClosing = closing(
  hugeCampaign(over),
  Array.from({ length: 60 }, () => ({
    kind: 'mounts' as const,
    severity: 'warn' as const,
    what: '/데이터 <!channel> '.repeat(20),
  })),
  Array.from({ length: 400 }, (_, index) => ({
    host: `host-${index}-`.padEnd(253, '<!here>') as HostId,
    owner: 'o'.repeat(64) as OwnerId,
    beganAt: at,
  })),
);
