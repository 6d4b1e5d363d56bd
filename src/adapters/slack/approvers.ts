// Is this person an approver, now? Asked at each click from Slack itself; what was asked may be a minute old, not more.
// A look-up that fails is never a yes: it is `unknown`, which refuses.

import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { FLEET_RULE, type ApprovalRule, type RuleId } from '../../core/campaign/approval-rules.ts';
import type { AccountFault } from '../../core/campaign/decision-cause.ts';
import type { Standing } from '../../core/campaign/input.ts';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import { errorText } from './slack-log.ts';
import type { SlackApprovers } from './slack-options.ts';

/** Who clicked, from the payload. Nothing else of the payload is believed. */
export type Clicker = { readonly user: string; readonly team: string | null };

/**
 * Is the clicker an approver of the fleet, or by one of `rules`? Never rejects. Who is an approver for one service only
 * may also stop what they could have approved.
 */
export type ApproverJudge = (clicker: Clicker, rules?: readonly ApprovalRule[]) => Promise<Standing>;

type SlackUser = {
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
};

/** For the journal and the command line. */
export const faultText: Record<AccountFault, string> = {
  'other-workspace': 'the account belongs to another workspace',
  'no-approvers': 'no approvers are configured',
  'no-account': 'there is no such account',
  deactivated: 'the account is deactivated',
  bot: 'the account is a bot',
  guest: 'the account is a guest',
  'not-listed': 'neither listed nor a member of an approvers’ group',
  'workspace-unknown': 'our own workspace is not known yet',
  'not-a-person': 'not a person of this chat',
};

const notApprover = (fault: AccountFault): Standing => ({
  judgement: { kind: 'not-approver', why: faultText[fault], cause: { kind: 'account', fault } },
  meets: [],
});

/** It cannot be told whether they may, because of what we are ourselves or of whom was asked about. */
export const cannotTell = (fault: AccountFault): Standing => ({
  judgement: { kind: 'unknown', why: faultText[fault], cause: { kind: 'account', fault } },
  meets: [],
});

const lookUpFailed = (what: string, said: string): Standing => ({
  judgement: { kind: 'unknown', why: `${what}: ${said}`, cause: { kind: 'look-up-failed', said } },
  meets: [],
});

/** Why this account may never decide, whatever list it is on; null if it may. */
export function disqualified(user: SlackUser, team: string): AccountFault | null {
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true) return 'bot';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  if (user.is_stranger === true || (user.team_id !== undefined && user.team_id !== team))
    return 'other-workspace';
  return null;
}

/** Remembers good answers for `maxAgeMs`; an answer that failed is asked for again. */
function remembering<T>(
  ask: (key: string) => Promise<T>,
  options: { readonly clock: Clock; readonly maxAgeMs: DurationMs },
): (key: string) => Promise<T> {
  const known = new Map<string, { readonly value: T; readonly atMs: DurationMs }>();
  return async (key) => {
    const kept = known.get(key);
    if (kept !== undefined && options.clock.monotonicMs() - kept.atMs <= options.maxAgeMs) return kept.value;
    const atMs = options.clock.monotonicMs();
    const value = await ask(key);
    known.set(key, { value, atMs });
    return value;
  };
}

type ListedRule = Pick<ApprovalRule, 'id' | 'users' | 'groups'>;

type Membership = { readonly meets: readonly RuleId[]; readonly failure: string | null };

const slackPerson = /^slack:([A-Z0-9]+)\/([A-Z0-9]+)$/;

/** The account behind a person of ours, or null: only people of the chat can be asked about. */
export function clickerOf(person: PersonId): Clicker | null {
  const [, team, user] = slackPerson.exec(person) ?? [];
  return team === undefined || user === undefined ? null : { team, user };
}

export function createApproverJudge(given: {
  readonly client: WebClient;
  readonly approvers: SlackApprovers;
  readonly clock: Clock;
  readonly maxAgeMs: DurationMs;
  /** The workspace of our own tokens; null while it is not known. */
  readonly ownTeam: () => string | null;
}): ApproverJudge {
  const { client, approvers, clock, maxAgeMs, ownTeam } = given;
  const userOf = remembering<SlackUser | null>(
    async (id) => {
      try {
        return (await client.users.info({ user: id })).user ?? null;
      } catch (error) {
        if (error instanceof WebAPIPlatformError && error.data.error === 'user_not_found') return null;
        throw error;
      }
    },
    { clock, maxAgeMs },
  );
  const membersOf = remembering(
    async (id) => new Set((await client.usergroups.users.list({ usergroup: id })).users ?? []),
    { clock, maxAgeMs },
  );

  /** Which rules the user is an approver of, and why that cannot be told for the others. */
  const rulesOf = async (user: string, rules: readonly ListedRule[]): Promise<Membership> => {
    const asked = new Map(
      [...new Set(rules.flatMap(({ users, groups }) => (users.includes(user) ? [] : groups)))].map(
        (group) => [group, membersOf(group)] as const,
      ),
    );
    await Promise.allSettled(asked.values());
    const meets: RuleId[] = [];
    let failure: string | null = null;
    for (const { id, users, groups } of rules) {
      if (users.includes(user)) {
        meets.push(id);
        continue;
      }
      const answers = await Promise.allSettled(groups.map((group) => asked.get(group) ?? membersOf(group)));
      if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.has(user))) meets.push(id);
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed !== undefined) failure ??= errorText(failed.reason);
    }
    return { meets, failure };
  };

  return async ({ user, team }, rules = []) => {
    const own = ownTeam();
    if (own === null) return cannotTell('workspace-unknown');
    if (team !== own) return notApprover('other-workspace');
    const all: readonly ListedRule[] = [{ id: FLEET_RULE, ...approvers }, ...rules];
    if (all.every(({ users, groups }) => users.length + groups.length === 0))
      return notApprover('no-approvers');
    const [account, membership] = await Promise.allSettled([userOf(user), rulesOf(user, all)]);
    if (account.status === 'rejected')
      return lookUpFailed('the account could not be looked up', errorText(account.reason));
    if (membership.status === 'rejected')
      return lookUpFailed('the groups could not be looked up', errorText(membership.reason));
    if (account.value === null) return notApprover('no-account');
    const fault = disqualified(account.value, own);
    if (fault !== null) return notApprover(fault);
    const { meets, failure } = membership.value;
    const judgement = { kind: 'approver' } as const;
    if (meets.length > 0)
      return failure === null ? { judgement, meets } : { judgement, meets, unsure: failure };
    return failure === null
      ? notApprover('not-listed')
      : lookUpFailed('a group could not be looked up', failure);
  };
}
