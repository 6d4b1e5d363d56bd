// `stagger slack manifest`: what to paste into Slack to make the app, and what to do next.

import type { Command } from 'commander';
import { stringify } from 'yaml';
import { appManifest, botScopes } from '../adapters/slack/app-manifest.ts';
import type { CommandIo } from './command-io.ts';

export function addSlackManifestCommand(program: Command, io: CommandIo): void {
  program
    .command('slack')
    .description('what Slack needs to know')
    .command('manifest')
    .description('print the manifest of the Slack app, with the smallest set of scopes')
    .action(() => {
      io.out(stringify(appManifest()));
      const scopes = Object.entries(botScopes).map(([scope, what]) => `  ${scope}: ${what}`);
      io.err(
        [
          'Scopes and what they are for:',
          ...scopes,
          'Next: create the app from this manifest at api.slack.com/apps, install it into the workspace (bot token,',
          'xoxb-…), make an app-level token with connections:write (xapp-…), invite the bot to the channel, and name',
          'team, channel and both tokens in settings.yaml.',
        ].join('\n'),
      );
    });
}
