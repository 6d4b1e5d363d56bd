// What is open when: the turns of every window with the time that they are really open, the freezes, and among them the
// campaigns that ran, run or wait for their approval. A freeze that cannot be read is told first: nothing starts.

import type { AgendaEntry } from '../../../core/calendar/agenda.ts';
import type { Campaign } from '../../../core/campaign/state.ts';
import { campaignSpan, type CampaignSpan } from '../../../core/campaign/span.ts';
import { campaignSummary } from '../../../core/campaign/summary.ts';
import { DAY_MS } from '../../../core/brand.ts';
import type { Freeze, UnreadFreeze } from '../../../core/fleet/fleet.ts';
import { instantText } from '../../terminal/time-text.ts';
import { html, type Html } from '../html-text.ts';
import { calendarPicture, type CalendarBar, type CalendarLane } from './calendar-picture.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { campaignLink } from './links.ts';
import { phaseText } from './phase-text.ts';
import { emptyNote, stackingTable } from './table.ts';

export type CalendarPageInput = {
  readonly days: number;
  readonly agenda: readonly AgendaEntry[];
  readonly freezes: readonly Freeze[];
  readonly unread: readonly UnreadFreeze[];
  /** Newest first. */
  readonly campaigns: readonly Campaign[];
  readonly zoneDataVersion: string;
};

/** The picture begins before now, where the last campaigns stand. */
const DAYS_BACK = 14;
const TURNS_SHOWN = 40;
const WINDOW_LANES = 8;
const CAMPAIGN_LANES = 6;

type Placed = { readonly campaign: Campaign; readonly span: CampaignSpan };

export function calendarPage(frame: Frame, input: CalendarPageInput): string {
  const { text, now } = frame;
  const { days, agenda, freezes, unread, zoneDataVersion } = input;
  const range = { fromAt: now - DAYS_BACK * DAY_MS, untilAt: now + days * DAY_MS };
  const campaigns = input.campaigns.flatMap((campaign): readonly Placed[] => {
    const span = campaignSpan(campaign, now);
    return span === null || span.untilAt < range.fromAt ? [] : [{ campaign, span }];
  });
  const main = html`
    ${unread.map(({ id, why }) => html`<p class="alarm">${text.calendar.unread(id, why)}</p>`)}
    <section class="panel">${calendarPicture(frame, lanes(frame, input, campaigns), range)}</section>
    <h2>${text.sections.campaigns}</h2>
    ${campaigns.length === 0 ? emptyNote(text.calendar.noCampaign) : campaignTable(frame, campaigns)}
    <h2>${text.calendar.freezes}</h2>
    ${freezes.length === 0 ? emptyNote(text.calendar.noFreeze) : freezeTable(frame, freezes)}
    <h2>${text.calendar.turns}</h2>
    ${agenda.length === 0 ? html`<p class="alarm">${text.calendar.noTurn}</p>` : turnTable(frame, agenda)}
    ${
      agenda.length > TURNS_SHOWN
        ? html`<p class="note">${text.calendar.moreTurns(agenda.length - TURNS_SHOWN)}</p>`
        : null
    }
    <p class="note">${text.calendar.zoneData(zoneDataVersion)}</p>
  `;
  return framed(frame, {
    section: 'calendar',
    title: text.calendar.title,
    intro: text.calendar.intro(days),
    main,
    downloads: bothFormats('/calendar'),
  });
}

function lanes(
  frame: Frame,
  { agenda, freezes }: CalendarPageInput,
  campaigns: readonly Placed[],
): readonly CalendarLane[] {
  const { timeZone, text } = frame;
  const spanText = (fromAt: number, untilAt: number): string =>
    `${instantText(fromAt, timeZone)} – ${instantText(untilAt, timeZone)}`;
  const byWindow = new Map<string, CalendarBar[]>();
  for (const { window, startable } of agenda) {
    const bars = byWindow.get(window.id) ?? [];
    byWindow.set(window.id, bars);
    for (const { fromAt, untilAt } of startable)
      bars.push({
        className: 'window',
        title: `${window.id}: ${spanText(fromAt, untilAt)}`,
        fromAt,
        untilAt,
      });
  }
  const frozen = freezes.map(({ id, fromAt, untilAt, reason }): CalendarBar => ({
    className: 'freeze',
    title: `${id}: ${spanText(fromAt, untilAt)}, ${reason}`,
    fromAt,
    untilAt,
  }));
  const classes = { past: 'past', running: 'campaign', planned: 'planned' } as const;
  const ran = campaigns.slice(0, CAMPAIGN_LANES).map(({ campaign, span }): CalendarLane => ({
    name: campaign.id,
    bars: [
      {
        className: classes[span.kind],
        title: `${campaign.id}: ${phaseText(frame, campaign.phase)}, ${spanText(span.fromAt, span.untilAt)}`,
        ...span,
      },
    ],
  }));
  return [
    ...[...byWindow].slice(0, WINDOW_LANES).map(([name, bars]) => ({ name, bars })),
    ...(frozen.length === 0 ? [] : [{ name: text.calendar.freezes, bars: frozen }]),
    ...ran,
  ];
}

function campaignTable(frame: Frame, campaigns: readonly Placed[]): Html {
  const { text } = frame;
  return stackingTable(
    text.sections.campaigns,
    [
      { name: text.campaigns.campaign },
      { name: text.campaigns.phase },
      { name: text.calendar.from, cue: text.calendar.from },
      { name: text.calendar.until, cue: text.calendar.until },
      { name: text.campaigns.done, cue: text.campaigns.done },
    ],
    campaigns.map(({ campaign, span }) => {
      const { done, total } = campaignSummary(campaign);
      const cells = [
        campaignLink(campaign.id),
        phaseText(frame, campaign.phase),
        instant(frame, span.fromAt),
        html`${instant(frame, span.untilAt)}
        ${span.kind === 'past' ? null : html`<small>${text.calendar.expected}</small>`}`,
        text.campaigns.of(done, total),
      ];
      return span.kind === 'past' ? { cells, className: 'past' } : cells;
    }),
  );
}

function freezeTable(frame: Frame, freezes: readonly Freeze[]): Html {
  const { text } = frame;
  return stackingTable(
    text.calendar.freezes,
    [
      { name: text.calendar.freeze },
      { name: text.calendar.from, cue: text.calendar.from },
      { name: text.calendar.until, cue: text.calendar.until },
      { name: text.findings.reason },
    ],
    freezes.map(({ id, reason, fromAt, untilAt }) => [
      html`<b>${id}</b>`,
      instant(frame, fromAt),
      instant(frame, untilAt),
      reason,
    ]),
  );
}

/** Each in the zone of its window: people know it by its wall clock. */
function turnTable(frame: Frame, agenda: readonly AgendaEntry[]): Html {
  const { text, words } = frame;
  return stackingTable(
    text.calendar.turns,
    [
      { name: text.calendar.window },
      { name: text.calendar.opens },
      { name: text.calendar.closes, cue: text.calendar.closes },
      { name: text.calendar.open, cue: text.calendar.open },
      { name: text.calendar.remark },
      { name: text.column.hosts, kind: 'number', cue: text.column.hosts },
    ],
    agenda
      .slice(0, TURNS_SHOWN)
      .map(({ window, hosts, fromAt, untilAt, openMs, nominalMs, startable, freezes }) => {
        const leftMs = startable.reduce((sum, piece) => sum + piece.untilAt - piece.fromAt, 0);
        const frozenBy = freezes.map(({ id }) => id).join(', ');
        const remarks = [
          ...(openMs === nominalMs ? [] : [text.calendar.instead(words.duration(nominalMs))]),
          ...(freezes.length === 0 ? [] : [text.calendar.frozen(frozenBy)]),
        ];
        const cells = [
          window.id,
          html`<span class="when">${instantText(fromAt, window.timeZone)}</span>`,
          html`<span class="when">${instantText(untilAt, window.timeZone)}</span>`,
          leftMs === 0 ? text.calendar.notAtAll : words.duration(leftMs),
          remarks.join('; '),
          hosts,
        ];
        return leftMs === 0 ? { cells, className: 'past' as const } : cells;
      }),
  );
}
