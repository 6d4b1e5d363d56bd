// The fleet once a day: is everything up, what is overdue and whose it is, what is new, what ran, what comes next, what
// waits for a person. Short enough to be read every day.

import type { ImageBlock } from '@slack/types';
import type { DailyDigest } from '../../core/uptime/daily-digest.ts';
import { goneText } from './gone-finding.ts';
import type { Catalogue } from '../text/en.ts';
import type { Language } from '../text/language.ts';
import { code, date, joinWithin, plain } from './mrkdwn.ts';
import { context, header, MAX_TEXT_CHARS, section, type SlackMessage } from './slack-message.ts';

const LIST_LINES = 8;
const LIST_CHARS = 900;
/** At most nine of them in a message of 10,000. */
const SECTION_CHARS = 1_050;
const OWNER_HOSTS = 5;

/** A picture that has gone up as a file. */
export type DigestPicture = { readonly fileId: string; readonly alt: string };

/** The local day that the digest stands for, as the reader's language writes it. */
export function localDay(at: number, timeZone: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(at);
}

function list(lines: readonly string[], text: Catalogue): string {
  return joinWithin(
    lines.map((line) => `• ${line}`),
    { items: LIST_LINES, chars: LIST_CHARS, separator: '\n' },
    text.more,
  );
}

function ownerName(id: string | null, text: Catalogue): string {
  return id === null ? text.digest.noOwner : code(id);
}

/** One line an owner, who has most to do first: people look for themselves. */
function overdueText({ overdue }: DailyDigest, text: Catalogue): string {
  const byOwner = [...Map.groupBy(overdue, ({ owner }) => owner)].sort((a, b) => b[1].length - a[1].length);
  return list(
    byOwner.map(([owner, hosts]) => {
      const names = hosts.map(({ host, uptimeMs }) =>
        text.digest.overdueHost(code(host), text.days(uptimeMs)),
      );
      const limits = { items: OWNER_HOSTS, chars: 320, separator: text.list };
      return text.digest.overdueOwner(
        ownerName(owner, text),
        hosts.length,
        joinWithin(names, limits, text.more),
      );
    }),
    text,
  );
}

function findingsText(digest: DailyDigest, text: Catalogue): string {
  const { critical, warning, notice } = digest.findings;
  const counts =
    critical + warning + notice === 0
      ? text.digest.noFindings
      : text.digest.findingCounts(critical, warning, notice);
  const { added, gone } = digest.changes ?? { added: [], gone: [] };
  return [
    text.labelInline(text.digest.findings, counts),
    ...(added.length === 0
      ? []
      : [
          text.label(
            text.digest.new(added.length),
            list(
              added.slice(0, 20).map((finding) => text.audit.finding(finding, code)),
              text,
            ),
          ),
        ]),
    ...(gone.length === 0
      ? []
      : [
          text.label(
            text.digest.gone(gone.length),
            list(
              gone.slice(0, 20).map((finding) => goneText(finding, text)),
              text,
            ),
          ),
        ]),
  ].join('\n');
}

function campaignsText(digest: DailyDigest, text: Catalogue): string {
  if (digest.campaigns.length === 0) return text.digest.noCampaigns;
  return list(
    digest.campaigns.map(({ campaign, phase, done, total, toReboot }) =>
      phase === 'awaiting-approval'
        ? text.digest.waitingLine(code(campaign), toReboot, total)
        : text.digest.campaignLine(code(campaign), text.digest.phases[phase] ?? code(phase), done, total),
    ),
    text,
  );
}

function ranText({ ran }: DailyDigest, text: Catalogue): string {
  return list(
    ran.map(({ campaign, end, done, failed, total }) => {
      const line = text.digest.ranLine(code(campaign), text.digest.ends[end] ?? end, done, total);
      return failed === 0 ? line : `${line}${text.list}${text.digest.ranFailed(failed)}`;
    }),
    text,
  );
}

function drawnText({ drawn }: DailyDigest, text: Catalogue): string {
  const { chaos } = text;
  const lines = drawn.map(({ host, at, campaign }) =>
    campaign === null
      ? chaos.digestReported(code(host), date(at))
      : chaos.digestProposed(code(host), date(at), code(campaign)),
  );
  return text.label(chaos.digest(drawn.length), list(lines, text));
}

function nextText({ next }: DailyDigest, text: Catalogue): string {
  if (next === null || next.length === 0) return text.digest.nextNothing;
  return list(
    next.map(({ host, expectedStartAt, reason }) =>
      text.questions.next.line(code(host), date(expectedStartAt), text.questions.next.reasons[reason]),
    ),
    text,
  );
}

/** The parts in the order in which they are read; what has nothing to say is left out. */
function parts(digest: DailyDigest, text: Catalogue): readonly string[] {
  const { overdue, dueSoon, unplanned, ran, leftOut } = digest;
  const dueText = list(
    dueSoon.map(({ host, dueAt, owner }) =>
      text.digest.dueLine(code(host), date(dueAt), ownerName(owner, text)),
    ),
    text,
  );
  const unplannedText = list(
    unplanned.map(({ host, beganAt, owner }) =>
      text.digest.unplannedLine(code(host), date(beganAt), ownerName(owner, text)),
    ),
    text,
  );
  const leftOutText = list(
    leftOut.map(({ host, campaign, sinceAt }) =>
      text.digest.leftOutLine(code(host), code(campaign), date(sinceAt)),
    ),
    text,
  );
  return [
    ...(leftOut.length === 0 ? [] : [text.label(text.digest.leftOut(leftOut.length), leftOutText)]),
    ...(unplanned.length === 0 ? [] : [text.label(text.digest.unplanned(unplanned.length), unplannedText)]),
    ...(overdue.length === 0
      ? []
      : [text.label(text.digest.overdue(overdue.length), overdueText(digest, text))]),
    ...(dueSoon.length === 0 ? [] : [text.label(text.digest.dueSoon(dueSoon.length), dueText)]),
    ...(overdue.length + dueSoon.length === 0
      ? [text.digest.nothingDue(digest.hosts.up, digest.hosts.total)]
      : []),
    findingsText(digest, text),
    text.label(text.digest.campaigns, campaignsText(digest, text)),
    ...(ran.length === 0 ? [] : [text.label(text.digest.ran, ranText(digest, text))]),
    ...(digest.drawn.length === 0 ? [] : [drawnText(digest, text)]),
    ...(digest.next === null ? [] : [text.label(text.digest.next, nextText(digest, text))]),
  ];
}

/** The digest as one message; at most 14 blocks and 10,000 characters. */
export function renderDailyDigest(
  digest: DailyDigest,
  text: Catalogue,
  { language, picture }: { readonly language: Language; readonly picture: DigestPicture | null },
): SlackMessage {
  const { hosts } = digest;
  const title = text.digest.title(localDay(digest.forAt, digest.timeZone, language));
  const counts = [
    ...(hosts.unreachable === 0 ? [] : [text.digest.unreachable(hosts.unreachable)]),
    ...(hosts.unknown === 0 ? [] : [text.digest.unknown(hosts.unknown)]),
  ];
  const footer = [
    ...(digest.missed.length === 0 ? [] : [text.digest.missed(digest.missed.length)]),
    text.digest.auditAt(digest.auditHeadSeq, code(digest.auditHeadHash.slice(0, 16))),
  ].join(' · ');
  const sections = parts(digest, text);
  const spoken = [
    `${title}: ${[text.digest.fleetPlain(hosts.up, hosts.total), ...counts].join(text.list)}.`,
    ...sections.map((part) => part.replaceAll('*', '')),
  ].join('\n');
  return {
    text: cutAtLine(spoken, MAX_TEXT_CHARS),
    blocks: [
      header(title),
      section([text.digest.fleet(hosts.up, hosts.total), ...counts].join(' · ')),
      ...(picture === null ? [] : [image(picture)]),
      ...sections.map((part) => section(cutAtLine(part, SECTION_CHARS))),
      context(footer),
    ],
  };
}

function image({ fileId, alt }: DigestPicture): ImageBlock {
  return { type: 'image', slack_file: { id: fileId }, alt_text: plain(alt).text.slice(0, 2_000) };
}

/** Never in the middle of a line: a mark or a date cut in two would be shown as it is. */
function cutAtLine(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const end = text.lastIndexOf('\n', chars - 2);
  return `${text.slice(0, end <= 0 ? chars - 2 : end)}\n…`;
}
