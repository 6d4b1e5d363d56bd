// Who stands behind a plan, worked out from what people really pressed and were told, without the product's approvals:
// a click counts for the one plan that the person saw, until that person took it back or the daemon heard that they are
// an approver no more.
import { canonicalText } from '../../src/core/canonical-text.ts';
import { chaosMode } from '../../src/core/chaos/chaos-terms.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { CampaignId, HostId, PersonId, PlanDigest } from '../../src/core/fleet/ids.ts';
import type { Instant } from '../../src/core/brand.ts';
import { sha256Hex } from '../fakes/plan-maker.ts';
import type { RandomScenario } from './random-scenario.ts';
import { requester } from './roster.ts';
import type { Click, Recorded, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

export type ApprovalJudge = {
  readonly onRecorded: (recorded: Recorded, after: Campaign) => void;
  /** A host has taken a command of `campaign` that was recorded as `record`. */
  readonly onCommand: (campaign: Campaign, record: Recorded) => void;
};

/** What a service asks for besides the fleet. */
type ServiceDemand = { readonly service: string; readonly needed: number; readonly users: readonly string[] };

/** One version of a plan: when it was put before people, and what its services asked for then and at the start. */
type Version = { readonly at: Instant; readonly demands: (readonly ServiceDemand[])[] };

export function createApprovalJudge(
  truth: Truth,
  verdicts: Verdicts,
  { needed, requesterMayApprove, expiresAfterMs }: RandomScenario['approval'],
): ApprovalJudge {
  const versions = new Map<PlanDigest, Version>();
  const digests = new Map<Campaign['document'], PlanDigest>();

  const digestOf = (document: Campaign['document']): PlanDigest => {
    const digest = digests.get(document) ?? (sha256Hex(canonicalText(document.plan)) as PlanDigest);
    digests.set(document, digest);
    return digest;
  };

  const complain = (what: string): void => verdicts.violate('approval', what);

  const judgePeople = (campaign: Campaign, version: Version | undefined, until: Instant): void => {
    const { id, document, requestedBy } = campaign;
    const behind = peopleBehind(truth, { campaign: id, digest: document.digest, until });
    if (!requesterMayApprove) behind.delete(requestedBy);
    const fleet = [...behind].filter(([, meets]) => meets.has('fleet')).length;
    if (fleet < needed)
      complain(`${id}: ${fleet} of ${needed} people stand behind the plan that was commanded`);
    const named = ({ users }: ServiceDemand): number =>
      users.filter((user) => behind.has(user as PersonId)).length;
    const unmet = (version?.demands ?? []).map((demands) =>
      demands.filter((demand) => named(demand) < demand.needed),
    );
    // A rule that was changed while the plan was on its way to people: both inventories must ask for it.
    const [first] = unmet.every((demands) => demands.length > 0) ? (unmet[0] ?? []) : [];
    if (first !== undefined)
      complain(`${id}: ${named(first)} of ${first.needed} approvers of ${first.service} stand behind it`);
  };

  return {
    onRecorded: ({ event, at }, { document, id, requestedBy }) => {
      const hosts = document.plan.steps.map(({ host }) => host);
      if (event.kind === 'campaign-proposed' || event.kind === 'plan-edited')
        versions.set(document.digest, { at, demands: [demandsOn(truth.inventory(), hosts)] });
      if (event.kind === 'campaign-started')
        versions.get(document.digest)?.demands.push(demandsOn(truth.inventory(), hosts));
      const asked = (kind: Click['kind']): boolean =>
        truth.clicks.some((click) => click.kind === kind && click.by === requestedBy);
      // Chaos mode asks for one host that it drew, and for nothing else.
      const drawn =
        requestedBy === chaosMode && document.plan.steps.every(({ reason }) => reason === 'drawn');
      if (event.kind === 'campaign-proposed' && requestedBy !== requester && !drawn && !asked('replan'))
        complain(`${id}: ${requestedBy} never asked for it`);
    },
    onCommand: (campaign, record) => {
      const { id, document, expiresAt } = campaign;
      if (digestOf(document) !== document.digest) complain(`${id}: the plan is not what its digest says`);
      const version = versions.get(document.digest);
      judgePeople(campaign, version, record.worldAt);
      const ownExpiry = (version?.at ?? -Infinity) + expiresAfterMs;
      if (record.at >= Math.min(expiresAt, ownExpiry)) complain(`${id}: the approval had expired`);
    },
  };
}

/** By person: the rules that they met when they clicked. */
function peopleBehind(
  truth: Truth,
  {
    campaign,
    digest,
    until,
  }: { readonly campaign: CampaignId; readonly digest: PlanDigest; readonly until: Instant },
): Map<PersonId, ReadonlySet<string>> {
  const behind = new Map<PersonId, ReadonlySet<string>>();
  for (const click of truth.clicks) {
    if (click.kind !== 'approve' || click.campaign !== campaign || click.digest !== digest) continue;
    if (click.at > until || !click.mayApprove || isTakenBack(truth, click) || isToldLapsed(truth, click))
      continue;
    behind.set(click.by, new Set([...(behind.get(click.by) ?? []), ...click.meets]));
  }
  return behind;
}

/** A click that was still on its way when the other one was pressed may have come after it. */
function isTakenBack({ clicks }: Truth, { by, campaign, answeredAt }: Click): boolean {
  if (answeredAt === null) return false;
  return clicks.some(
    (other) =>
      other.kind === 'withdraw' &&
      other.campaign === campaign &&
      other.by === by &&
      other.answer === 'done' &&
      other.at > answeredAt,
  );
}

/** Before anything was begun the daemon asked the chat about them, and was told that they are no approver. */
function isToldLapsed({ reviews, eventsOf }: Truth, { by, campaign, answeredAt }: Click): boolean {
  if (answeredAt === null || reviews.length === 0) return false;
  const begunAt =
    eventsOf(campaign).find(({ event }) => event.kind === 'host-check-requested')?.worldAt ?? Infinity;
  return reviews.some(
    ({ startedAt, doneAt, left }) => left.has(by) && startedAt > answeredAt && doneAt < begunAt,
  );
}

/** The services of `fleet` that ask for their own approvers and lose an instance when `hosts` go. */
function demandsOn(fleet: Fleet, hosts: readonly HostId[]): readonly ServiceDemand[] {
  const falling = new Set<HostId>(hosts);
  for (const below of falling)
    for (const { id, placement } of fleet.hosts.values())
      if (placement?.hypervisor === below) falling.add(id);
  return [...fleet.services.values()].flatMap(({ id, approvals, instances }) =>
    approvals !== null && instances.some(({ host }) => falling.has(host))
      ? [{ service: id, needed: approvals.needed, users: approvals.users }]
      : [],
  );
}
