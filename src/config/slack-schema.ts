// What the section `slack` of the settings may hold. Which fields go with which mode is judged in slack-settings.ts.

import { z } from 'zod';
import { expecting, listenAddress, mapping, oneOf } from './field-shapes.ts';
import { secret } from './secret-shape.ts';

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** An https URL without anything secret in it; http only to this machine. */
function plainUrl(expected: string, hint: string) {
  return z.string({ error: expecting(expected) }).refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const url = new URL(text);
      if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
      return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    },
    { error: expecting(expected, hint) },
  );
}

const urlText = 'an https URL, or http to this machine (127.0.0.1)';
const channelText = 'a Slack channel id (C… or G…)';
const teamText = 'a Slack workspace id (T…)';
const pathText = 'a path such as /slack/events';

export const slackChannel = z.string({ error: expecting(channelText) }).regex(/^[CG][A-Z0-9]{6,20}$/, {
  error: expecting(channelText, 'copy it from the channel’s details; names change'),
});

/** How Slack and the daemon reach each other. */
export const slackModes = ['socket', 'http', 'webhook'] as const;

export const slack = mapping('a mapping with "team", "channel", "bot_token" and "app_token"', {
  mode: oneOf(slackModes)
    .optional()
    .describe(
      'How Slack reaches the daemon: socket (nothing inbound), http, or webhook (posts alone); socket.',
    ),
  channel: slackChannel.optional().describe('Channel for plans, progress and digests. Not with webhook.'),
  team: z
    .string({ error: expecting(teamText) })
    .regex(/^[TE][A-Z0-9]{6,20}$/, {
      error: expecting(teamText, 'it is in the address of the workspace in a browser'),
    })
    .optional()
    .describe('Workspace that the tokens belong to; clicks from elsewhere are refused. Not with webhook.'),
  bot_token: secret.optional().describe('Bot token (xoxb-…) by reference. Not with webhook.'),
  app_token: secret.optional().describe('App-level token (xapp-…), by reference: socket.'),
  signing_secret: secret.optional().describe('Signing secret of the app, by reference: http.'),
  listen: listenAddress('127.0.0.1:3000')
    .optional()
    .describe('Where requests of Slack arrive, behind a proxy that ends TLS: http; 127.0.0.1:3000.'),
  path: z
    .string({ error: expecting(pathText) })
    .regex(/^\/[A-Za-z0-9._~/-]{0,200}$/, { error: expecting(pathText) })
    .optional()
    .describe('Path of those requests: http; /slack/events.'),
  url: plainUrl(urlText, 'the address that Slack calls, as in the manifest')
    .optional()
    .describe('The public address of that path, for `stagger doctor`: http.'),
  webhook_url: secret.optional().describe('URL of an incoming webhook, by reference: webhook.'),
  api_url: plainUrl(urlText, 'the bot token is sent there')
    .optional()
    .describe('Slack Web API; https://slack.com/api/.'),
  language: oneOf(['en', 'ko']).optional().describe('Language of messages; absent: the top-level one.'),
});
