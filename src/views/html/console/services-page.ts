// Services against the failure domains of one level: how many instances stand in each, and in colour and word what the
// loss of that domain leaves. The same question as the audit's, so the two cannot disagree.

import { byId, hostsIn, instancesOn } from '../../../core/fleet/fleet-lookup.ts';
import type { FailureDomain, Fleet, Service } from '../../../core/fleet/fleet.ts';
import type { ServiceId } from '../../../core/fleet/ids.ts';
import { minimumAvailable } from '../../../core/fleet/minimum.ts';
import { outcomeOf, outcomeRank, type Outcome } from '../../../core/placement/outcome.ts';
import { html, type Html } from '../html-text.ts';
import { framed, type Frame } from './frame.ts';
import { whatIfHref } from './links.ts';

export const matrixLevels = ['zone', 'rack', 'feed', 'site'] as const;

export type MatrixLevel = (typeof matrixLevels)[number];

/** More columns than this are not a picture any more: those with the most instances are shown. */
const MAX_COLUMNS = 24;

export type MatrixCell = { readonly here: number; readonly outcome: Outcome };

export type MatrixRow = {
  readonly service: Service;
  readonly minimum: number;
  /** By domain id; domains without an instance are left out. */
  readonly cells: ReadonlyMap<string, MatrixCell>;
};

export type Matrix = { readonly domains: readonly FailureDomain[]; readonly rows: readonly MatrixRow[] };

function domainsOf(fleet: Fleet, level: MatrixLevel): readonly FailureDomain[] {
  switch (level) {
    case 'zone':
      return [...fleet.zones.keys()].map((id) => ({ level, id }));
    case 'rack':
      return [...fleet.racks.keys()].map((id) => ({ level, id }));
    case 'feed':
      return [...fleet.feeds.keys()].map((id) => ({ level, id }));
    case 'site':
      return [...fleet.sites.keys()].map((id) => ({ level, id }));
  }
}

export function serviceMatrix(fleet: Fleet, level: MatrixLevel): Matrix {
  const domains = [...domainsOf(fleet, level)].sort((a, b) => byId(a.id, b.id));
  const counts = new Map<ServiceId, Map<string, number>>();
  for (const domain of domains)
    for (const host of hostsIn(fleet, domain))
      for (const { service } of instancesOn(fleet, host)) {
        const row = counts.get(service) ?? new Map<string, number>();
        row.set(domain.id, (row.get(domain.id) ?? 0) + 1);
        counts.set(service, row);
      }
  const rows = [...fleet.services.values()]
    .sort((a, b) => byId(a.id, b.id))
    .map((service): MatrixRow => {
      const minimum = minimumAvailable(service);
      const instances = service.instances.length;
      const cells = [...(counts.get(service.id) ?? [])].map(
        ([domain, here]) =>
          [
            domain,
            { here, outcome: outcomeOf(service, { instances, left: instances - here, minimum }) },
          ] as const,
      );
      return { service, minimum, cells: new Map(cells) };
    });
  return { domains, rows };
}

export function servicesPage(
  frame: Frame,
  input: { readonly fleet: Fleet; readonly level: MatrixLevel },
): string {
  const { text } = frame;
  const { level } = input;
  const matrix = serviceMatrix(input.fleet, level);
  const { shown, hidden } = columns(matrix);
  const main = html`
    <p class="note">${text.matrix.intro}</p>
    <ul class="chips" aria-label="${text.matrix.level}">
      ${matrixLevels.map(
        (one) =>
          html`<li>
            <a href="/services?level=${one}" aria-current="${String(one === level)}"
              >${text.levels[one] ?? one}</a
            >
          </li>`,
      )}
    </ul>
    ${hidden === 0 ? null : html`<p class="note">${text.matrix.more(hidden)}</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label="${text.matrix.title}">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">${text.column.service}</th>
            <th scope="col" class="number">${text.matrix.instances}</th>
            <th scope="col" class="number">${text.matrix.minimum}</th>
            ${shown.map((domain) => html`<th scope="col"><a href="${whatIfHref([domain])}">${domain.id}</a></th>`)}
          </tr>
        </thead>
        <tbody>
          ${matrix.rows.map((row) => matrixRow(frame, row, shown))}
        </tbody>
      </table>
    </div>
  `;
  const downloads = [{ href: `/services.csv?level=${level}`, name: 'services.csv' }];
  return framed(frame, { section: 'services', title: text.matrix.title, main, downloads });
}

/** The domains with the most instances, in id order, and how many are left out. */
function columns({ domains, rows }: Matrix): {
  readonly shown: readonly FailureDomain[];
  readonly hidden: number;
} {
  if (domains.length <= MAX_COLUMNS) return { shown: domains, hidden: 0 };
  const weights = new Map<string, number>();
  for (const { cells } of rows)
    for (const [domain, { outcome }] of cells)
      weights.set(domain, (weights.get(domain) ?? 0) + 1 + 10 * outcomeRank(outcome));
  const heaviest = [...domains]
    .sort((a, b) => (weights.get(b.id) ?? 0) - (weights.get(a.id) ?? 0) || byId(a.id, b.id))
    .slice(0, MAX_COLUMNS);
  return { shown: heaviest.sort((a, b) => byId(a.id, b.id)), hidden: domains.length - MAX_COLUMNS };
}

function matrixRow({ text }: Frame, row: MatrixRow, shown: readonly FailureDomain[]): Html {
  const { service, minimum, cells } = row;
  return html`<tr>
    <th scope="row">${service.id}</th>
    <td class="number">${service.instances.length}</td>
    <td class="number">${minimum}</td>
    ${shown.map(({ id }) => {
      const cell = cells.get(id);
      if (cell === undefined) return html`<td></td>`;
      const { here, outcome } = cell;
      return html`<td class="${outcome}" title="${text.matrix.cell(here, text.outcomes[outcome])}">
        ${here} <small>${text.outcomes[outcome]}</small>
      </td>`;
    })}
  </tr>`;
}
