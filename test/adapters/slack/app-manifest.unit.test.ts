// The manifest stays inside Slack's documented limits and asks for nothing that it does not name a use for.
import { expect, it } from 'vitest';
import { appManifest, botScopes } from '../../../src/adapters/slack/app-manifest.ts';

it('stays inside the limits of the manifest schema', () => {
  const { display_information: shown, features, oauth_config: oauth, settings } = appManifest();
  expect(shown.name.length).toBeLessThanOrEqual(35);
  expect(shown.description.length).toBeLessThanOrEqual(140);
  expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
  expect(oauth.scopes.bot.length).toBeLessThanOrEqual(255);
  expect(settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
});

it('asks for no scope that could read or change more than it needs', () => {
  expect(Object.keys(botScopes).sort()).toEqual(
    [
      'app_mentions:read',
      'channels:history',
      'chat:write',
      'commands',
      'files:write',
      'groups:history',
      'im:write',
      'users:read',
      'usergroups:read',
    ].sort(),
  );
});

it('names its command and its events inside the limits', () => {
  const { features, settings } = appManifest();
  for (const { command, description, usage_hint: hint } of features.slash_commands) {
    expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
    expect(description.length).toBeLessThanOrEqual(2_000);
    expect(hint.length).toBeLessThanOrEqual(1_000);
  }
  expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'app_mention']);
});

it('over HTTP names one address for clicks, events and the command, and opens no socket', () => {
  const url = 'https://stagger.example.com/slack/events';
  const { features, settings } = appManifest(url);
  expect(settings).toMatchObject({
    socket_mode_enabled: false,
    interactivity: { is_enabled: true, request_url: url },
    event_subscriptions: { request_url: url },
  });
  expect(features.slash_commands.map((command) => command.url)).toEqual([url]);
  expect(JSON.stringify(appManifest())).not.toContain('url');
});
