// Every server as a row, in the order asked for, a page at a time: what a spreadsheet would show, with ways to each host.

import { servicesOf } from '../../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { FleetSnapshot } from '../../../core/fleet/snapshot.ts';
import { rebootRequired } from '../../../core/uptime/reboot-required.ts';
import { html, type Html } from '../html-text.ts';
import { withQuery } from './filter-form.ts';
import type { FleetFilter, FleetView } from './fleet-view.ts';
import type { Frame } from './frame.ts';
import { lookMarks, type JudgedHost } from './host-look.ts';
import { hostLink } from './links.ts';
import { pager } from './pager.ts';
import { emptyNote, stackingTable, type Column } from './table.ts';

export const hostSorts = ['uptime', 'host', 'state', 'owner', 'where'] as const;

export type HostSort = (typeof hostSorts)[number];

const PAGE_ROWS = 200;

export type HostListInput = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly filter: FleetFilter;
  readonly view: FleetView | null;
  readonly sort: HostSort;
  readonly page: number;
  readonly lookOf: (host: Host) => JudgedHost;
  readonly matches: ((host: Host) => boolean) | null;
};

export function hostList(frame: Frame, input: HostListInput): Html {
  const { text } = frame;
  const { fleet, matches, sort } = input;
  const hosts = [...fleet.hosts.values()].filter((host) => matches === null || matches(host));
  if (hosts.length === 0) return emptyNote(text.fleet.noMatch);
  const sorted = hosts.sort(orders(input)[sort]);
  const pages = Math.ceil(sorted.length / PAGE_ROWS);
  const page = Math.min(input.page, pages);
  const head = (key: HostSort, name: string): Column => ({
    name:
      key === sort
        ? html`${name} ↓`
        : html`<a href="${address(input, { sort: key, page: null })}">${name}</a>`,
  });
  return html`${stackingTable(
    text.fleet.title,
    [
      head('host', text.column.host),
      head('state', text.column.state),
      { ...head('uptime', text.column.uptime), kind: 'number', cue: text.column.uptime },
      { ...head('owner', text.column.owner), cue: text.column.owner },
      { name: text.column.service, cue: text.column.service },
      { ...head('where', text.column.where), cue: text.column.where },
      { name: text.column.kernel, cue: text.column.kernel },
    ],
    sorted.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS).map((host) => row(frame, host, input)),
  )}
  ${pages === 1 ? null : pager(frame, { page, pages, hrefOf: (one) => address(input, { page: one }) })}`;
}

function row({ text }: Frame, host: Host, { fleet, snapshot, lookOf }: HostListInput) {
  const { look, days } = lookOf(host);
  const facts = snapshot.hosts.get(host.id)?.lastSeen?.facts ?? null;
  const needed = facts !== null && rebootRequired(facts) === 'yes';
  return [
    hostLink(host.id),
    html`<span class="tag ${look}">${text.looks[look]} ${lookMarks[look]}</span>`,
    days === null ? '' : text.days(days),
    host.owner ?? '',
    servicesOf(fleet, host.id)
      .map(({ id }) => id)
      .join(', '),
    whereText(host),
    facts === null
      ? ''
      : html`${facts.kernelRunning}${needed ? html` <small>(${text.host.reboot})</small>` : null}`,
  ];
}

function whereText({ placement }: Host): string {
  return placement === null
    ? ''
    : [placement.zone, placement.rack].filter((part) => part !== null).join(' / ');
}

/** Oldest, most urgent first; by name where two are the same. */
function orders({ lookOf }: HostListInput): Readonly<Record<HostSort, (a: Host, b: Host) => number>> {
  const byName = (a: Host, b: Host): number => (a.id < b.id ? -1 : 1);
  const urgency = [
    'unreachable',
    'unknown',
    'overdue',
    'due-soon',
    'rebooting',
    'settled',
    'fresh',
    'exempt',
  ];
  const by =
    (key: (host: Host) => string | number) =>
    (a: Host, b: Host): number => {
      const [left, right] = [key(a), key(b)];
      return left === right ? byName(a, b) : left < right ? -1 : 1;
    };
  return {
    uptime: by((host) => -(lookOf(host).days ?? -1)),
    host: byName,
    state: by((host) => urgency.indexOf(lookOf(host).look)),
    owner: by((host) => host.owner ?? '\uffff'),
    where: by((host) => whereText(host) || '\uffff'),
  };
}

function address(
  { filter, view, sort }: HostListInput,
  changed: { readonly sort?: HostSort; readonly page: number | null },
): string {
  const { owner, service, look } = filter;
  return withQuery('/', {
    owner,
    service,
    state: look,
    view,
    sort: changed.sort ?? sort,
    page: changed.page,
  });
}

/** For an address that people can write: what it names, or the usual. */
export function sortOf(asked: string | undefined): HostSort {
  return hostSorts.find((one) => one === asked) ?? 'uptime';
}
