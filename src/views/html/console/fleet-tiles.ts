// The first five seconds of the console: what is wrong, how old the fleet is, what placement risks, what runs now. Each
// figure leads to what it counts.

import { assertNever, type Instant } from '../../../core/brand.ts';
import type { Flag } from '../../../core/campaign/input.ts';
import { campaignSummary } from '../../../core/campaign/summary.ts';
import type { LeftOut } from '../../../core/campaign/left-out.ts';
import type { Campaign } from '../../../core/campaign/state.ts';
import type { HostId } from '../../../core/fleet/ids.ts';
import { countsOf, type Incident } from '../../../core/incident/incident.ts';
import type { PlacementAudit } from '../../../core/placement/audit.ts';
import type { Severity } from '../../../core/fleet/severity.ts';
import { flagWords, unknownWords } from '../../slack/hold-text.ts';
import { causeCode } from '../../slack/incident-text.ts';
import { plainText } from '../../slack/mrkdwn.ts';
import type { Catalogue } from '../../text/en.ts';
import { html, type Html } from '../html-text.ts';
import { instant, type Frame } from './frame.ts';
import type { HostLook } from './host-look.ts';
import { hostLink } from './links.ts';
import { phaseText } from './phase-text.ts';

/** `untilAt`: null where no end is in sight. */
export type OpeningSoon =
  | { readonly kind: 'none' }
  | { readonly kind: 'ahead'; readonly fromAt: Instant }
  | { readonly kind: 'open'; readonly untilAt: Instant | null };

export type Overview = {
  /** Not ended, newest first. */
  readonly campaigns: readonly Campaign[];
  /** Open ones. */
  readonly incidents: readonly Incident[];
  readonly audit: PlacementAudit;
  /** When some window lets a host be rebooted. */
  readonly opening: OpeningSoon;
  /** Why nothing would start now. */
  readonly holds: readonly Extract<Flag, { kind: 'set' | 'unknown' }>[];
  /** Out of rotation since a campaign that ended. */
  readonly leftOut: ReadonlyMap<HostId, LeftOut>;
  readonly unreadFreezes: readonly { readonly id: string; readonly why: string }[];
};

/** One line each. */
const LEFT_OUT_NAMED = 10;

type Tile = {
  readonly tone: 'good' | 'soon' | 'bad' | 'busy' | 'calm';
  readonly href: string;
  readonly figure: string | number;
  readonly name: string;
  readonly more: Html | string;
};

function heldBy(flag: Overview['holds'][number], words: Catalogue): string {
  return plainText(
    flag.kind === 'set' ? flagWords(flag, words) : words.holds.unknown(unknownWords(flag, words)),
  );
}

export function alarms({ text, words }: Frame, { holds, incidents, leftOut, unreadFreezes }: Overview): Html {
  return html`${holds.map((flag) => html`<p class="alarm"><b>${text.fleet.held}</b> ${heldBy(flag, words)}</p>`)}${incidents.map(
    (incident) => {
      const { down, back, serving } = countsOf(incident);
      return html`<p class="alarm">
        <a href="/incidents/${encodeURIComponent(incident.id)}"
          >${plainText(causeCode(incident.cause, words))}</a
        >: ${text.incidents.open(down, back, serving)}
      </p>`;
    },
  )}${[...leftOut]
    .slice(0, LEFT_OUT_NAMED)
    .map(
      ([host, { campaign }]) =>
        html`<p class="caution">${hostLink(host)}: ${text.fleet.leftOut(campaign, host)}</p>`,
    )}${unreadFreezes.map(({ id, why }) => html`<p class="alarm">${text.calendar.unread(id, why)}</p>`)}`;
}

export function tiles(frame: Frame, looks: ReadonlyMap<HostLook, number>, overview: Overview): Html {
  const all = [ages(frame, looks), silence(frame, looks), placement(frame, overview), work(frame, overview)];
  return html`<ul class="tiles">
    ${all.map(
      ({ tone, href, figure, name, more }) =>
        html`<li class="tile ${tone}">
          <a href="${href}"
            ><b>${typeof figure === 'number' ? figure.toLocaleString('en') : figure}</b
            ><span>${name} <small>${more}</small></span></a
          >
        </li>`,
    )}
  </ul>`;
}

function ages({ text }: Frame, looks: ReadonlyMap<HostLook, number>): Tile {
  const [overdue, soon] = [looks.get('overdue') ?? 0, looks.get('due-soon') ?? 0];
  return {
    tone: overdue > 0 ? 'bad' : soon > 0 ? 'soon' : 'good',
    href: '/?state=overdue',
    figure: overdue,
    name: text.fleet.overdue(overdue),
    more: text.fleet.dueSoon(soon),
  };
}

function silence({ text }: Frame, looks: ReadonlyMap<HostLook, number>): Tile {
  const [silent, unknown] = [looks.get('unreachable') ?? 0, looks.get('unknown') ?? 0];
  const total = [...looks.values()].reduce((sum, count) => sum + count, 0);
  return {
    tone: silent > 0 ? 'bad' : unknown > 0 ? 'soon' : 'good',
    href: '/?state=unreachable',
    figure: silent,
    name: text.fleet.silent(silent),
    more: unknown === 0 ? text.fleet.allSeen(total) : text.fleet.notKnown(unknown),
  };
}

function placement({ text }: Frame, { audit }: Overview): Tile {
  const open = audit.findings.filter(({ waivedUntilAt }) => waivedUntilAt === null);
  const of = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  const [critical, warning] = [of('critical'), of('warning')];
  return {
    tone: critical > 0 ? 'bad' : warning > 0 ? 'soon' : 'good',
    href: '/findings',
    figure: critical,
    name: text.fleet.criticalFindings(critical),
    more: text.fleet.warnings(warning),
  };
}

/** The campaign that needs a person most, else when the next one could run. */
function work(frame: Frame, { campaigns, opening }: Overview): Tile {
  const { text } = frame;
  const order = ['halted', 'running', 'stopping', 'paused', 'awaiting-approval'];
  const [first] = [...campaigns].sort((a, b) => order.indexOf(a.phase.kind) - order.indexOf(b.phase.kind));
  if (first === undefined)
    return {
      tone: 'calm',
      href: '/calendar',
      figure: 0,
      name: text.fleet.campaigns,
      more: openingText(frame, opening),
    };
  const { done, total } = campaignSummary(first);
  return {
    tone: first.phase.kind === 'halted' ? 'bad' : first.phase.kind === 'running' ? 'busy' : 'soon',
    href: `/campaigns/${encodeURIComponent(first.id)}`,
    figure: `${done}/${total}`,
    name: text.fleet.campaign(phaseText(frame, first.phase)),
    more: campaigns.length > 1 ? text.fleet.moreCampaigns(campaigns.length - 1) : first.id,
  };
}

function openingText(frame: Frame, opening: OpeningSoon): Html | string {
  const { fleet } = frame.text;
  switch (opening.kind) {
    case 'none':
      return fleet.noWindow;
    case 'ahead':
      return after(fleet.nextWindow, instant(frame, opening.fromAt));
    case 'open':
      return opening.untilAt === null
        ? fleet.openNow
        : after(fleet.openUntil, instant(frame, opening.untilAt));
    default:
      return assertNever(opening);
  }
}

/** A phrase of the catalogue around an instant that is markup. */
export function after(phrase: (at: string) => string, at: Html): Html {
  const [before = '', behind = ''] = phrase('\u0000').split('\u0000');
  return html`${before}${at}${behind}`;
}
