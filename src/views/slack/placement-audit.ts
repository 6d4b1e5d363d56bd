// The weekly placement audit: what changed, what is open with a button to accept it, what was accepted by whom and until
// when. At most 30 blocks, whatever the fleet.

import type { KnownBlock } from '@slack/types';
import type { AuditNews } from '../../core/placement/audit-news.ts';
import type { Finding } from '../../core/placement/finding.ts';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { Catalogue } from '../text/en.ts';
import type { Language } from '../text/language.ts';
import { localDay } from './daily-digest.ts';
import { goneText } from './gone-finding.ts';
import { code, date, joinWithin, person, prose } from './mrkdwn.ts';
import { button, context, header, MAX_TEXT_CHARS, section, type SlackMessage } from './slack-message.ts';
import { WAIVE, waiveValue } from './waive-modal.ts';

/** Each has a button; the worst of them are read first. */
const SHOWN_FINDINGS = 12;
const LIST_CHARS = 1_200;

function list(lines: readonly string[], text: Catalogue): string {
  return joinWithin(
    lines.map((line) => `• ${line}`),
    { items: 8, chars: LIST_CHARS, separator: '\n' },
    text.more,
  );
}

function sentence(finding: Finding, text: Catalogue): string {
  const words = text.audit;
  const owner = finding.owner === null ? text.digest.noOwner : words.owner(code(finding.owner));
  return `*${words.severities[finding.severity]}:* ${words.finding(finding, code)} (${owner})`;
}

function changesText({ changes }: AuditNews, text: Catalogue): string {
  const words = text.audit;
  if (changes === null) return words.first;
  const { added, gone } = changes;
  if (added.length + gone.length === 0) return words.unchanged;
  return [
    ...(added.length === 0
      ? []
      : [
          text.label(
            words.added(added.length),
            list(
              added.slice(0, 20).map((finding) => words.finding(finding, code)),
              text,
            ),
          ),
        ]),
    ...(gone.length === 0
      ? []
      : [
          text.label(
            words.gone(gone.length),
            list(
              gone.slice(0, 20).map((finding) => goneText(finding, text)),
              text,
            ),
          ),
        ]),
  ].join('\n');
}

function waivedText({ waived }: AuditNews, text: Catalogue): string {
  const words = text.audit;
  return list(
    waived
      .slice(0, 20)
      .map(({ finding, waiver }) =>
        words.waiver(
          words.finding(finding, code),
          person(waiver.by as PersonId, text),
          date(waiver.untilAt),
          prose(waiver.reason, 160),
        ),
      ),
    text,
  );
}

export function renderPlacementAudit(news: AuditNews, text: Catalogue, language: Language): SlackMessage {
  const words = text.audit;
  const { open, waived, ended } = news;
  const title = words.title(localDay(news.forAt, news.timeZone, language));
  const count = (severity: Finding['severity']): number =>
    open.filter((finding) => finding.severity === severity).length;
  const counts = [
    open.length === 0
      ? words.clean
      : `*${words.counts(count('critical'), count('warning'), count('notice'))}*`,
    ...(waived.length === 0 ? [] : [words.waivedCount(waived.length)]),
  ].join(' · ');
  const shown = open.slice(0, SHOWN_FINDINGS);
  const notes = [
    ...(open.length > shown.length ? [words.notShown(open.length - shown.length)] : []),
    ...(ended === 0 ? [] : [words.expired(ended)]),
    ...(shown.length === 0 ? [] : [words.waiveOnlyApprovers]),
    text.questions.asOf(date(news.asOf)),
  ].join(' · ');
  const changes = changesText(news, text);
  const blocks: KnownBlock[] = [
    header(title),
    section(counts),
    section(changes),
    ...(shown.length === 0 ? [] : [header(words.open)]),
    ...shown.map((finding): KnownBlock => ({
      ...section(sentence(finding, text)),
      accessory: waiveButton(finding, text),
    })),
    ...(waived.length === 0 ? [] : [section(text.label(words.waivers, waivedText(news, text)))]),
    context(notes),
  ];
  const spoken = [
    `${title}: ${counts}`,
    changes,
    ...shown.map((finding) => sentence(finding, text)),
    ...(waived.length === 0 ? [] : [text.label(words.waivers, waivedText(news, text))]),
    notes,
  ].join('\n');
  return { text: cut(spoken), blocks };
}

function waiveButton(finding: Finding, text: Catalogue) {
  return button({
    actionId: WAIVE,
    label: text.audit.waive,
    value: waiveValue(finding),
    style: null,
    confirm: null,
  });
}

function cut(text: string): string {
  if (text.length <= MAX_TEXT_CHARS) return text;
  return `${text.slice(0, text.lastIndexOf('\n', MAX_TEXT_CHARS - 2))}\n…`;
}
