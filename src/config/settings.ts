// The settings with every default filled in. Secrets are still references here: they are read once, by whoever needs
// them, through `readSecret`.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../core/brand.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import { usualRules } from '../core/incident/sight.ts';
import { chaosTerms } from './chaos-schema.ts';
import { durationText } from './duration-text.ts';
import type { Report } from './mistake.ts';
import type { SettingsEntry } from './parse-inventory.ts';
import { secretReference, type PathResolver } from './secret-shape.ts';
import type { Language } from './language.ts';
import { checkSlack, slackSettings, type SlackSettings } from './slack-settings.ts';

export type HttpSettings = {
  readonly address: string;
  readonly port: number;
  /** Null: everybody on this machine may read. */
  readonly token: SecretReference | null;
  readonly allowedHosts: readonly string[];
};

export type Settings = {
  readonly language: Language;
  /** Absolute path of the SQLite file. */
  readonly databasePath: string;
  /** `default`: no settings name it, and it is a file of the inventory's directory. For a try; `check` warns. */
  readonly databaseFrom: 'settings' | 'default';
  readonly ssh: {
    readonly knownHostsPath: string;
    /** Absolute path of the private key, or null: ask the agent. */
    readonly identityPath: string | null;
    readonly passphrase: SecretReference | null;
    readonly user: string;
    readonly port: number;
    /** Which of `user` and `port` are built in: nobody wrote them down. */
    readonly assumed: readonly ('port' | 'user')[];
    /** SSH client configuration that fills in what the inventory leaves open; null: none. */
    readonly config: {
      readonly path: string;
      /** True: the settings name it, so it has to be there. */
      readonly required: boolean;
      /** For `~` in it. */
      readonly home: string;
    } | null;
    readonly observeEveryMs: DurationMs;
    readonly connectWithinMs: DurationMs;
    readonly answerWithinMs: DurationMs;
    readonly concurrency: number;
    readonly missesUntilUnreachable: number;
  };
  /** Null: nothing is posted. */
  readonly slack: SlackSettings | null;
  readonly approvals: {
    readonly needed: number;
    /** Slack user ids. */
    readonly users: readonly string[];
    /** Slack user group ids. */
    readonly groups: readonly string[];
    readonly requesterMayApprove: boolean;
    readonly expiresAfterMs: DurationMs;
  };
  /** Null: no digest. */
  readonly digest: {
    readonly cron: string;
    readonly timeZone: string;
    readonly graceMs: DurationMs;
    readonly post: 'always' | 'when-news';
    readonly picture: 'shown' | 'none';
  } | null;
  /** Null: not posted. */
  readonly audit: { readonly cron: string; readonly timeZone: string; readonly graceMs: DurationMs } | null;
  readonly reminders: readonly ReminderSettings[];
  /** Null: off. */
  readonly chaos: ChaosTerms | null;
  readonly execution: { readonly tickMs: DurationMs; readonly maxObservationAgeMs: DurationMs };
  readonly incidents: { readonly settleMs: DurationMs; readonly noteAfterMs: DurationMs };
  /** A reload that loses more than this percentage of the hosts is refused. */
  readonly maxLostPercent: number;
  /** Null: no console. */
  readonly http: HttpSettings | null;
};

export type ReminderSettings = {
  readonly name: string;
  /** Days and a time are a cron text, too. */
  readonly cron: string;
  readonly timeZone: string;
  readonly graceMs: DurationMs;
  /** Null: the channel of Slack. */
  readonly channel: string | null;
  readonly template: string;
};

type Given = SettingsEntry['fields'];

function sshSettings(given: Given['ssh'], absolute: PathResolver): Settings['ssh'] {
  return {
    knownHostsPath: absolute(given?.known_hosts ?? '~/.ssh/known_hosts'),
    identityPath: given?.identity_file === undefined ? null : absolute(given.identity_file),
    passphrase: given?.passphrase === undefined ? null : secretReference(given.passphrase, absolute),
    user: given?.user ?? 'stagger',
    port: given?.port ?? 22,
    assumed: (['port', 'user'] as const).filter((field) => given?.[field] === undefined),
    config:
      given?.config_file === 'none'
        ? null
        : {
            path: absolute(given?.config_file ?? '~/.ssh/config'),
            required: given?.config_file !== undefined,
            home: absolute('~'),
          },
    observeEveryMs: given?.observe_every ?? 5 * MINUTE_MS,
    connectWithinMs: given?.connect_within ?? 10 * SECOND_MS,
    answerWithinMs: given?.answer_within ?? 30 * SECOND_MS,
    concurrency: given?.concurrency ?? 32,
    missesUntilUnreachable: given?.misses_until_unreachable ?? 3,
  };
}

function approvalSettings(given: Given['approvals']): Settings['approvals'] {
  const approvers = [...new Set(given?.approvers ?? [])].sort();
  return {
    needed: given?.needed ?? 1,
    users: approvers.filter((approver) => !approver.startsWith('S')),
    groups: approvers.filter((approver) => approver.startsWith('S')),
    requesterMayApprove: given?.requester_may_approve ?? false,
    expiresAfterMs: given?.expires_after ?? DAY_MS,
  };
}

function httpSettings(given: Given['http'], absolute: PathResolver): HttpSettings | null {
  if (given === undefined) return null;
  return {
    ...(given.listen ?? { address: '127.0.0.1', port: 8420 }),
    token: given.token === undefined ? null : secretReference(given.token, absolute),
    allowedHosts: given.allowed_hosts ?? [],
  };
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function reminderSettings(given: NonNullable<Given['reminders']>[number]): ReminderSettings {
  // Minutes since midnight.
  const at = given.at ?? 0;
  const days = (given.days ?? []).map((day) => weekdays.indexOf(day)).sort((a, b) => a - b);
  return {
    name: given.name,
    cron: given.cron ?? `${at % 60} ${Math.floor(at / 60)} * * ${days.join(',')}`,
    timeZone: given.time_zone,
    graceMs: given.grace ?? HOUR_MS,
    channel: given.channel ?? null,
    template: given.template,
  };
}

function checkReminders(entry: SettingsEntry, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { name, cron, days, at }] of (entry.fields.reminders ?? []).entries()) {
    const place = entry.placeOf('reminders', index, 'name');
    if (seen.has(name))
      report({
        place,
        what: `settings: reminders: name "${name}"`,
        found: 'twice',
        expected: 'a name of its own',
        hint: 'each remembers by its name when it was last posted',
      });
    seen.add(name);
    const asDays = days !== undefined && at !== undefined;
    if ((cron !== undefined) === asDays || (days === undefined) !== (at === undefined))
      report({
        place,
        what: `settings: reminder "${name}"`,
        expected: 'either "cron", or both "days" and "at"',
        hint: 'for example days: [mon, thu] and at: "09:30"',
      });
  }
}

function checkTogether(settings: Settings, entry: SettingsEntry, report: Report): void {
  const { placeOf } = entry;
  const { needed, users, groups } = settings.approvals;
  if (groups.length === 0 && users.length > 0 && users.length < needed) {
    report({
      place: placeOf('approvals', 'needed'),
      what: 'settings: approvals.needed',
      found: String(needed),
      expected: `at most ${users.length}, the number of approvers`,
      hint: 'no plan could ever be approved',
    });
  }
  if (settings.execution.maxObservationAgeMs < 2 * settings.ssh.observeEveryMs) {
    report({
      place: entry.wrote('execution')
        ? placeOf('execution', 'max_observation_age')
        : placeOf('ssh', 'observe_every'),
      what: 'settings: execution.max_observation_age',
      found: durationText(settings.execution.maxObservationAgeMs),
      expected: `at least twice ssh.observe_every (${durationText(settings.ssh.observeEveryMs)})`,
      hint: 'every host would count as unknown between two observations',
    });
  }
  const { http } = settings;
  if (http !== null && http.token === null && !/^(?:127\.|::1$)/.test(http.address)) {
    report({
      place: placeOf('http', 'listen'),
      what: 'settings: http.listen',
      found: http.address,
      expected: 'an address of this machine alone, or http.token beside it',
      hint: 'without a token everybody who reaches that address could read the fleet',
    });
  }
  if (settings.chaos?.leash === 'propose' && users.length + groups.length === 0)
    report({
      place: placeOf('chaos', 'leash'),
      what: 'settings: chaos.leash',
      found: 'propose',
      expected: 'approvals.approvers, or the leash report',
      hint: 'chaos mode reboots nothing that people have not approved',
    });
  for (const posted of ['digest', 'audit', 'reminders', 'chaos'] as const)
    if (entry.wrote(posted) && !entry.wrote('slack'))
      report({
        place: placeOf(posted),
        what: `settings: ${posted} without slack`,
        hint: `posted to Slack: add slack or remove ${posted}`,
      });
  checkReminders(entry, report);
  checkSlack(entry, report);
}

/** The settings of `entry`; all defaults where there is no settings file. Reports what does not fit together. */
export function resolveSettings(
  entry: SettingsEntry | null,
  absolute: PathResolver,
  report: Report,
): Settings {
  const given: Given = entry?.fields ?? {};
  const settings: Settings = {
    language: given.language ?? 'en',
    databasePath: absolute(given.database?.path ?? 'stagger.db'),
    databaseFrom: given.database === undefined ? 'default' : 'settings',
    ssh: sshSettings(given.ssh, absolute),
    slack: slackSettings(given.slack, given.language ?? 'en', absolute),
    approvals: approvalSettings(given.approvals),
    digest: given.digest
      ? {
          cron: given.digest.cron,
          timeZone: given.digest.time_zone,
          graceMs: given.digest.grace ?? 4 * HOUR_MS,
          post: given.digest.quiet === true ? 'when-news' : 'always',
          picture: given.digest.picture === false ? 'none' : 'shown',
        }
      : null,
    incidents: {
      settleMs: given.incidents?.settle ?? usualRules.settleMs,
      noteAfterMs: given.incidents?.note_after ?? usualRules.noteAfterMs,
    },
    audit: given.audit
      ? { cron: given.audit.cron, timeZone: given.audit.time_zone, graceMs: given.audit.grace ?? 4 * HOUR_MS }
      : null,
    reminders: (given.reminders ?? []).map((each) => reminderSettings(each)),
    chaos: chaosTerms(given.chaos),
    execution: {
      tickMs: given.execution?.tick ?? 15 * SECOND_MS,
      maxObservationAgeMs: given.execution?.max_observation_age ?? 15 * MINUTE_MS,
    },
    maxLostPercent: given.reload?.max_lost ?? 20,
    http: httpSettings(given.http, absolute),
  };
  if (entry !== null) checkTogether(settings, entry, report);
  return settings;
}
