// The fleet: what is wrong, how old it is, and every server, as racks by site and zone, as one cell a server where there
// are thousands, or as a list. A filter makes the others faint on the map and leaves them where they stand.

import { fleetViews, type FleetFilter, type FleetView } from './fleet-view.ts';
import { servicesOf } from '../../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { HostId } from '../../../core/fleet/ids.ts';
import type { FleetSnapshot } from '../../../core/fleet/snapshot.ts';
import type { UptimeBucket } from '../../../core/uptime/uptime-buckets.ts';
import type { AgeCharts } from '../../charts/age-chart.ts';
import { html, type Html } from '../html-text.ts';
import { rackPictures } from '../rack-picture.ts';
import { chartFigure } from './chart-figure.ts';
import { asOptions, filterForm, withQuery } from './filter-form.ts';
import { alarms, tiles, type Overview } from './fleet-tiles.ts';
import { bothFormats, framed, type Frame } from './frame.ts';
import { hostList, type HostSort } from './host-list.ts';
import { hostLooks, lookMarks, type HostLook, type JudgedHost } from './host-look.ts';
import { whatIfHref } from './links.ts';
import { scrollTable } from './table.ts';

export type FleetPageInput = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  /** Of every host; the ages are counted from the same. */
  readonly judged: ReadonlyMap<HostId, JudgedHost>;
  readonly filter: FleetFilter;
  readonly overview: Overview;
  readonly ages: {
    readonly svg: AgeCharts;
    readonly says: string;
    readonly buckets: readonly UptimeBucket[];
  };
  /** Null: what suits the size of the fleet. */
  readonly view: FleetView | null;
  readonly sort: HostSort;
  /** Of the list, from 1. */
  readonly page: number;
};

/** From here on a unit a server is too much for one page. */
export const MANY_HOSTS = 400;

export function fleetPage(frame: Frame, input: FleetPageInput): string {
  const { fleet, judged, filter, overview } = input;
  const { text } = frame;
  const counts = new Map<HostLook, number>();
  for (const { look } of judged.values()) counts.set(look, (counts.get(look) ?? 0) + 1);
  const lookOf = ({ id }: Host): JudgedHost =>
    judged.get(id) ?? { look: 'unknown', days: null, verdict: null };
  const matches = matcher(fleet, filter, lookOf);
  const shown = matches === null ? null : [...fleet.hosts.values()].filter(matches).length;
  const view = input.view ?? (fleet.hosts.size > MANY_HOSTS ? 'cells' : 'racks');
  const main = html`
    ${alarms(frame, overview)} ${tiles(frame, counts, overview)}
    <section class="panel ages" aria-labelledby="ages">
      <div class="titled">
        <h2 id="ages">${text.fleet.ages}</h2>
        ${legend(frame, counts, input)}
      </div>
      ${chartFigure({ svg: input.ages.svg, says: input.ages.says, legend: [] })}
      ${ageTable(frame, input.ages.buckets)}
    </section>
    <div class="bar">
      ${filterForm(
        frame,
        '/',
        [
          {
            name: 'owner',
            label: text.column.owner,
            options: asOptions(fleet.owners.keys()),
            chosen: filter.owner,
          },
          {
            name: 'service',
            label: text.column.service,
            options: asOptions(fleet.services.keys()),
            chosen: filter.service,
          },
          {
            name: 'state',
            label: text.column.state,
            options: hostLooks.map((look) => [look, text.looks[look]] as const),
            chosen: filter.look,
          },
        ],
        { view: input.view },
      )}
      ${viewSwitch(frame, input, view)}
    </div>
    ${shown === null ? null : html`<p>${text.fleet.matching(shown, fleet.hosts.size, view)}</p>`}
    ${
      view === 'list'
        ? hostList(frame, { ...input, lookOf, matches })
        : map(frame, { fleet, view, lookOf, matches })
    }
  `;
  const intro = text.fleet.intro(fleet.hosts.size, fleet.services.size, fleet.sites.size);
  return framed(frame, {
    section: 'fleet',
    title: text.fleet.title,
    intro,
    main,
    downloads: bothFormats('/hosts'),
  });
}

/** The chart's figures, for who wants numbers or cannot see it. */
function ageTable({ text, words }: Frame, buckets: readonly UptimeBucket[]): Html {
  const { chart } = words.digest;
  return html`<details id="ages-table">
    <summary>${text.asTable}</summary>
    ${scrollTable(
      text.fleet.ages,
      [
        { name: text.column.uptime },
        { name: chart.ok, kind: 'number' },
        { name: chart.dueSoon, kind: 'number' },
        { name: chart.overdue, kind: 'number' },
      ],
      buckets.map(({ fromDays, toDays, ok, dueSoon, overdue }) => [
        chart.days(fromDays, toDays),
        ok,
        dueSoon,
        overdue,
      ]),
    )}
  </details>`;
}

type Shown = {
  readonly fleet: Fleet;
  readonly view: FleetView;
  readonly lookOf: (host: Host) => JudgedHost;
  readonly matches: ((host: Host) => boolean) | null;
};

function map({ text }: Frame, { fleet, view, lookOf, matches }: Shown): Html {
  return html`<div class="map${view === 'cells' ? dense : null}">
    ${rackPictures(fleet, {
      form: view === 'cells' ? 'cells' : 'units',
      unit: (host) => {
        const { look, days } = lookOf(host);
        const faint = matches !== null && !matches(host) ? ' faint' : '';
        const age = days === null ? text.looks[look] : text.days(days);
        const note =
          view === 'cells' && days !== null ? `${age}, ${text.looks[look]}` : `${age} ${lookMarks[look]}`;
        return { className: `${look}${faint}`, note };
      },
      hostHref: ({ id }) => `/hosts/${encodeURIComponent(id)}`,
      heading: (domain, name) => html`<a href="${whatIfHref([domain])}">${name}</a>`,
      words: text.racks,
    })}
  </div>`;
}

const dense = html` dense`;

function addressOf({ filter, view }: FleetPageInput): Readonly<Record<string, string | null>> {
  return { owner: filter.owner, service: filter.service, state: filter.look, view };
}

/** How many hosts look how; each count leads to those hosts. */
function legend({ text }: Frame, counts: ReadonlyMap<HostLook, number>, input: FleetPageInput): Html {
  return html`<ul class="legend" aria-label="${text.looksTitle}">
    ${hostLooks
      .filter((look) => counts.has(look))
      .map(
        (look) =>
          html`<li class="${look}">
            <a
              href="${withQuery('/', { ...addressOf(input), state: look })}"
              aria-current="${String(look === input.filter.look)}"
              ><b>${(counts.get(look) ?? 0).toLocaleString('en')}</b> ${text.looks[look]}
              ${lookMarks[look]}</a
            >
          </li>`,
      )}
  </ul>`;
}

function viewSwitch({ text }: Frame, input: FleetPageInput, chosen: FleetView): Html {
  return html`<ul class="chips" aria-label="${text.fleet.view}">
    ${fleetViews.map(
      (view) =>
        html`<li>
          <a href="${withQuery('/', { ...addressOf(input), view })}" aria-current="${String(view === chosen)}"
            >${text.fleet.views[view]}</a
          >
        </li>`,
    )}
  </ul>`;
}

function matcher(
  fleet: Fleet,
  { owner, service, look }: FleetFilter,
  lookOf: (host: Host) => JudgedHost,
): ((host: Host) => boolean) | null {
  if (owner === null && service === null && look === null) return null;
  return (host) =>
    (owner === null || host.owner === owner) &&
    (service === null || servicesOf(fleet, host.id).some(({ id }) => id === service)) &&
    (look === null || lookOf(host).look === look);
}
