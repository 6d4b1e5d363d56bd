// Who asks, and in which language they read: from users.info, remembered for an hour. A look-up that fails is never a
// reason to stay silent; the channel's language is spoken then.

import type { WebClient } from '@slack/web-api';
import { HOUR_MS } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Language } from '../../views/text/language.ts';
import { errorText } from './slack-log.ts';

export type Person = {
  readonly language: Language;
  /** `outsider`: guests, bots, deactivated accounts and other workspaces. */
  readonly kind: 'member' | 'outsider' | 'unknown';
  /** As Slack shows it; null where it could not be looked up. */
  readonly name: string | null;
};

export type People = (user: string) => Promise<Person>;

/** An hour-old language is right; who may decide is asked anew at every click (approvers.ts). */
const KEEP_MS = HOUR_MS;
const KEPT = 2_000;

export function createPeople(given: {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
}): People {
  const { client, clock, log, language } = given;
  const known = new Map<string, { readonly person: Person; readonly atMs: number }>();
  return async (user) => {
    const kept = known.get(user);
    if (kept !== undefined && clock.monotonicMs() - kept.atMs <= KEEP_MS) return kept.person;
    try {
      const { user: account } = await client.users.info({ user, include_locale: true });
      const outside =
        account === undefined ||
        account.deleted === true ||
        account.is_bot === true ||
        account.is_restricted === true ||
        account.is_ultra_restricted === true ||
        account.is_stranger === true;
      const person: Person = {
        language: languageOf(account?.locale, language),
        kind: outside ? 'outsider' : 'member',
        name: nameIn(account),
      };
      if (known.size >= KEPT) known.clear();
      known.set(user, { person, atMs: clock.monotonicMs() });
      return person;
    } catch (error) {
      log.debug('a person could not be looked up', { error: errorText(error) });
      return { language, kind: 'unknown', name: null };
    }
  };
}

type Account = Awaited<ReturnType<WebClient['users']['info']>>['user'];

/** The first that they have: their whole name, what they call themselves, their handle. */
function nameIn(account: Account): string | null {
  const names = [
    account?.profile?.real_name,
    account?.real_name,
    account?.profile?.display_name,
    account?.name,
  ];
  return names.map((name) => name?.trim() ?? '').find((name) => name !== '') ?? null;
}

/** `ko-KR` is Korean; every other language reads English, and where there is none the channel's is spoken. */
function languageOf(locale: string | undefined, fallback: Language): Language {
  if (locale === undefined || locale === '') return fallback;
  return /^ko\b/i.test(locale) ? 'ko' : 'en';
}
