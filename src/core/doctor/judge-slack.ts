// What the doctor says of Slack: are the tokens what they should be, does the bot have its scopes and its channel, and
// can approvers be looked up at a click. What Slack did not answer is a problem, because a click would be refused.

import { SECOND_MS, type DurationMs } from '../brand.ts';
import { problem, warning, well, type DoctorLine } from './doctor-line.ts';

/** Slack's answer to one question; `error` is Slack's own word or what became of the connection. */
export type SlackAnswer<Value> =
  { readonly kind: 'answered'; readonly value: Value } | { readonly kind: 'refused'; readonly error: string };

export type SlackExamination = {
  readonly expectedTeam: string;
  readonly channel: string;
  readonly neededScopes: readonly string[];
  readonly bot: SlackAnswer<{
    readonly teamId: string;
    readonly team: string;
    /** From `x-oauth-scopes`; null where Slack did not say. */
    readonly scopes: readonly string[] | null;
    /** Slack's clock minus ours, to the second that Slack's Date header has; null where there is none. */
    readonly clockAheadMs: DurationMs | null;
    readonly isBot: boolean;
  }>;
  readonly hears:
    /** What opening a Socket Mode connection would say to the app-level token. */
    | { readonly kind: 'socket'; readonly app: SlackAnswer<null> }
    /** What our address says to Slack's own question, asked here and from where Slack asks. */
    | {
        readonly kind: 'http';
        readonly listener: { readonly url: string; readonly answer: SlackAnswer<null> };
        readonly outside: { readonly url: string; readonly answer: SlackAnswer<null> } | null;
      };
  readonly history: SlackAnswer<null>;
  readonly groups: readonly { readonly id: string; readonly members: SlackAnswer<number> }[];
  readonly users: readonly { readonly id: string; readonly account: SlackAnswer<string | null> }[];
};

/** Slack refuses nothing by our clock, but `Date` has whole seconds and half a round trip on it. */
const clockToleranceMs = 5 * SECOND_MS;

export function judgeSlack(found: SlackExamination): readonly DoctorLine[] {
  return [
    ...judgeBot(found),
    ...(found.hears.kind === 'socket' ? judgeApp(found.hears.app) : judgeAddresses(found.hears)),
    judgeChannel(found),
    ...found.groups.map(judgeGroup),
    ...found.users.map(judgeUser),
  ];
}

const area = 'slack';

function judgeBot({ bot, expectedTeam, neededScopes }: SlackExamination): readonly DoctorLine[] {
  const subject = 'bot token';
  if (bot.kind === 'refused')
    return [
      problem({
        area,
        subject,
        found: `auth.test says ${bot.error}`,
        fix: isNetwork(bot.error)
          ? 'let this machine reach Slack (slack.com, wss-primary.slack.com, 443), or look at its proxy'
          : 'reinstall the app and put its Bot User OAuth Token (xoxb-…) where settings.yaml points',
      }),
    ];
  const { teamId, team, scopes, clockAheadMs, isBot } = bot.value;
  const lines: DoctorLine[] = [];
  if (!isBot)
    lines.push(
      problem({ area, subject, found: 'it belongs to a person', fix: 'use the bot token (xoxb-…)' }),
    );
  if (teamId !== expectedTeam)
    lines.push(
      problem({
        area,
        subject,
        found: `it belongs to ${team} (${teamId}), settings.yaml says ${expectedTeam}`,
        fix: 'correct slack.team, or use the token of the other workspace',
      }),
    );
  else lines.push(well({ area, subject, found: `accepted by ${team} (${teamId})` }));
  return [...lines, judgeScopes(scopes, neededScopes), ...judgeClock(clockAheadMs)];
}

function judgeScopes(scopes: readonly string[] | null, needed: readonly string[]): DoctorLine {
  const subject = 'scopes';
  if (scopes === null)
    return warning({
      area,
      subject,
      found: 'Slack did not name them (no x-oauth-scopes header)',
      fix: 'is a proxy in between that removes headers?',
    });
  const missing = needed.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    return problem({
      area,
      subject,
      found: `missing ${missing.join(', ')}`,
      fix: 'update the app from `stagger slack manifest`, then reinstall it into the workspace',
    });
  const more = scopes.filter((scope) => !needed.includes(scope));
  if (more.length > 0)
    return warning({
      area,
      subject,
      found: `more than Stagger needs: ${more.join(', ')}`,
      fix: 'update the app from `stagger slack manifest`: a stolen token can do what its scopes allow',
    });
  return well({ area, subject, found: `exactly the ${needed.length} that are needed` });
}

function judgeClock(aheadMs: DurationMs | null): readonly DoctorLine[] {
  const subject = 'this machine';
  if (aheadMs === null)
    return [
      warning({
        area: 'time',
        subject,
        found: 'Slack named no time to compare our clock with',
        fix: 'see `timedatectl`: windows and expiry go by this clock',
      }),
    ];
  const seconds = Math.round(Math.abs(aheadMs) / SECOND_MS);
  if (Math.abs(aheadMs) <= clockToleranceMs)
    return [well({ area: 'time', subject, found: `agrees with Slack’s clock within ${seconds} s` })];
  return [
    problem({
      area: 'time',
      subject,
      found: `our clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} Slack’s`,
      fix: 'start time synchronisation (chrony or systemd-timesyncd): windows and expiry go by this clock',
    }),
  ];
}

function judgeApp(app: SlackAnswer<null>): readonly DoctorLine[] {
  const subject = 'app token';
  if (app.kind === 'answered') return [well({ area, subject, found: 'Socket Mode is granted' })];
  return [
    problem({
      area,
      subject,
      found: `apps.connections.open says ${app.error}`,
      fix: 'under Basic Information make an App-Level Token with connections:write (xapp-…)',
    }),
  ];
}

const otherSecret =
  'copy the Signing Secret of Basic Information again, or start the daemon with the new one';

function judgeAddresses({
  listener,
  outside,
}: Extract<SlackExamination['hears'], { kind: 'http' }>): readonly DoctorLine[] {
  const fixes: Readonly<Record<string, string>> = {
    'HTTP 401': otherSecret,
    'HTTP 404': 'is it the path of slack.path?',
  };
  const line = (
    { url: subject, answer }: typeof listener,
    { by, unreachable }: { readonly by: string; readonly unreachable: string },
  ): DoctorLine =>
    answer.kind === 'answered'
      ? well({ area, subject, found: `the daemon answers ${by}, with this signing secret` })
      : problem({
          area,
          subject,
          found: `Slack’s question is not answered: ${answer.error}`,
          fix: isNetwork(answer.error) ? unreachable : (fixes[answer.error] ?? unreachable),
        });
  const here = line(listener, { by: 'here', unreachable: 'start `stagger run`, or correct slack.listen' });
  if (outside === null)
    return [
      here,
      warning({
        area,
        subject: 'slack.url',
        found: 'not set: whether Slack’s requests arrive here is not known',
        fix: 'set it to the address in the manifest, and it is asked from here',
      }),
    ];
  const proxy = 'look at the proxy that ends TLS: it must pass method, body and headers on unchanged';
  return [here, line(outside, { by: 'there', unreachable: proxy })];
}

/** Requests are signed, and not secret, without TLS. */
export function judgeListen(address: string): readonly DoctorLine[] {
  if (address === '::1' || address.startsWith('127.')) return [];
  return [
    warning({
      area,
      subject: 'slack.listen',
      found: `${address} can be reached from other machines, without TLS`,
      fix: 'listen on 127.0.0.1 behind a proxy that ends TLS; if the proxy is elsewhere, let only it through',
    }),
  ];
}

export function judgeWebhook(answer: SlackAnswer<null>): readonly DoctorLine[] {
  const subject = 'webhook';
  if (answer.kind === 'answered') return [well({ area, subject, found: 'it exists and takes posts' })];
  return [
    problem({
      area,
      subject,
      found: `it takes no posts: ${answer.error}`,
      fix: isNetwork(answer.error)
        ? 'let this machine reach hooks.slack.com, 443, or look at its proxy'
        : 'add a webhook to the channel (Incoming Webhooks) and put its URL where settings.yaml points',
    }),
  ];
}

function judgeChannel({ channel, history }: SlackExamination): DoctorLine {
  if (history.kind === 'answered') return well({ area, subject: channel, found: 'the bot is in it' });
  const fixes: Readonly<Record<string, string>> = {
    not_in_channel: 'write /invite @Stagger in the channel',
    channel_not_found:
      'correct slack.channel, or, where it is private, write /invite @Stagger in the channel',
    is_archived: 'name another channel in slack.channel',
    missing_scope: 'update the app from `stagger slack manifest`, then reinstall it',
  };
  return problem({
    area,
    subject: channel,
    found: `the channel cannot be read: ${history.error}`,
    fix: fixes[history.error] ?? 'mend what the other Slack lines say first',
  });
}

function judgeGroup({ id, members }: SlackExamination['groups'][number]): DoctorLine {
  if (members.kind === 'refused')
    return problem({
      area,
      subject: id,
      found: `the members of this approvers’ group cannot be read: ${members.error}`,
      fix: 'correct approvals.approvers; user groups have ids that begin with S',
    });
  if (members.value === 0)
    return problem({ area, subject: id, found: 'this approvers’ group is empty', fix: 'add its members' });
  return well({ area, subject: id, found: `approvers’ group with ${members.value} members` });
}

function judgeUser({ id, account }: SlackExamination['users'][number]): DoctorLine {
  const fix = 'remove it from approvals.approvers, or correct it';
  if (account.kind === 'refused')
    return problem({ area, subject: id, found: `this approver cannot be read: ${account.error}`, fix });
  if (account.value !== null)
    return problem({ area, subject: id, found: `cannot approve: ${account.value}`, fix });
  return well({ area, subject: id, found: 'an approver' });
}

function isNetwork(error: string): boolean {
  return error.startsWith('no answer');
}
