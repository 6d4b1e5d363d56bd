// The card of a version of a plan that an edit has replaced: no buttons, who did it, and the way to the new one.

import type { KnownBlock } from '@slack/types';
import type { Campaign } from '../../core/campaign/state.ts';
import type { Catalogue } from '../text/en.ts';
import { code, date, person } from './mrkdwn.ts';
import { planChangeText } from './plan-change.ts';
import { context, header, section, type SlackMessage } from './slack-message.ts';

/**
 * @param version of the plan that the card showed.
 * @param link to the card of the next version, or null where nobody knows its address.
 */
export function renderReplacedCard(
  campaign: Campaign,
  version: number,
  link: string | null,
  text: Catalogue,
): SlackMessage {
  const edit = campaign.edits.find((one) => one.version === version + 1);
  if (edit === undefined) throw new Error(`campaign ${campaign.id}: nobody edited version ${version}`);
  const { by, at, diff } = edit;
  const title = text.approval.replacedTitle(version, diff.hostsBefore);
  const gone = diff.hostsBefore - diff.hostsAfter;
  const words = text.approval.replacedBy(person(by, text), date(at), gone);
  const go = text.approval.newVersion(version + 1);
  const blocks: KnownBlock[] = [
    header(title),
    section(link === null ? words : `${words}\n<${link}|${go}>`),
    section(planChangeText(diff, text)),
    context(text.plan.identity(code(campaign.id), version, text.approval.newVersion(version + 1))),
  ];
  return { text: [`${title}.`, words, ...(link === null ? [go] : [`<${link}|${go}>`])].join('\n'), blocks };
}
