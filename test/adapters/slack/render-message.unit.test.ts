// What the daemon knows of a campaign beyond its events reaches the card.
import { expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render-message.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { sampleCampaign } from '../../fakes/sample-campaign.ts';

it('the card of a plan that waits names what has rebooted since', () => {
  const rebooted = ['web-03' as HostId];
  const card = { kind: 'campaign-card', campaign: sampleCampaign(), asOf: 0, rebooted } as const;
  const { text } = renderMessage(card, 'en', { picture: null, permalink: () => null });
  expect(text).toContain('left alone: `web-03`');
});
