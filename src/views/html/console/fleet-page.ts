// The fleet as racks by site and zone: each server a unit, coloured by its uptime, with the days and a mark beside the
// colour. A filter makes the others faint and leaves them where they stand.

import { servicesOf } from '../../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { HostId } from '../../../core/fleet/ids.ts';
import type { FleetSnapshot } from '../../../core/fleet/snapshot.ts';
import { html, type Html } from '../html-text.ts';
import { rackPictures } from '../rack-picture.ts';
import { framed, type Frame } from './frame.ts';
import {
  hostLooks,
  judgeLook,
  lookMarks,
  type HostLook,
  type JudgedHost,
  type LookContext,
} from './host-look.ts';
import { whatIfHref } from './links.ts';

export type FleetFilter = {
  readonly owner: string | null;
  readonly service: string | null;
  readonly look: HostLook | null;
};

export type FleetPageInput = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly looks: Omit<LookContext, 'now'>;
  readonly filter: FleetFilter;
};

export function fleetPage(frame: Frame, input: FleetPageInput): string {
  const { fleet, snapshot, filter } = input;
  const { text } = frame;
  const context = { ...input.looks, now: frame.now };
  const judged = new Map<HostId, JudgedHost>();
  for (const host of fleet.hosts.values())
    judged.set(host.id, judgeLook(host, snapshot.hosts.get(host.id), context));
  const lookOf = ({ id }: Host): JudgedHost => judged.get(id) ?? { look: 'unknown', days: null };
  const matches = matcher(fleet, filter, lookOf);
  const shown = matches === null ? fleet.hosts.size : [...fleet.hosts.values()].filter(matches).length;
  const main = html`
    ${legend(frame, judged)} ${filterForm(frame, fleet, filter)}
    ${matches === null ? null : html`<p>${text.fleet.matching(shown, fleet.hosts.size)}</p>`}
    <h2>${text.fleet.racks}</h2>
    <div class="map">
      ${rackPictures(fleet, {
        unit: (host) => {
          const { look, days } = lookOf(host);
          const faint = matches !== null && !matches(host) ? ' faint' : '';
          const age = days === null ? text.looks[look] : text.days(days);
          return { className: `${look}${faint}`, note: `${age} ${lookMarks[look]}` };
        },
        hostHref: ({ id }) => `/hosts/${encodeURIComponent(id)}`,
        heading: (domain, name) => html`<a href="${whatIfHref([domain])}">${name}</a>`,
        words: { ...text.racks, hosts: text.hosts },
      })}
    </div>
  `;
  const downloads = ['csv', 'json'].map((name) => ({ href: `/hosts.${name}`, name: `hosts.${name}` }));
  return framed(frame, { section: 'fleet', title: text.fleet.title, main, downloads });
}

/** How many hosts look how; each count leads to those hosts. */
function legend({ text }: Frame, judged: ReadonlyMap<HostId, JudgedHost>): Html {
  const counts = new Map<HostLook, number>();
  for (const { look } of judged.values()) counts.set(look, (counts.get(look) ?? 0) + 1);
  return html`<section aria-label="${text.looksTitle}">
    <ul class="legend">
      ${hostLooks
        .filter((look) => counts.has(look))
        .map(
          (look) =>
            html`<li class="${look}">
              <a href="/?state=${look}"
                ><b>${counts.get(look) ?? 0}</b> ${text.looks[look]} ${lookMarks[look]}</a
              >
            </li>`,
        )}
    </ul>
  </section>`;
}

function filterForm({ text }: Frame, fleet: Fleet, filter: FleetFilter): Html {
  const select = (name: string, label: string, values: readonly string[], chosen: string | null): Html =>
    html`<label
      >${label}
      <select name="${name}">
        <option value="">${text.all}</option>
        ${values.map((value) => html`<option value="${value}" ${value === chosen ? selected : null}>${value}</option>`)}
      </select></label
    > `;
  return html`<form class="filter" method="get" action="/">
    ${select('owner', text.column.owner, [...fleet.owners.keys()].sort(), filter.owner)}
    ${select('service', text.column.service, [...fleet.services.keys()].sort(), filter.service)}
    ${filter.look === null ? null : html`<input type="hidden" name="state" value="${filter.look}" />`}
    <button>${text.show}</button>
    ${Object.values(filter).every((value) => value === null) ? null : html` <a href="/">${text.all}</a>`}
  </form>`;
}

const selected = html`selected`;

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
