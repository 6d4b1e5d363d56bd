// The one message of a campaign, edited from the plan to the end. Its buttons are always those that the state allows:
// Slack has no disabled buttons, so what is not possible is not shown.

import { assertNever, type Instant } from '../../core/brand.ts';
import type { CampaignHold } from '../../core/campaign/holds.ts';
import { noneRebooted, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { Catalogue } from '../text/en.ts';
import { renderEndedCard } from './ended-card.ts';
import { renderPlanCard } from './plan-card.ts';
import { renderProgressCard } from './progress-card.ts';
import { MAX_TEXT_CHARS, type SlackMessage } from './slack-message.ts';

/**
 * The card for the campaign's state at `now`: at most 45 blocks and 10,000 characters whatever the size of the plan.
 * Nothing is expected earlier than `now`.
 */
export function renderCampaignCard(
  campaign: Campaign,
  text: Catalogue,
  holds: readonly CampaignHold[] = [],
  now: Instant = campaign.proposedAt,
  rebooted: RebootedSince = noneRebooted,
): SlackMessage {
  const card = cardOf(campaign, { holds, now, rebooted }, text);
  return { ...card, text: card.text.slice(0, MAX_TEXT_CHARS) };
}

type Known = {
  readonly holds: readonly CampaignHold[];
  readonly now: Instant;
  readonly rebooted: RebootedSince;
};

function cardOf(campaign: Campaign, { holds, now, rebooted }: Known, text: Catalogue): SlackMessage {
  const { phase } = campaign;
  switch (phase.kind) {
    case 'awaiting-approval':
      return renderPlanCard(campaign, { now, rebooted }, text);
    case 'running':
    case 'paused':
    case 'halted':
    case 'stopping':
      return renderProgressCard(campaign, { phase, holds, now, rebooted }, text);
    case 'ended':
      return renderEndedCard(campaign, phase.as, phase.at, text);
    default:
      return assertNever(phase);
  }
}
