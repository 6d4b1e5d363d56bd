// Operators: they approve, deny, click twice, click what is not theirs, pause, go to lunch, and come back to put right
// what halted. They see the truth of the journal, as a card would show it, and their clicks may be lost.
import { HOUR_MS, MINUTE_MS, type DurationMs } from '../../src/core/brand.ts';
import { isTakenOut } from '../../src/core/campaign/holding.ts';
import { guestsDrainedIn } from '../../src/core/rotation/guest-drains.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type { CampaignId, HostId, PersonId, PlanDigest } from '../../src/core/fleet/ids.ts';
import type { ChatClick } from '../../src/ports/chat.ts';
import type { Chance } from './chance.ts';
import type { FaultKind } from './fault-kinds.ts';
import { approvers, requester, serviceApprover, stranger, type Roster } from './roster.ts';
import type { Truth } from './truth.ts';

export type PeopleOptions = {
  readonly truth: Truth;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  /** True once nothing goes wrong any more: from then on people are diligent. */
  readonly calm: () => boolean;
  readonly roster: Roster;
  /** Delivers a click, unless nobody is there to take it. `cannot-tell`: the chat does not say who they are. */
  readonly click: Press;
  readonly repair: (host: HostId) => void;
};

export type Press = (click: ChatClick, by: PersonId, chat?: 'cannot-tell') => void;

export type People = {
  readonly onProposed: (id: CampaignId) => void;
  /** It is to be decided on anew: another version of it, or approvals that count no more. */
  readonly onUndecided: (id: CampaignId) => void;
  readonly onTrouble: (id: CampaignId) => void;
};

export function createPeople(options: PeopleOptions): People {
  const { truth, chance, faults, roster } = options;
  const { time } = truth;
  const reviews = new Set<CampaignId>();

  const after = (ms: DurationMs, act: () => void): void => void time.at(time.now() + ms, act);
  const campaign = (id: CampaignId): Campaign | undefined => truth.campaigns.get(id);

  const approve = (
    id: CampaignId,
    by: PersonId,
    seen = campaign(id)?.document,
    chat?: 'cannot-tell',
  ): void => {
    if (seen === undefined) return;
    const { plan, digest } = seen;
    options.click({ kind: 'approve', campaign: id, seen: { version: plan.version, digest } }, by, chat);
  };

  const deny = (id: CampaignId): void => {
    const seen = campaign(id)?.document;
    if (seen === undefined) return;
    const click = { kind: 'deny', campaign: id, reason: 'not tonight' } as const;
    options.click({ ...click, seen: { version: seen.plan.version, digest: seen.digest } }, someone());
  };

  const someone = (): PersonId => chance.pick(roster.staying());

  const control = (id: CampaignId, kind: 'pause' | 'resume' | 'stop', by = someone()): void =>
    options.click({ kind, campaign: id }, by);

  const resolve = (id: CampaignId, kind: 'retry' | 'skip', host: HostId): void =>
    options.click({ kind, campaign: id, host }, someone());

  /** Clicks until the journal has it: clicks on a daemon that is down are lost. */
  const approveUntilCounted = (id: CampaignId, by: PersonId, tries: number): void => {
    const now = campaign(id);
    if (now?.phase.kind !== 'awaiting-approval' || tries === 0) return;
    if (now.approvals.some((approval) => approval.by === by)) return;
    approve(id, by);
    if (faults.has('odd-clicks') && chance.happens(0.3)) approve(id, by);
    after(chance.span(10 * MINUTE_MS, HOUR_MS), () => approveUntilCounted(id, by, tries - 1));
  };

  /** The digest of a plan that nobody ever made. */
  const forge = (id: CampaignId, by: PersonId): void => {
    const seen = campaign(id)?.document;
    if (seen !== undefined) approve(id, by, { ...seen, digest: 'f'.repeat(64) as PlanDigest });
  };

  /** Those who are in look at the plan, each in their own time. */
  const read = (id: CampaignId): void => {
    const asked = (campaign(id)?.approvalPolicy.rules ?? []).length > 0 && chance.happens(0.85);
    const readers = chance.shuffled(approvers).slice(0, chance.whole(2, 3));
    for (const by of asked ? [...readers, serviceApprover] : readers)
      after(chance.span(MINUTE_MS, 10 * HOUR_MS), () => approveUntilCounted(id, by, 6));
  };

  const oddClicks: readonly ((id: CampaignId) => void)[] = [
    (id) => approve(id, stranger),
    (id) => approve(id, chance.pick(approvers), undefined, 'cannot-tell'),
    (id) => approve(id, requester),
    (id) => forge(id, chance.pick(approvers)),
    (id) => control(id, 'stop', stranger),
    (id) => control(id, 'resume'),
    (id) => (chance.happens(0.15) ? deny(id) : undefined),
    (id) => approve(id, chance.pick(approvers)),
  ];

  const interferingPeople = (id: CampaignId): void => {
    for (let times = chance.whole(1, 4); times > 0; times -= 1)
      after(chance.span(MINUTE_MS, 30 * HOUR_MS), () => {
        const waiting = [...(campaign(id)?.hosts ?? [])].filter(([, { stage }]) => stage.kind === 'waiting');
        const act = chance.fraction();
        if (act < 0.5) control(id, 'pause');
        else if (act < 0.6) control(id, 'stop');
        else if (act < 0.7) deny(id);
        else if (waiting.length > 0) resolve(id, 'skip', chance.pick(waiting)[0]);
      });
  };

  const failedHosts = (now: Campaign): readonly HostReboot[] =>
    [...now.hosts.values()].filter(({ stage }) => stage.kind === 'failed');

  /** It, and the guests that are drained with it. */
  const repair = ({ step }: HostReboot): void => {
    for (const host of [step.host, ...guestsDrainedIn(step)]) options.repair(host);
  };

  const mend = (id: CampaignId, now: Campaign): void => {
    const [failed] = failedHosts(now);
    if (failed === undefined) return control(id, 'resume');
    const { host } = failed.step;
    if (options.calm() || chance.happens(0.85)) repair(failed);
    const tries = truth
      .eventsOf(id)
      .filter(({ event }) => event.kind === 'host-retry-requested' && event.host === host);
    const act = chance.fraction();
    if (tries.length < 3 && act < 0.7)
      after(chance.span(MINUTE_MS, HOUR_MS), () => resolve(id, 'retry', host));
    else if (act < 0.95 || options.calm()) resolve(id, 'skip', host);
    else control(id, 'stop');
  };

  /** What an ended campaign left out of rotation, if nobody has tried in vain too often. */
  const leftOut = (id: CampaignId, now: Campaign): HostReboot | undefined => {
    const reopened = truth.eventsOf(id).filter(({ event }) => event.kind === 'campaign-reopened').length;
    if (now.phase.kind !== 'ended' || reopened >= 3) return undefined;
    return [...now.hosts.values()].find(isTakenOut);
  };

  const review = (id: CampaignId): void => {
    const now = campaign(id);
    if (now === undefined) return;
    const { kind } = now.phase;
    const left = leftOut(id, now);
    if (left !== undefined) {
      repair(left);
      resolve(id, 'retry', left.step.host);
      return after(chance.span(20 * MINUTE_MS, 3 * HOUR_MS), () => review(id));
    }
    const stands = kind === 'halted' || kind === 'paused';
    const goesOn = kind === 'running' && failedHosts(now).length > 0;
    if (!stands && !goesOn) return void reviews.delete(id);
    if (kind === 'halted' || goesOn) mend(id, now);
    else if (failedHosts(now).length > 0 && chance.happens(0.5)) mend(id, now);
    else control(id, 'resume');
    after(chance.span(20 * MINUTE_MS, 3 * HOUR_MS), () => review(id));
  };

  return {
    onProposed: (id) => {
      const fate = chance.fraction();
      if (faults.has('odd-clicks'))
        for (let times = chance.whole(1, 5); times > 0; times -= 1)
          after(chance.span(MINUTE_MS, 12 * HOUR_MS), () => chance.pick(oddClicks)(id));
      if (faults.has('people-control')) interferingPeople(id);
      if (fate < 0.05) return;
      if (fate < 0.09) return after(chance.span(MINUTE_MS, 5 * HOUR_MS), () => deny(id));
      read(id);
    },
    onUndecided: read,
    onTrouble: (id) => {
      if (reviews.has(id)) return;
      reviews.add(id);
      const least = options.calm() ? 5 * MINUTE_MS : MINUTE_MS;
      after(chance.span(least, options.calm() ? HOUR_MS : 8 * HOUR_MS), () => review(id));
    },
  };
}
