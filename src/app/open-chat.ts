// The chat that the settings ask for: Slack with an app, Slack through a webhook alone, or none.

import { createNoChat } from '../adapters/no-chat/no-chat.ts';
import type { Settings } from '../config/settings.ts';
import type { SlackAppSettings } from '../config/slack-settings.ts';
import type { SlackWay } from '../adapters/slack/slack-options.ts';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { exitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';

type Parts = {
  readonly log: Log;
  readonly clock: Clock;
  readonly store: Pick<Store, 'recall' | 'remember'>;
  readonly reveal: (reference: SecretReference) => Promise<string>;
};

/** @throws OperatorError of `reveal`, and where the webhook's URL would be sent in the clear; never with the URL. */
export async function openChat({ slack, approvals, digest }: Settings, parts: Parts): Promise<Chat> {
  const { log, clock, store, reveal } = parts;
  if (slack === null) return createNoChat();
  if (slack.kind === 'webhook') {
    const { createWebhookChat } = await import('../adapters/slack/webhook-chat.ts');
    const url = await reveal(slack.url);
    try {
      return createWebhookChat({ url, language: slack.language, clock, log, store });
    } catch (cause) {
      throw new OperatorError(cause instanceof Error ? cause.message : String(cause), {
        hint: 'settings.yaml says where slack.webhook_url is read from',
        exitCode: exitCode.configuration,
        cause,
      });
    }
  }
  const { createSlackChat } = await import('../adapters/slack/slack-chat.ts');
  const { svgToPng } = await import('../adapters/resvg/svg-to-png.ts');
  return createSlackChat({
    botToken: await reveal(slack.botToken),
    way: await revealedWay(slack.way, reveal),
    apiUrl: slack.apiUrl,
    teamId: slack.team,
    approvers: { users: approvals.users, groups: approvals.groups },
    language: slack.language,
    drawPng: digest?.picture === 'shown' ? svgToPng : null,
    clock,
    log,
  });
}

async function revealedWay(way: SlackAppSettings['way'], reveal: Parts['reveal']): Promise<SlackWay> {
  if (way.kind === 'sockets') return { kind: 'sockets', appToken: await reveal(way.appToken) };
  const { address, port, path } = way;
  return { kind: 'http', signingSecret: await reveal(way.signingSecret), address, port, path };
}
