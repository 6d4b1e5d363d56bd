// From the port's messages to Slack's.

import { assertNever } from '../../core/brand.ts';
import type { ChatMessage } from '../../ports/chat.ts';
import { renderCampaignCard } from '../../views/slack/campaign-card.ts';
import { renderCampaignNote } from '../../views/slack/campaign-note.ts';
import { renderClosingReport } from '../../views/slack/closing-report.ts';
import { renderChaosDraw } from '../../views/slack/chaos-draw.ts';
import { renderDailyDigest, type DigestPicture } from '../../views/slack/daily-digest.ts';
import { renderOwnerCard } from '../../views/slack/owner-card.ts';
import { renderPlacementAudit } from '../../views/slack/placement-audit.ts';
import { renderReminder } from '../../views/slack/reminder.ts';
import { renderReplacedCard } from '../../views/slack/replaced-card.ts';
import type { MessageRef } from '../../ports/store.ts';
import { renderHostNote } from '../../views/slack/host-note-card.ts';
import { renderIncident } from '../../views/slack/incident-card.ts';
import { renderIncidentNote } from '../../views/slack/incident-note.ts';
import { renderInventoryNote } from '../../views/slack/inventory-note.ts';
import type { SlackMessage } from '../../views/slack/slack-message.ts';
import { catalogues, type Language } from '../../views/text/language.ts';

export type Surroundings = {
  /** Of a digest; null: none, or it did not arrive. */
  readonly picture: DigestPicture | null;
  /** The address of a message, or null where it is not known. */
  readonly permalink: (ref: MessageRef) => string | null;
};

export function renderMessage(
  message: ChatMessage,
  language: Language,
  { picture, permalink }: Surroundings,
): SlackMessage {
  const text = catalogues[language];
  switch (message.kind) {
    case 'campaign-card':
      return renderCampaignCard(message.campaign, text, message.holds ?? [], message.asOf, message.rebooted);
    case 'replaced-card': {
      const { campaign, version, successor } = message;
      return renderReplacedCard(campaign, version, successor === null ? null : permalink(successor), text);
    }
    case 'campaign-note':
      return renderCampaignNote(message.campaign, message.event, text, message.call, message.rebooted);
    case 'owner-message':
      return renderOwnerCard(message, message.card === null ? null : permalink(message.card), text);
    case 'closing-report':
      return renderClosingReport(message, text);
    case 'daily-digest':
      return renderDailyDigest(message.digest, text, { language, picture });
    case 'placement-audit':
      return renderPlacementAudit(message.news, text, language);
    case 'reminder':
      return renderReminder(message.reminder, text, language);
    case 'incident':
      return renderIncident(message.report, text);
    case 'incident-note':
      return renderIncidentNote(message, text);
    case 'host-note':
      return renderHostNote(message.note, message.hits, text, message.call);
    case 'chaos-draw':
      return renderChaosDraw(message.draw, text);
    case 'inventory-note':
      return renderInventoryNote(message.note, text);
    default:
      return assertNever(message);
  }
}
