// What `settings.yaml` may hold. Secrets appear only as references: the token itself in this file is a mistake, and
// its text is not repeated.

import { Cron } from 'croner';
import { z } from 'zod';
import { placeholders, unknownPlaceholder } from '../core/reminder/reminder.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import {
  clockTime,
  duration,
  expecting,
  id,
  listenAddress,
  loginName,
  mapping,
  oneOf,
  port,
  timeZone,
  wholeNumber,
  yesNo,
} from './field-shapes.ts';
import { chaosSettings } from './chaos-schema.ts';
import { path, secret } from './secret-shape.ts';
import { slack, slackChannel } from './slack-schema.ts';

const approverText = 'a Slack user id (U… or W…) or user group id (S…)';

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const approvals = mapping('a mapping of approval rules', {
  needed: wholeNumber({ min: 1, max: 10 }).optional().describe('Different approvers that it takes; 1.'),
  approvers: z
    .array(
      z.string({ error: expecting(approverText) }).regex(/^[SUW][A-Z0-9]{6,20}$/, {
        error: expecting(approverText, 'names can be changed by anybody, ids cannot'),
      }),
      { error: expecting('a list of Slack user and user group ids') },
    )
    .optional()
    .describe('Who may approve. None: no buttons, and nothing is rebooted.'),
  requester_may_approve: yesNo.optional().describe('May the person who asked for a plan approve it; false.'),
  expires_after: duration({ minMs: 5 * MINUTE_MS, maxMs: 30 * DAY_MS })
    .optional()
    .describe('After this no approval counts and no host starts; 24h.'),
});

const cronText = 'five cron fields such as "0 9 * * 1-5"';
/** Whether a cron text ever comes round does not depend on today. */
const anyDay = new Date('2026-01-01T00:00:00Z');

const cron = z.string({ error: expecting(cronText) }).superRefine((text, context) => {
  try {
    const fields = text.split(/\s+/).filter((field) => field !== '').length;
    const hint = fields === 5 ? 'that never comes round' : `it has ${fields} fields`;
    if (fields === 5 && new Cron(text, { mode: '5-part' }).nextRun(anyDay) !== null) return;
    context.addIssue({ code: 'custom', message: expecting(cronText, hint), input: text });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : undefined;
    context.addIssue({ code: 'custom', message: expecting(cronText, why), input: text });
  }
});

const digest = mapping('a mapping with "cron" and "time_zone"', {
  cron: cron.describe('When it is posted, such as "0 9 * * 1-5".'),
  time_zone: timeZone.describe('IANA zone of the cron text.'),
  grace: duration({ minMs: MINUTE_MS, maxMs: DAY_MS })
    .optional()
    .describe('Missed by up to this long it is posted late, once; 4h.'),
  quiet: yesNo.optional().describe('Post only when something changed, and once a week of digests; false.'),
  picture: yesNo.optional().describe('Show uptimes as a picture; true.'),
});

const audit = mapping('a mapping with "cron" and "time_zone"', {
  cron: cron.describe('When the placement audit is posted, such as "0 9 * * 1".'),
  time_zone: timeZone.describe('IANA zone of the cron text.'),
  grace: duration({ minMs: MINUTE_MS, maxMs: DAY_MS })
    .optional()
    .describe('Missed by up to this long it is posted late, once; 4h.'),
});

const templateText = 'text of at most 2,000 characters';
const template = z
  .string({ error: expecting(templateText) })
  .min(1, { error: expecting(templateText) })
  .max(2_000, { error: expecting(templateText) })
  .superRefine((text, context) => {
    const unknown = unknownPlaceholder(text);
    if (unknown === null) return;
    const known = placeholders.map((word) => `{${word}}`).join(', ');
    context.addIssue({
      code: 'custom',
      message: expecting(
        `text with no other placeholders than ${known}`,
        `{${unknown.slice(0, 40)}} is none of them`,
      ),
      input: text,
    });
  });

const reminder = mapping('a mapping with "name", "time_zone", "template" and "cron" or "days" and "at"', {
  name: id.describe('Names it in the journal and below its text; another name has never been posted.'),
  cron: cron.optional().describe('When, as a cron text; or days and at.'),
  days: z
    .array(oneOf(weekdays), { error: expecting('a list of weekdays such as [mon, thu]') })
    .min(1, { error: expecting('at least one weekday') })
    .optional()
    .describe('On which weekdays, with at.'),
  at: clockTime.optional().describe('At which time of those days, such as 09:30.'),
  time_zone: timeZone.describe('IANA zone of cron, or of days and at.'),
  channel: slackChannel.optional().describe('Where; absent: the channel of slack.'),
  template: template.describe(
    'What it says, in Slack’s markup, with {date}, {hosts}, {up}, {overdue}, {due_soon}, {awaiting}, {running}, {findings}.',
  ),
  grace: duration({ minMs: MINUTE_MS, maxMs: DAY_MS })
    .optional()
    .describe('Missed by up to this long it is posted late, once; 1h.'),
});

const ssh = mapping('a mapping of SSH settings', {
  known_hosts: path.optional().describe('Host keys that are trusted; ~/.ssh/known_hosts.'),
  identity_file: path.optional().describe('Private key; absent: the agent.'),
  config_file: path
    .optional()
    .describe('SSH client configuration for what the inventory leaves open, or "none"; ~/.ssh/config.'),
  passphrase: secret.optional().describe('Passphrase of the private key, by reference.'),
  user: loginName.optional().describe('Login name where the inventory sets none; stagger.'),
  port: port.optional().describe('Port where the inventory sets none; 22.'),
  observe_every: duration({ minMs: 10 * SECOND_MS, maxMs: DAY_MS })
    .optional()
    .describe('How often each host is observed; 5m.'),
  connect_within: duration({ minMs: SECOND_MS, maxMs: 2 * MINUTE_MS })
    .optional()
    .describe('Bound of connecting; 10s.'),
  answer_within: duration({ minMs: SECOND_MS, maxMs: 5 * MINUTE_MS })
    .optional()
    .describe('Bound of one probe; 30s.'),
  concurrency: wholeNumber({ min: 1, max: 1_000 }).optional().describe('Hosts probed at once; 32.'),
  misses_until_unreachable: wholeNumber({ min: 1, max: 100 })
    .optional()
    .describe('Silent probes in a row that make a host unreachable; 3.'),
});

const execution = mapping('a mapping of execution settings', {
  tick: duration({ minMs: SECOND_MS, maxMs: 5 * MINUTE_MS })
    .optional()
    .describe('How often campaigns are looked at; 15s.'),
  max_observation_age: duration({ minMs: MINUTE_MS, maxMs: DAY_MS })
    .optional()
    .describe('An older observation counts as unknown; 15m.'),
});

const reload = mapping('a mapping with "max_lost"', {
  max_lost: z
    .string({ error: expecting('a percentage such as 20%') })
    .regex(/^(?:100|[1-9]?\d)%$/, { error: expecting('a percentage such as 20%'), abort: true })
    .transform((text) => Number(text.slice(0, -1)))
    .optional()
    .describe('A reload that loses a larger share of the hosts is refused; 20%.'),
});

const nameText = 'a host name such as stagger.example.com';
const http = mapping('a mapping with "listen"', {
  listen: listenAddress('127.0.0.1:8420').optional().describe('Where the console answers; 127.0.0.1:8420.'),
  token: secret.optional().describe('What readers have to know, by reference; needed off this machine.'),
  allowed_hosts: z
    .array(
      z
        .string({ error: expecting(nameText) })
        .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, { error: expecting(nameText) })
        .transform((text) => text.toLowerCase()),
      { error: expecting('a list of host names') },
    )
    .optional()
    .describe('Names by which a reverse proxy asks for it.'),
});

const incidents = mapping('a mapping of incident settings', {
  settle: duration({ minMs: SECOND_MS, maxMs: DAY_MS })
    .optional()
    .describe('An incident is over when everything has served for this long; 5m.'),
  note_after: duration({ minMs: SECOND_MS, maxMs: DAY_MS })
    .optional()
    .describe('A single host that is away this long is reported to its owner; 2m.'),
});

export const settings = mapping('a mapping of settings', {
  language: oneOf(['en', 'ko'])
    .optional()
    .describe('Language of Slack, mails, the console and `stagger audit`; other commands stay English; en.'),
  database: mapping('a mapping with "path"', { path: path.describe('SQLite file.') })
    .optional()
    .describe('Name it: absent, it is stagger.db among the files of the inventory, and `check` warns.'),
  ssh: ssh.optional(),
  slack: slack.optional(),
  approvals: approvals.optional(),
  digest: digest.optional().describe('The daily digest; absent: none.'),
  audit: audit.optional().describe('The placement audit in Slack; absent: none.'),
  reminders: z
    .array(reminder, { error: expecting('a list of reminders') })
    .max(50, { error: expecting('at most 50 reminders') })
    .optional()
    .describe('Further messages at set times.'),
  chaos: chaosSettings
    .optional()
    .describe(
      'Chaos mode: draws a random host of services that opted in, to reboot it for practice; absent: off.',
    ),
  execution: execution.optional(),
  incidents: incidents.optional(),
  reload: reload.optional(),
  http: http.optional().describe('The web console; absent: none.'),
});

/** Fields whose text is never repeated in a mistake. */
export const settingsSecrets: ReadonlySet<string> = new Set([
  'slack.bot_token',
  'slack.app_token',
  'slack.signing_secret',
  'slack.webhook_url',
  'ssh.passphrase',
  'http.token',
]);
