// A plan in full: the risk of every service, every host in order with why it waits, and who is not in it and why. As
// pages of a form, and as one text for a file.

import type { KnownBlock, ModalView } from '@slack/types';
import { planLeft, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { HostReport, PlanStep, WaitReason } from '../../core/planning/plan.ts';
import { worstMoments } from '../../core/planning/worst-moment.ts';
import type { Catalogue } from '../text/en.ts';
import { detailsActions } from './button-value.ts';
import { code, date, plain, plainText } from './mrkdwn.ts';
import { worstLine } from './plan-card.ts';
import { button, context, section } from './slack-message.ts';
import { guestManners, guestsLines } from './guests-text.ts';
import { waitWords } from './wait-words.ts';

/** A phone shows about this many lines in a few strokes; the longest 20 stay below a section's 3,000 characters. */
const LINES_PER_SECTION = 8;
const SECTIONS_PER_PAGE = 3;
const SECTION_CHARS = 2_900;

/** Hosts that nobody asked about are not explained: there can be a hundred thousand of them. */
const unasked: readonly WaitReason['kind'][] = ['not-selected', 'not-due'];

function stepLine(step: PlanStep, index: number, row: HostReport | undefined, text: Catalogue): string {
  const why = text.approval.upFor(text.approval.reason[step.reason], text.days(step.uptimeMs));
  const start = text.approval.hostLine(index + 1, code(step.host), why, date(step.expectedStartAt));
  const line = [start, lengthWords(step, row, text)].join(text.list);
  const first = row?.kind === 'planned' ? row.waits[0] : undefined;
  return first === undefined ? line : `${line}; ${text.approval.waits(waitWords(first, text))}`;
}

/** How long it is expected to take, and whose reboots say so; what an older plan was made from is not known. */
function lengthWords(step: PlanStep, row: HostReport | undefined, text: Catalogue): string {
  const { takes, lengthBy } = text.approval;
  const length = text.plan.about(text.duration(step.expectedEndAt - step.expectedStartAt));
  const basis = row?.kind === 'planned' ? row.lengthBy : undefined;
  if (basis === undefined) return length;
  return takes(length, basis === null ? lengthBy.inventory : lengthBy[basis.kind](basis.reboots));
}

/** One section of the details: a title and its lines. */
type Part = { readonly title: string; readonly lines: readonly string[] };

function partsOf(campaign: Campaign, rebooted: RebootedSince, text: Catalogue): readonly Part[] {
  const gone = new Set(rebooted);
  const { plan, report } = campaign.document;
  const rows = new Map(report.hosts.map((row) => [row.host, row]));
  const moments = worstMoments(planLeft(campaign, rebooted)).map((moment) => `• ${worstLine(moment, text)}`);
  const others = report.hosts.flatMap((row) =>
    row.kind === 'left-out' && !unasked.includes(row.why.kind)
      ? [`• ${text.approval.leftOutLine(code(row.host), waitWords(row.why, text))}`]
      : [],
  );
  const parts: readonly Part[] = [
    { title: text.approval.risk, lines: moments.length === 0 ? [text.plan.noService] : moments },
    ...guestManners.map((manner) => ({
      title: text.approval.guests[manner].label,
      lines: guestsLines(planLeft(campaign, rebooted).steps, manner, text),
    })),
    {
      title: text.approval.order(date(plan.createdAt)),
      lines: plan.steps.map((step, index) =>
        gone.has(step.host)
          ? text.approval.rebootedLine(index + 1, code(step.host))
          : stepLine(step, index, rows.get(step.host), text),
      ),
    },
    { title: text.approval.others, lines: others },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Every section of the details, each within Slack's limit, with its title on each. */
function sectionsOf(campaign: Campaign, rebooted: RebootedSince, text: Catalogue): readonly string[] {
  return partsOf(campaign, rebooted, text).flatMap(({ title, lines }) =>
    chunks(lines, LINES_PER_SECTION).map((some) =>
      text.label(title, some.join('\n')).slice(0, SECTION_CHARS),
    ),
  );
}

/** @param given `page` counts from 1 and is brought into range; `metadata` comes back with every button. */
export function renderDetailsModal(
  campaign: Campaign,
  given: { readonly metadata: string; readonly page: number; readonly rebooted: RebootedSince },
  text: Catalogue,
): ModalView {
  const pages = chunks(sectionsOf(campaign, given.rebooted, text), SECTIONS_PER_PAGE);
  const page = Math.min(Math.max(1, given.page), Math.max(1, pages.length));
  const turn = (actionId: string, label: string, to: number) =>
    button({ actionId, label, value: String(to), style: null, confirm: null });
  const elements = [
    ...(page > 1 ? [turn(detailsActions.previous, text.approval.previous, page - 1)] : []),
    ...(page < pages.length ? [turn(detailsActions.next, text.approval.next, page + 1)] : []),
    turn(detailsActions.file, text.approval.asFile, page),
  ];
  const blocks: KnownBlock[] = [
    ...(pages[page - 1] ?? []).map(section),
    context(text.approval.page(page, Math.max(1, pages.length))),
    { type: 'actions', elements },
  ];
  return {
    type: 'modal',
    private_metadata: given.metadata,
    title: plain(text.approval.detailsTitle.slice(0, 24)),
    close: plain(text.plan.close.slice(0, 24)),
    blocks,
  };
}

/** The details as plain text: dates in UTC, nothing that Slack would format. */
export function detailsText(campaign: Campaign, rebooted: RebootedSince, text: Catalogue): string {
  const { plan, digest } = campaign.document;
  const head = `${text.approval.fileTitle(campaign.id, plan.version)}\n${digest}\n`;
  const body = partsOf(campaign, rebooted, text).map(({ title, lines }) => `${title}\n${lines.join('\n')}\n`);
  return plainText([head, ...body].join('\n'));
}
