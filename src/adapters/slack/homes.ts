// The App Home of everybody who looks at it: published when it is opened and when something changed, one writer a
// person, with the hash of what they were shown last. A click here is decided like any other; its answer is shown here.

import type { App } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import type { HomeView as SlackHome } from '@slack/types';
import { DAY_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { ChatInputs } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageRef } from '../../ports/store.ts';
import { parsePlanValue } from '../../views/slack/button-value.ts';
import { doneText, refusedText } from '../../views/slack/click-feedback.ts';
import { homeActions, renderClosedHome, renderHome } from '../../views/slack/home-tab.ts';
import { catalogues } from '../../views/text/language.ts';
import type { Clicker } from './approvers.ts';
import { personOf, standingLookup, type ClickParts } from './clicks.ts';
import type { People } from './people.ts';
import { errorText } from './slack-log.ts';

export type HomeParts = {
  readonly inputs: () => ChatInputs | null;
  readonly judge: ClickParts['judge'];
  readonly people: People;
  readonly client: WebClient;
  readonly identity: () => { readonly teamId: string } | null;
  /** The address of a message, or null where it is not known. */
  readonly permalink: (ref: MessageRef) => string | null;
  readonly clock: Clock;
  readonly log: Log;
};

/** Slack allows 100 publications a minute; what changes in between is shown together. */
const EVERY_MS: DurationMs = 3 * SECOND_MS;
/** Who has not looked for a day sees the newest when they open it. */
const WATCHED_MS: DurationMs = DAY_MS;
const MOST_WATCHERS = 150;
const GROUPS_MAX_AGE_MS: DurationMs = 10 * MINUTE_MS;

type Watcher = {
  openedMs: DurationMs;
  /** What they were shown last, without its date. */
  shown: string | null;
  hash: string | null;
  notice: string | null;
  turn: Promise<void>;
};

export type Homes = {
  /** Called when what Homes show may have changed. */
  readonly refresh: () => void;
};

export function listenToHomes(app: App, parts: HomeParts): Homes {
  const { clock, log } = parts;
  const watchers = new Map<string, Watcher>();
  const groupsOf = createGroupLookup(parts);
  let waiting = false;

  const publish = async (user: string, watcher: Watcher): Promise<void> => {
    const inputs = parts.inputs();
    const identity = parts.identity();
    if (inputs === null || identity === null) return;
    const { kind, language } = await parts.people(user);
    const text = catalogues[language];
    const view =
      kind === 'outsider'
        ? renderClosedHome(text)
        : renderHome(
            await inputs.home([user, ...(await groupsOf(user, inputs.ownerChatIds()))]),
            {
              person: personOf({ user, team: identity.teamId }),
              notice: watcher.notice,
              linkTo: parts.permalink,
            },
            text,
          );
    const shown = JSON.stringify(view.blocks.slice(0, -1));
    if (shown === watcher.shown) return;
    watcher.hash = await send(user, view, watcher.hash, parts);
    watcher.shown = shown;
  };

  /** In turn for each person: an older view never replaces a newer one. */
  const show = (user: string): Promise<void> => {
    const watcher = watchers.get(user);
    if (watcher === undefined) return Promise.resolve();
    watcher.turn = watcher.turn
      .then(() => publish(user, watcher))
      .catch((error: unknown) => log.warn('a Home was not published', { error: errorText(error) }));
    return watcher.turn;
  };

  const opened = (user: string): Watcher => {
    const known = watchers.get(user);
    const watcher = known ?? { openedMs: 0, shown: null, hash: null, notice: null, turn: Promise.resolve() };
    watcher.openedMs = clock.monotonicMs();
    watchers.delete(user);
    watchers.set(user, watcher);
    for (const old of [...watchers.keys()].slice(0, -MOST_WATCHERS)) watchers.delete(old);
    return watcher;
  };

  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    const watcher = opened(event.user);
    watcher.notice = null;
    // Slack may have lost it, and another process may have written it: what is opened is always shown anew.
    watcher.shown = null;
    watcher.hash = hashOf(event.view);
    await show(event.user);
  });

  app.action({ type: 'block_actions', action_id: homeActions.open }, async ({ ack }) => ack());

  app.action({ type: 'block_actions', action_id: homeActions.approve }, async ({ body, action, ack }) => {
    await ack();
    const clicker = { user: body.user.id, team: body.team?.id ?? null };
    const watcher = opened(clicker.user);
    const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
    watcher.notice = await approve(value, clicker, parts);
    await show(clicker.user);
  });

  return {
    refresh: () => {
      if (waiting) return;
      waiting = true;
      void clock.sleep(EVERY_MS).then(async () => {
        waiting = false;
        for (const [user, { openedMs }] of watchers)
          if (clock.monotonicMs() - openedMs > WATCHED_MS) watchers.delete(user);
          else await show(user);
      });
    },
  };
}

/** Slack's types call every view a modal, and forget its hash. */
function hashOf(view: unknown): string | null {
  return typeof view === 'object' && view !== null && 'hash' in view && typeof view.hash === 'string'
    ? view.hash
    : null;
}

/** The same decision as on the card: by the plan's digest, with the person judged now. */
async function approve(value: string, clicker: Clicker, parts: HomeParts): Promise<string> {
  const text = catalogues[(await parts.people(clicker.user)).language];
  const parsed = parsePlanValue(value);
  const inputs = parts.inputs();
  if (parsed === null || inputs === null) return text.feedback.unreadable;
  try {
    const answer = await inputs.click(
      { kind: 'approve', ...parsed },
      personOf(clicker),
      standingLookup(clicker, parts),
    );
    return answer.kind === 'done' ? doneText('approve', text) : refusedText(answer, text);
  } catch (error) {
    parts.log.error('a click could not be decided', { click: 'approve', error: errorText(error) });
    return text.feedback.failed;
  }
}

/** Publishes and answers the new hash. Where somebody else has written meanwhile, ours is the newer state. */
async function send(
  user: string,
  view: SlackHome,
  hash: string | null,
  { client, clock }: HomeParts,
): Promise<string | null> {
  const publish = async (given: string | null): Promise<string | null> => {
    const answer = await client.views.publish({
      user_id: user,
      view,
      ...(given === null ? {} : { hash: given }),
    });
    return answer.view?.hash ?? null;
  };
  try {
    return await publish(hash);
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) {
      await clock.sleep(error.retryAfter * SECOND_MS);
      return publish(hash);
    }
    if (error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict') return publish(null);
    throw error;
  }
}

/** Of the groups that owners are known by, those that the user is a member of. One that cannot be read is none. */
function createGroupLookup({ client, clock, log }: HomeParts) {
  const known = new Map<string, { readonly users: ReadonlySet<string>; readonly atMs: DurationMs }>();
  return async (user: string, ownerIds: readonly string[]): Promise<readonly string[]> => {
    const mine: string[] = [];
    for (const group of new Set(ownerIds.filter((id) => id.startsWith('S')))) {
      let kept = known.get(group);
      if (kept === undefined || clock.monotonicMs() - kept.atMs > GROUPS_MAX_AGE_MS) {
        try {
          const { users = [] } = await client.usergroups.users.list({ usergroup: group });
          kept = { users: new Set(users), atMs: clock.monotonicMs() };
          known.set(group, kept);
        } catch (error) {
          log.debug('a group could not be looked up', { group, error: errorText(error) });
        }
      }
      if (kept?.users.has(user) === true) mine.push(group);
    }
    return mine;
  };
}
