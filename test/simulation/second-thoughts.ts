// People who change their minds about a plan that waits: they take hosts out, take their approval back, ask for a plan
// again that lapsed, and press buttons of cards that an edit has replaced. Some approvers leave the team.
import { HOUR_MS, MINUTE_MS, type DurationMs } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { CampaignId, PersonId } from '../../src/core/fleet/ids.ts';
import type { PlanDocument } from '../../src/core/planning/plan.ts';
import type { ChatClick } from '../../src/ports/chat.ts';
import type { Acts } from './acts.ts';
import type { Chance } from './chance.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Press } from './people.ts';
import { approvers, requester, serviceApprover, stranger, type Roster } from './roster.ts';
import type { Truth } from './truth.ts';

export type SecondThoughts = {
  readonly onRecorded: (id: CampaignId, event: CampaignEvent) => void;
};

export type SecondThoughtsOptions = {
  readonly truth: Truth;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  readonly acts: Acts;
  readonly roster: Roster;
  readonly calm: () => boolean;
  readonly click: Press;
  readonly onHappened: (what: string) => void;
};

type Thought = (id: CampaignId, now: Campaign) => void;

export function createSecondThoughts(options: SecondThoughtsOptions): SecondThoughts {
  const { truth, chance, faults, roster, click } = options;
  const { time } = truth;
  const sent: (readonly [ChatClick, PersonId])[] = [];

  const press = (given: ChatClick, by: PersonId): void => {
    sent.push([given, by]);
    click(given, by);
  };

  const later = (ms: DurationMs, id: CampaignId, thought: Thought): void =>
    void time.at(time.now() + ms, () => {
      const now = truth.campaigns.get(id);
      if (now !== undefined && !options.calm()) thought(id, now);
    });

  const seenOf = ({ plan, digest }: PlanDocument) => ({ version: plan.version, digest });
  const anybody = (): PersonId => chance.pick([...approvers, requester, serviceApprover, stranger]);

  const edit = (id: CampaignId, seen: PlanDocument): void => {
    const hosts = seen.plan.steps.map(({ host }) => host);
    const without = chance.shuffled(hosts).slice(0, chance.whole(1, Math.max(1, hosts.length - 1)));
    press({ kind: 'edit', campaign: id, seen: seenOf(seen), without }, anybody());
  };

  const withdraw = (id: CampaignId, seen: PlanDocument, by: PersonId): void =>
    press({ kind: 'withdraw', campaign: id, seen: seenOf(seen) }, by);

  const approve = (id: CampaignId, seen: PlanDocument): void =>
    press({ kind: 'approve', campaign: id, seen: seenOf(seen) }, chance.pick(approvers));

  /** A card of an earlier version is still open on somebody's phone. */
  const pressOldCard: Thought = (id) => {
    const old = documentsOf(truth, id).slice(0, -1);
    if (old.length === 0) return;
    const seen = chance.pick(old);
    const act = chance.whole(1, 5);
    if (act <= 2) approve(id, seen);
    else if (act === 3) withdraw(id, seen, chance.pick(approvers));
    else if (act === 4) edit(id, seen);
    else {
      const denial = { kind: 'deny', campaign: id, seen: seenOf(seen), reason: 'an older one' } as const;
      press(denial, chance.pick(approvers));
    }
  };

  /** The same request arrives once more, long after it was answered. */
  const replay: Thought = () => {
    const [given, by] = sent.length === 0 ? [] : chance.pick(sent);
    if (given !== undefined && by !== undefined) click(given, by);
  };

  const thoughts: readonly Thought[] = [
    (id, { document }) => edit(id, document),
    (id, { document }) => edit(id, document),
    (id, { document, approvals }) =>
      withdraw(id, document, approvals.length > 0 ? chance.pick(approvals).by : chance.pick(approvers)),
    (id, { document }) => withdraw(id, document, anybody()),
    pressOldCard,
    replay,
  ];

  /** Most wait until there is something to take back, and some until just before the first host goes. */
  const takeBack: Thought = (id, { document, approvals }) => {
    const [last] = approvals.slice(-1);
    if (last !== undefined) withdraw(id, document, last.by);
  };

  /** While hosts are on their way. */
  const denyLate: Thought = (id, { document }) => {
    const denial = { kind: 'deny', campaign: id, seen: seenOf(document), reason: 'shop is slow' } as const;
    press(denial, chance.pick(roster.staying()));
  };

  const askAgain: Thought = (id) => {
    const by = chance.happens(0.5) ? requester : chance.pick(approvers);
    for (let times = chance.whole(1, 2); times > 0; times -= 1) press({ kind: 'replan', campaign: id }, by);
  };

  const leave = (id: CampaignId, who: PersonId): void => {
    if (options.acts.next('leaves') === null) return;
    later(chance.span(MINUTE_MS, 6 * HOUR_MS), id, () => {
      options.onHappened(`${who.slice(-3)} leaves the team`);
      roster.leave(who);
    });
  };

  return {
    onRecorded: (id, event) => {
      if (options.calm()) return;
      if (faults.has('approvers-leave') && event.kind === 'plan-approved' && chance.happens(0.3))
        leave(id, event.by);
      if (!faults.has('second-thoughts')) return;
      if (event.kind === 'campaign-proposed')
        for (let times = chance.whole(1, 4); times > 0; times -= 1)
          later(chance.span(MINUTE_MS, 20 * HOUR_MS), id, chance.pick(thoughts));
      if (event.kind === 'campaign-started' && chance.happens(0.3))
        later(chance.span(MINUTE_MS, 12 * HOUR_MS), id, takeBack);
      if (event.kind === 'plan-approved' && chance.happens(0.3))
        later(chance.span(MINUTE_MS, 2 * HOUR_MS), id, (_, { document }) => edit(id, document));
      if (event.kind === 'host-reboot-requested' && chance.happens(0.04))
        later(chance.span(MINUTE_MS, 10 * MINUTE_MS), id, denyLate);
      if (event.kind === 'plan-edited' && chance.happens(0.3))
        later(chance.span(MINUTE_MS, 2 * HOUR_MS), id, (_, { document }) => edit(id, document));
      if (event.kind === 'plan-edited')
        for (let times = chance.whole(1, 3); times > 0; times -= 1)
          later(chance.span(MINUTE_MS, 10 * HOUR_MS), id, pressOldCard);
      const lapsed =
        event.kind === 'campaign-ended' && (event.as.kind === 'expired' || event.as.kind === 'voided');
      if (lapsed && chance.happens(0.6)) later(chance.span(MINUTE_MS, 10 * MINUTE_MS), id, askAgain);
    },
  };
}

/** Every version that was ever put before people, the one in force last. */
function documentsOf({ eventsOf }: Truth, id: CampaignId): readonly PlanDocument[] {
  return eventsOf(id).flatMap(({ event }) =>
    event.kind === 'campaign-proposed' || event.kind === 'plan-edited' ? [event.document] : [],
  );
}
