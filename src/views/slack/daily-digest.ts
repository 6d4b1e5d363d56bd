// The fleet once a day: is everything up, what is overdue, who owns it, what waits for a person. Short enough to be
// read every day.

import type { KnownBlock } from '@slack/types';
import type { DailyDigest } from '../../core/uptime/daily-digest.ts';
import type { Catalogue } from '../text/en.ts';
import type { Language } from '../text/language.ts';
import { code, date, joinWithin } from './mrkdwn.ts';
import { context, header, section, type SlackMessage } from './slack-message.ts';

const LIST_LINES = 10;
const LIST_CHARS = 2_000;

/** The local day that the digest stands for, as the reader's language writes it. */
function localDay(digest: DailyDigest, language: Language): string {
  return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: digest.timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(digest.forAt);
}

function list(lines: readonly string[], text: Catalogue): string {
  return joinWithin(
    lines.map((line) => `• ${line}`),
    { items: LIST_LINES, chars: LIST_CHARS, separator: '\n' },
    text.more,
  );
}

function findingsText({ critical, warning, notice }: DailyDigest['findings'], text: Catalogue): string {
  return critical + warning + notice === 0
    ? text.digest.noFindings
    : text.digest.findingCounts(critical, warning, notice);
}

/** The digest as one message; at most 12 blocks. */
export function renderDailyDigest(digest: DailyDigest, text: Catalogue, language: Language): SlackMessage {
  const { hosts, overdue, dueSoon } = digest;
  const title = text.digest.title(localDay(digest, language));
  const counts = [
    ...(hosts.unreachable === 0 ? [] : [text.digest.unreachable(hosts.unreachable)]),
    ...(hosts.unknown === 0 ? [] : [text.digest.unknown(hosts.unknown)]),
  ];
  const owner = (id: string | null): string => (id === null ? text.digest.noOwner : code(id));
  const overdueText = list(
    overdue.map(({ host, uptimeMs, owner: by }) =>
      text.digest.overdueLine(code(host), text.days(uptimeMs), owner(by)),
    ),
    text,
  );
  const dueText = list(
    dueSoon.map(({ host, dueAt, owner: by }) => text.digest.dueLine(code(host), date(dueAt), owner(by))),
    text,
  );
  const campaigns =
    digest.campaigns.length === 0
      ? text.digest.noCampaigns
      : list(
          digest.campaigns.map(({ campaign, phase, done, total }) =>
            text.digest.campaignLine(code(campaign), text.digest.phases[phase] ?? code(phase), done, total),
          ),
          text,
        );
  const findings = text.labelInline(text.digest.findings, findingsText(digest.findings, text));
  const footer = [
    ...(digest.missed.length === 0 ? [] : [text.digest.missed(digest.missed.length)]),
    text.digest.audit(code(digest.auditHeadHash.slice(0, 16))),
  ].join(' · ');
  const blocks = [
    header(title),
    section([text.digest.fleet(hosts.up, hosts.total), ...counts].join(' · ')),
    ...(overdue.length === 0 ? [] : [section(text.label(text.digest.overdue(overdue.length), overdueText))]),
    ...(dueSoon.length === 0 ? [] : [section(text.label(text.digest.dueSoon(dueSoon.length), dueText))]),
    ...(overdue.length + dueSoon.length === 0 ? [section(text.digest.nothingDue)] : []),
    section(findings),
    section(text.label(text.digest.campaigns, campaigns)),
    context(footer),
  ] satisfies KnownBlock[];
  const spoken = [
    `${title}: ${[text.digest.fleetPlain(hosts.up, hosts.total), ...counts].join(text.list)}.`,
    overdue.length + dueSoon.length === 0
      ? text.digest.nothingDue
      : `${text.digest.overdue(overdue.length)}. ${text.digest.dueSoon(dueSoon.length)}.`,
    ...(overdue.length === 0 ? [] : [overdueText]),
    `${findings.replaceAll('*', '')}.`,
    `${text.digest.campaigns}: ${campaigns}`,
  ].join('\n');
  return { text: spoken, blocks };
}
