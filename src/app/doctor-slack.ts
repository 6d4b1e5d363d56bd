// The doctor's questions to Slack: to its Web API with our tokens, to the address where it reaches us, to the webhook.
// Nothing is posted, and no secret is repeated.

import { askAddress, askWebhook } from '../adapters/slack/examine-address.ts';
import { examineSlack } from '../adapters/slack/examine-slack.ts';
import { readSecret, type SecretOutcome } from '../config/secrets.ts';
import type { Settings } from '../config/settings.ts';
import type { SlackAppSettings, SlackWebhookSettings } from '../config/slack-settings.ts';
import { SECOND_MS } from '../core/brand.ts';
import { problem, type DoctorLine } from '../core/doctor/doctor-line.ts';
import { judgeListen, judgeSlack, judgeWebhook, type SlackExamination } from '../core/doctor/judge-slack.ts';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import type { Clock } from '../ports/clock.ts';

/** One call to Slack. */
const callMs = 10 * SECOND_MS;

export async function slackLines(
  { slack, approvals }: Settings,
  clock: Clock,
): Promise<readonly DoctorLine[]> {
  if (slack === null) return [];
  if (slack.kind === 'webhook') return webhookLines(slack);
  const { way } = slack;
  const [second, secondName] =
    way.kind === 'http' ? [way.signingSecret, 'signing secret'] : [way.appToken, 'app token'];
  const [bot, other] = await Promise.all([readSecret(slack.botToken), readSecret(second)]);
  if (bot.kind === 'unreadable' || other.kind === 'unreadable')
    return [...secretLines('bot token', slack.botToken, bot), ...secretLines(secondName, second, other)];
  const secret = other.secret.reveal();
  const lines = judgeSlack(
    await examineSlack({
      botToken: bot.secret.reveal(),
      hears: (app) =>
        way.kind === 'http' ? addressAnswers(way, { signingSecret: secret, clock }) : app(secret),
      apiUrl: slack.apiUrl,
      teamId: slack.team,
      channel: slack.channel,
      approvers: { users: approvals.users, groups: approvals.groups },
      clock,
      callMs,
    }),
  );
  return way.kind === 'http' ? [...lines, ...judgeListen(way.address)] : lines;
}

async function addressAnswers(
  { address, port, path, url }: Extract<SlackAppSettings['way'], { kind: 'http' }>,
  given: { readonly signingSecret: string; readonly clock: Clock },
): Promise<SlackExamination['hears']> {
  const any = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '[::1]' : address;
  const host = any.includes(':') && !any.startsWith('[') ? `[${any}]` : any;
  const local = `http://${host}:${port}${path}`;
  const [listener, outside] = await Promise.all([
    askAddress(local, { ...given, callMs }),
    url === null ? null : askAddress(url, { ...given, callMs }),
  ]);
  return {
    kind: 'http',
    listener: { url: local, answer: listener },
    outside: url === null || outside === null ? null : { url, answer: outside },
  };
}

async function webhookLines({ url }: SlackWebhookSettings): Promise<readonly DoctorLine[]> {
  const outcome = await readSecret(url);
  if (outcome.kind === 'unreadable') return secretLines('webhook URL', url, outcome);
  return judgeWebhook(await askWebhook(outcome.secret.reveal(), callMs));
}

function secretLines(subject: string, from: SecretReference, outcome: SecretOutcome): readonly DoctorLine[] {
  if (outcome.kind === 'secret') return [];
  const fix =
    from.kind === 'env'
      ? `set ${from.name} for this command and for the daemon (or {credential: NAME}: \`stagger systemd-unit\` shows how)`
      : 'settings.yaml says where it is read from';
  return [problem({ area: 'configuration', subject, found: outcome.problem, fix })];
}
