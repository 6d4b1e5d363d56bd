// `stagger slack manifest`: what to paste into Slack to make the app, and what to do next.

import { InvalidArgumentError, Option, type Command } from 'commander';
import { stringify } from 'yaml';
import { appManifest, botScopes } from '../adapters/slack/app-manifest.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import type { CommandIo } from './command-io.ts';

type ManifestOptions = { readonly mode: 'socket' | 'http'; readonly url?: string };

export function addSlackManifestCommand(program: Command, io: CommandIo): void {
  program
    .command('slack')
    .description('what Slack needs to know')
    .command('manifest')
    .description('print the manifest of the Slack app, with the smallest set of scopes')
    .addOption(
      new Option('--mode <mode>', 'how Slack reaches the daemon: sockets that it opens, or requests to --url')
        .choices(['socket', 'http'])
        .default('socket'),
    )
    .option('--url <url>', 'https address of slack.path, as Slack calls it', requestUrl)
    .action((options: ManifestOptions) => manifest(options, io));
}

function requestUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' && url.username === '' && url.hash === '') return text;
  throw new InvalidArgumentError('Expected an address such as https://stagger.example.com/slack/events.');
}

function manifest({ mode, url }: ManifestOptions, io: CommandIo): void {
  if ((mode === 'http') !== (url !== undefined))
    throw new OperatorError(mode === 'http' ? '--mode http needs --url' : '--url is only for --mode http', {
      hint: 'stagger slack manifest --mode http --url https://stagger.example.com/slack/events',
      exitCode: exitCode.usage,
    });
  io.out(stringify(appManifest(url ?? null)));
  const scopes = Object.entries(botScopes).map(([scope, what]) => `  ${scope}: ${what}`);
  io.err(
    ['Scopes and what they are for:', ...scopes, ...(mode === 'http' ? httpSteps : socketSteps)].join('\n'),
  );
}

const socketSteps: readonly string[] = [
  'Next: create the app from this manifest at api.slack.com/apps, install it into the workspace (bot token,',
  'xoxb-…), make an app-level token with connections:write (xapp-…), invite the bot to the channel, and name',
  'team, channel and both tokens in settings.yaml.',
];

const httpSteps: readonly string[] = [
  'Next: create the app from this manifest at api.slack.com/apps, copy its Signing Secret (Basic Information), install it',
  'into the workspace (bot token, xoxb-…), and invite the bot to the channel. Name mode: http, team, channel and both',
  'secrets in settings.yaml, start `stagger run` behind a proxy that ends TLS at that address, and let Slack verify it',
  '(Event Subscriptions). `stagger doctor` looks at all of it.',
];
