// Services against the failure domains of one level: how many instances stand in each, and in colour and word what the
// loss of that domain leaves. The same question as the audit's, so the two cannot disagree.

import { byId, hostsIn, instancesOn } from '../../../core/fleet/fleet-lookup.ts';
import type { FailureDomain, Fleet, Service } from '../../../core/fleet/fleet.ts';
import type { ServiceId } from '../../../core/fleet/ids.ts';
import { minimumAvailable } from '../../../core/fleet/minimum.ts';
import { outcomeOf, outcomeRank, outcomes, type Outcome } from '../../../core/placement/outcome.ts';
import { html, type Html } from '../html-text.ts';
import { asOptions, filterForm, withQuery } from './filter-form.ts';
import { bothFormats, framed, type Frame } from './frame.ts';
import { whatIfHref } from './links.ts';
import { pager } from './pager.ts';
import { emptyNote, stackingTable } from './table.ts';

export const matrixLevels = ['zone', 'rack', 'feed', 'site'] as const;

export type MatrixLevel = (typeof matrixLevels)[number];

/** More columns than this are not a picture any more. */
const MAX_COLUMNS = 24;
const PAGE_ROWS = 100;
const DOMAINS_NAMED = 12;

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

export type ServicesPageInput = {
  readonly fleet: Fleet;
  readonly level: MatrixLevel;
  readonly owner: string | null;
  /** From 1. */
  readonly page: number;
};

/** One character an outcome, so that the matrix can be read in black and white. */
export const outcomeMarks: Readonly<Record<Outcome, string>> = {
  ok: '·',
  degraded: '◐',
  'below-minimum': '!',
  'quorum-lost': '×',
  down: '×',
};

export function servicesPage(frame: Frame, input: ServicesPageInput): string {
  const { text } = frame;
  const { fleet, level, owner } = input;
  const all = serviceMatrix(fleet, level);
  const rows = worstFirst(all.rows.filter(({ service }) => owner === null || service.owner === owner));
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const page = Math.min(input.page, pages);
  const shown = rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS);
  const isSparse = all.domains.length > MAX_COLUMNS;
  const main = html`
    <div class="bar">
      ${filterForm(
        frame,
        '/services',
        [{ name: 'owner', label: text.column.owner, options: asOptions(fleet.owners.keys()), chosen: owner }],
        { level },
      )}
      <ul class="chips" aria-label="${text.matrix.level}">
        ${matrixLevels.map(
          (one) =>
            html`<li>
              <a
                href="${withQuery('/services', { owner, level: one })}"
                aria-current="${String(one === level)}"
                >${text.levels[one] ?? one}</a
              >
            </li>`,
        )}
      </ul>
    </div>
    <ul class="legend" aria-label="${text.matrix.legend}">
      ${outcomes
        .filter((outcome) => outcome !== 'ok')
        .map(
          (outcome) =>
            html`<li class="${outcome} tag">${outcomeMarks[outcome]} ${text.outcomes[outcome]}</li>`,
        )}
    </ul>
    ${
      rows.length === 0
        ? emptyNote(text.matrix.empty)
        : isSparse
          ? sparseTable(frame, shown, all.domains)
          : table(frame, shown, all.domains)
    }
    ${pages === 1 ? null : pager(frame, { page, pages, hrefOf: (one) => withQuery('/services', { owner, level, page: one }) })}
  `;
  return framed(frame, {
    section: 'services',
    title: text.matrix.title,
    intro: text.matrix.intro,
    main,
    downloads: bothFormats('/services', `?level=${level}`),
  });
}

/** Whose worst single loss is worst, first. */
function worstFirst(rows: readonly MatrixRow[]): readonly MatrixRow[] {
  const worst = new Map(
    rows.map(({ service, cells }) => [
      service.id,
      Math.max(0, ...[...cells.values()].map(({ outcome }) => outcomeRank(outcome))),
    ]),
  );
  return [...rows].sort((a, b) => (worst.get(b.service.id) ?? 0) - (worst.get(a.service.id) ?? 0));
}

function table(frame: Frame, rows: readonly MatrixRow[], shown: readonly FailureDomain[]): Html {
  const { text } = frame;
  return html`<div class="scroll stacking" tabindex="0" role="region" aria-label="${text.matrix.title}">
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">${text.column.service}</th>
          <th scope="col">${text.column.owner}</th>
          <th scope="col" class="number">${text.matrix.instances}</th>
          <th scope="col" class="number">${text.matrix.minimum}</th>
          ${shown.map((domain) => html`<th scope="col"><a href="${whatIfHref([domain])}">${domain.id}</a></th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => matrixRow(frame, row, shown))}
      </tbody>
    </table>
  </div>`;
}

/** Of many domains each service stands in a few: those are named, the worst loss first. */
function sparseTable(frame: Frame, rows: readonly MatrixRow[], domains: readonly FailureDomain[]): Html {
  const { text } = frame;
  const byName = new Map<string, FailureDomain>(domains.map((domain) => [domain.id, domain]));
  return stackingTable(
    text.matrix.title,
    [
      { name: text.column.service },
      { name: text.column.owner },
      { name: text.matrix.instances, kind: 'number', cue: text.matrix.instances },
      { name: text.matrix.minimum, kind: 'number', cue: text.matrix.minimum },
      { name: text.matrix.standsIn },
    ],
    rows.map(({ service, minimum, cells }) => {
      const worst = [...cells].sort(
        ([, a], [, b]) => outcomeRank(b.outcome) - outcomeRank(a.outcome) || b.here - a.here,
      );
      const more = worst.length - DOMAINS_NAMED;
      return [
        html`<b><a href="/?service=${encodeURIComponent(service.id)}">${service.id}</a></b>`,
        service.owner ?? '',
        service.instances.length,
        minimum,
        html`${worst.slice(0, DOMAINS_NAMED).map(([id, { here, outcome }]) => {
          const domain = byName.get(id);
          return html`<a
            class="tag ${outcome}"
            href="${whatIfHref(domain === undefined ? [] : [domain])}"
            title="${text.matrix.cell(here, text.outcomes[outcome])}"
            >${id}: ${here} ${outcomeMarks[outcome]}<span class="heard"> ${text.outcomes[outcome]}</span></a
          > `;
        })}${more > 0 ? `+${more}` : ''}`,
      ];
    }),
  );
}

function matrixRow({ text }: Frame, row: MatrixRow, shown: readonly FailureDomain[]): Html {
  const { service, minimum, cells } = row;
  return html`<tr>
    <th scope="row"><a href="/?service=${encodeURIComponent(service.id)}">${service.id}</a></th>
    <td>${service.owner ?? ''}</td>
    <td class="number" data-cue="${text.matrix.instances}">${service.instances.length}</td>
    <td class="number" data-cue="${text.matrix.minimum}">${minimum}</td>
    ${shown.map(({ id }) => {
      const cell = cells.get(id);
      if (cell === undefined) return html`<td></td>`;
      const { here, outcome } = cell;
      return html`<td
        class="${outcome}"
        data-cue="${id}"
        title="${text.matrix.cell(here, text.outcomes[outcome])}"
      >
        ${here} <span aria-hidden="true">${outcomeMarks[outcome]}</span
        ><span class="heard">${text.outcomes[outcome]}</span>
      </td>`;
    })}
  </tr>`;
}
