// What one person's Home shows: what waits for a decision, what runs, the oldest servers, and their own services. Pure.

import type { Instant } from '../brand.ts';
import { rebootedSince, type RebootedSince } from '../campaign/rebooted-since.ts';
import type { Campaign } from '../campaign/state.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CampaignId, OwnerId, ServiceId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import { statusAt, type FleetSnapshot } from '../fleet/snapshot.ts';
import type { HostLine } from '../question/answer.ts';
import { hostLine, ownsHost } from '../question/answer-things.ts';

export type ServiceStanding = {
  readonly service: ServiceId;
  readonly up: number;
  readonly instances: number;
  readonly minimum: number;
};

export type OwnStanding = {
  /** The teams that this person stands for. */
  readonly owners: readonly OwnerId[];
  /** Those in trouble first. */
  readonly services: readonly ServiceStanding[];
  readonly hosts: number;
  /** Of these hosts, longest up first. */
  readonly overdue: readonly HostLine[];
};

/** A plan that waits, with where its card stands; null before it is shown. */
export type AwaitingPlan = {
  readonly campaign: Campaign;
  /** Of its hosts, those that an approval would reboot no more. */
  readonly rebooted: RebootedSince;
  readonly card: { readonly channel: string; readonly ts: string } | null;
};

export type HomeView = {
  readonly asOf: Instant;
  readonly hosts: { readonly total: number; readonly up: number; readonly overdue: number };
  readonly awaiting: readonly AwaitingPlan[];
  readonly running: readonly Campaign[];
  /** Longest up first, at most `OLDEST`. */
  readonly oldest: readonly HostLine[];
  /** Null: no team of the inventory names this person. */
  readonly mine: OwnStanding | null;
};

export type HomeInput = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  /** An `up` older than this is not believed. */
  readonly maxAgeMs: number;
  readonly now: Instant;
  /** Not ended, newest first. */
  readonly campaigns: readonly Campaign[];
  readonly cards: ReadonlyMap<CampaignId, NonNullable<AwaitingPlan['card']>>;
  /** The chat's ids of this person: their own and their groups'. */
  readonly chatIds: readonly string[];
};

export const OLDEST = 10;

export function buildHome(input: HomeInput): HomeView {
  const lines = [...input.fleet.hosts.values()].map((host) => hostLine(host, input));
  const aged = lines.filter(({ verdict }) => 'uptimeMs' in verdict).sort(longestUpFirst);
  return {
    asOf: input.now,
    hosts: {
      total: lines.length,
      up: lines.filter(({ status }) => status === 'up').length,
      overdue: lines.filter(({ verdict }) => verdict.kind === 'overdue').length,
    },
    awaiting: input.campaigns
      .filter(({ phase }) => phase.kind === 'awaiting-approval')
      .map((campaign) => ({
        campaign,
        rebooted: rebootedSince(campaign, input.snapshot),
        card: input.cards.get(campaign.id) ?? null,
      })),
    running: input.campaigns.filter(({ phase }) => phase.kind !== 'awaiting-approval'),
    oldest: aged.slice(0, OLDEST),
    mine: ownStanding(input),
  };
}

function uptimeOf({ verdict }: HostLine): number {
  return 'uptimeMs' in verdict ? verdict.uptimeMs : -1;
}

function longestUpFirst(left: HostLine, right: HostLine): number {
  return uptimeOf(right) - uptimeOf(left) || byId(left.host, right.host);
}

function ownStanding(input: HomeInput): OwnStanding | null {
  const { fleet, snapshot, now, maxAgeMs, chatIds } = input;
  const owners = [...fleet.owners.values()]
    .filter(({ slack }) => slack !== null && chatIds.includes(slack))
    .map(({ id }) => id)
    .sort(byId);
  if (owners.length === 0) return null;
  const isUp = (host: Parameters<typeof snapshot.hosts.get>[0]): boolean =>
    statusAt(snapshot.hosts.get(host), now, maxAgeMs) === 'up';
  const services = [...fleet.services.values()]
    .filter(({ owner }) => owner !== null && owners.includes(owner))
    .map((service): ServiceStanding => ({
      service: service.id,
      up: service.instances.filter(({ host }) => isUp(host)).length,
      instances: service.instances.length,
      minimum: minimumAvailable(service),
    }))
    .sort((a, b) => a.up - a.minimum - (b.up - b.minimum) || byId(a.service, b.service));
  const hosts = [...fleet.hosts.values()]
    .filter((host) => owners.some((owner) => ownsHost(fleet, host, owner)))
    .map((host) => hostLine(host, input));
  return {
    owners,
    services,
    hosts: hosts.length,
    overdue: hosts.filter(({ verdict }) => verdict.kind === 'overdue').sort(longestUpFirst),
  };
}
