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
    ['channels:history', 'chat:write', 'groups:history', 'users:read', 'usergroups:read'].sort(),
  );
});
