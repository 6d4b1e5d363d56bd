// The section `slack` with its defaults, by its mode. A field that its mode does not read is a mistake: a configuration
// that is accepted and does nothing misleads whoever wrote it.

import type { z } from 'zod';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import type { Report } from './mistake.ts';
import type { SettingsEntry } from './parse-inventory.ts';
import { secretReference, type PathResolver } from './secret-shape.ts';
import type { Language } from './language.ts';
import type { slack as slackSchema } from './slack-schema.ts';

/** With an app: it posts, edits, and hears who clicks. */
export type SlackAppSettings = {
  readonly kind: 'app';
  readonly team: string;
  readonly channel: string;
  readonly botToken: SecretReference;
  readonly apiUrl: string;
  readonly language: Language;
  readonly way:
    | { readonly kind: 'sockets'; readonly appToken: SecretReference }
    | {
        readonly kind: 'http';
        readonly signingSecret: SecretReference;
        readonly address: string;
        readonly port: number;
        readonly path: string;
        /** What Slack calls, or null: not told. */
        readonly url: string | null;
      };
};

/** Posts alone. */
export type SlackWebhookSettings = {
  readonly kind: 'webhook';
  readonly url: SecretReference;
  /** The webhook's own; this only names it in the records. */
  readonly channel: 'webhook';
  readonly language: Language;
};

export type SlackSettings = SlackAppSettings | SlackWebhookSettings;

type Given = z.infer<typeof slackSchema>;
type Field = Exclude<keyof Given, 'mode'>;
type Mode = NonNullable<Given['mode']>;

const app = ['team', 'channel', 'bot_token'] as const;

const needed: Readonly<Record<Mode, readonly Field[]>> = {
  socket: [...app, 'app_token'],
  http: [...app, 'signing_secret'],
  webhook: ['webhook_url'],
};

const alsoRead: Readonly<Record<Mode, readonly Field[]>> = {
  socket: ['api_url', 'language'],
  http: ['api_url', 'language', 'listen', 'path', 'url'],
  webhook: ['language'],
};

const what: Partial<Readonly<Record<Field, string>>> = {
  team: 'a Slack workspace id (T…)',
  channel: 'a Slack channel id (C… or G…)',
};

/** Reports what does not go with its mode. */
export function checkSlack(entry: SettingsEntry, report: Report): void {
  const { slack, reminders = [] } = entry.fields;
  if (slack === undefined) return;
  const { mode = 'socket', ...fields } = slack;
  const under = `mode ${mode}`;
  for (const field of needed[mode])
    if (slack[field] === undefined)
      report({
        place: entry.placeOf('slack'),
        what: `settings: slack.${field} is missing`,
        expected: what[field] ?? 'a reference: {credential: NAME}, {env: NAME} or {file: path}',
        hint: `${under} needs ${needed[mode].join(', ')}`,
      });
  for (const field of Object.keys(fields) as Field[])
    if (slack[field] !== undefined && ![...needed[mode], ...alsoRead[mode]].includes(field))
      report({
        place: entry.placeOf('slack', field),
        what: `settings: slack.${field} with ${under}`,
        hint: `it would not be read: remove it, or choose another mode`,
      });
  if (mode !== 'webhook') return;
  for (const [index, { channel }] of reminders.entries())
    if (channel !== undefined)
      report({
        place: entry.placeOf('reminders', index, 'channel'),
        what: `settings: reminders: channel with slack ${under}`,
        hint: 'a webhook posts to the channel that it was made for',
      });
}

/** Null where something that its mode needs is missing (which `checkSlack` reports), or where there is no section. */
export function slackSettings(
  slack: Given | undefined,
  usual: Language,
  absolute: PathResolver,
): SlackSettings | null {
  if (slack === undefined) return null;
  const { mode = 'socket', team, channel, bot_token: botToken, language = usual } = slack;
  if (mode === 'webhook')
    return slack.webhook_url === undefined
      ? null
      : { kind: 'webhook', url: secretReference(slack.webhook_url, absolute), channel: 'webhook', language };
  const way = wayOf(slack, mode, absolute);
  if (team === undefined || channel === undefined || botToken === undefined || way === null) return null;
  return {
    kind: 'app',
    team,
    channel,
    botToken: secretReference(botToken, absolute),
    apiUrl: slack.api_url ?? 'https://slack.com/api/',
    language,
    way,
  };
}

function wayOf(
  slack: Given,
  mode: 'socket' | 'http',
  absolute: PathResolver,
): SlackAppSettings['way'] | null {
  if (mode === 'socket')
    return slack.app_token === undefined
      ? null
      : { kind: 'sockets', appToken: secretReference(slack.app_token, absolute) };
  if (slack.signing_secret === undefined) return null;
  return {
    kind: 'http',
    signingSecret: secretReference(slack.signing_secret, absolute),
    ...(slack.listen ?? { address: '127.0.0.1', port: 3_000 }),
    path: slack.path ?? '/slack/events',
    url: slack.url ?? null,
  };
}

/** Everything secret that it points at. */
export function slackSecrets(slack: SlackSettings | null): readonly SecretReference[] {
  if (slack === null) return [];
  if (slack.kind === 'webhook') return [slack.url];
  return [slack.botToken, slack.way.kind === 'http' ? slack.way.signingSecret : slack.way.appToken];
}
