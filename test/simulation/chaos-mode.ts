// Chaos mode in the simulation: on in some seeds, on the leash that asks. Its judge knows from the inventory and the
// journal what a draw may never do, and shares nothing with the code that draws.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { Weekday } from '../../src/core/calendar/local-day.ts';
import { isInFlight } from '../../src/core/campaign/holding.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { ChaosTerms } from '../../src/core/chaos/chaos-terms.ts';
import type { CampaignId, HostId, WindowId } from '../../src/core/fleet/ids.ts';
import type { FleetSpec } from '../fakes/fleet-builder.ts';
import type { Chance } from './chance.ts';
import type { Recorded, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Null in most seeds. */
export function drawChaosMode(chance: Chance, isPromisedToEnd: boolean): ChaosTerms | null {
  if (!chance.happens(0.25)) return null;
  return {
    leash: chance.happens(0.9) ? 'propose' : 'report',
    hours: {
      id: 'chaos' as WindowId,
      weekdays: week,
      nth: [],
      startMinute: chance.whole(8, 14) * 60,
      durationMinutes: chance.whole(4, 9) * 60,
      // Hours that never pass midnight in UTC: the judge tells openings apart by the day.
      timeZone: 'UTC',
    },
    // A run that has to come to an end is not kept going by ever new draws.
    everyDays: isPromisedToEnd ? 90 : chance.whole(1, 2),
    restMs: chance.span(HOUR_MS, 3 * DAY_MS),
  };
}

/** Most services opt in where chaos mode is on. */
export function withConsent(fleet: FleetSpec, chance: Chance, terms: ChaosTerms | null): FleetSpec {
  if (terms === null) return fleet;
  const services = Object.entries(fleet.services ?? {}).map(([id, service]) => [
    id,
    { ...service, chaos: chance.happens(0.7) ? (['member'] as const) : [] },
  ]);
  return { ...fleet, services: Object.fromEntries(services) as NonNullable<FleetSpec['services']> };
}

export type ChaosModeJudge = {
  readonly onRecorded: (recorded: Recorded, before: Campaign | null, after: Campaign) => void;
};

/** What crosses with a draw on its way (a seat is read for up to ten seconds) is nobody's fault. */
const CROSSING_MS = 5 * MINUTE_MS;

export function createChaosModeJudge(truth: Truth, verdicts: Verdicts): ChaosModeJudge {
  const openedAt = new Map<CampaignId, number>();
  /** By UTC day: when somebody was drawn on it. */
  const days = new Map<number, number>();

  const complain = (what: string): void => verdicts.violate('chaos', what);

  /** An older record was put back since: what it does not hold is not known to the daemon. */
  const isForgotten = (since: number): boolean => truth.restored.some(({ at }) => at >= since);
  const isLost = (id: CampaignId): boolean => truth.restored.some(({ open }) => open.has(id));

  const judgeConsent = (host: HostId): void => {
    const { services, hosts } = truth.inventory();
    if (!hosts.has(host)) return;
    const on = [...services.values()].filter(({ instances }) =>
      instances.some((instance) => instance.host === host),
    );
    const [unwilling] = on.filter(({ chaos }) => !chaos.includes('member'));
    if (on.length === 0) complain(`${host} was drawn, and nothing runs on it`);
    if (unwilling !== undefined) complain(`${host} was drawn, and ${unwilling.id} has not opted in`);
  };

  const judgeProposal = ({ id, document }: Campaign, at: number): void => {
    const { steps, createdAt } = document.plan;
    if (steps.length !== 1) complain(`${id} holds ${steps.length} hosts`);
    for (const other of truth.campaigns.values()) {
      const since = openedAt.get(other.id) ?? at;
      if (other.id === id || other.phase.kind === 'ended' || isLost(other.id)) continue;
      if (at - since > CROSSING_MS)
        complain(`${id} was drawn beside ${other.id}, which is ${other.phase.kind}`);
    }
    for (const [incident, sinceAt] of truth.openIncidents)
      if (at - sinceAt > CROSSING_MS && !isForgotten(sinceAt))
        complain(`${id} was drawn although ${incident} was open`);
    const day = Math.floor(createdAt / DAY_MS);
    const before = days.get(day);
    if (before !== undefined && !isForgotten(before)) complain(`${id} is the second draw of one day`);
    days.set(day, at);
    for (const { host } of steps) judgeConsent(host);
    verdicts.saw('chaos mode asked for a reboot');
  };

  const judgeRequest = (campaign: Campaign, host: HostId): void => {
    judgeConsent(host);
    for (const other of truth.campaigns.values())
      for (const [id, reboot] of other.hosts)
        if (other.id !== campaign.id && !isLost(other.id) && isInFlight(reboot))
          complain(`${host} was drawn, and went while ${id} was in flight`);
    verdicts.saw('a drawn host was rebooted');
  };

  return {
    onRecorded: ({ event, worldAt }, before, after) => {
      if (event.kind === 'campaign-proposed') openedAt.set(after.id, worldAt);
      const isDrawn = after.document.plan.steps.some(({ reason }) => reason === 'drawn');
      if (!isDrawn) return;
      if (event.kind === 'campaign-proposed') judgeProposal(after, worldAt);
      if (event.kind === 'host-reboot-requested') judgeRequest(after, event.host);
      if (event.kind === 'campaign-ended' && event.as.kind === 'expired')
        verdicts.saw('what was drawn lapsed with the hours');
      if (event.kind === 'plan-edited') complain(`${before?.id ?? ''}: what was drawn was edited`);
    },
  };
}
