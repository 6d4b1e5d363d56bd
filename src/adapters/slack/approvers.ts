// Is this person an approver, now? Asked at each click from Slack itself; what was asked may be a minute old, not more.
// A look-up that fails is never a yes: it is `unknown`, which refuses.

import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { ApproverJudgement } from '../../core/campaign/input.ts';
import type { DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import { errorText } from './slack-log.ts';
import type { SlackApprovers } from './slack-options.ts';

/** Who clicked, from the payload. Nothing else of the payload is believed. */
export type Clicker = { readonly user: string; readonly team: string | null };

export type ApproverJudge = (clicker: Clicker) => Promise<ApproverJudgement>;

type SlackUser = {
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
};

const notApprover = (why: string): ApproverJudgement => ({ kind: 'not-approver', why });

/** Why this account may never decide, whatever list it is on; null if it may. */
export function disqualified(user: SlackUser, team: string): string | null {
  if (user.deleted === true) return 'the account is deactivated';
  if (user.is_bot === true) return 'the account is a bot';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'the account is a guest';
  if (user.is_stranger === true || (user.team_id !== undefined && user.team_id !== team))
    return 'the account belongs to another workspace';
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

  return async ({ user, team }) => {
    const own = ownTeam();
    if (own === null) return { kind: 'unknown', why: 'our own workspace is not known yet' };
    if (team !== own) return notApprover('the click comes from another workspace');
    if (approvers.users.length + approvers.groups.length === 0)
      return notApprover('no approvers are configured');
    const listed = approvers.users.includes(user);
    const [account, ...groups] = await Promise.allSettled([
      userOf(user),
      ...(listed ? [] : approvers.groups.map(membersOf)),
    ]);
    if (account.status === 'rejected')
      return { kind: 'unknown', why: `the account could not be looked up: ${errorText(account.reason)}` };
    if (account.value === null) return notApprover('there is no such account');
    const why = disqualified(account.value, own);
    if (why !== null) return notApprover(why);
    if (listed || groups.some((group) => group.status === 'fulfilled' && group.value.has(user)))
      return { kind: 'approver' };
    const failed = groups.find((group) => group.status === 'rejected');
    return failed === undefined
      ? notApprover('neither listed nor a member of an approvers’ group')
      : { kind: 'unknown', why: `a group could not be looked up: ${errorText(failed.reason)}` };
  };
}
