// Incidents for a terminal: a list, and one with its hosts, services and timeline.

import { assertNever, type Instant } from '../../core/brand.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { GateFinding, ServiceHit } from '../../core/incident/event.ts';
import { causeText } from '../../core/incident/hold.ts';
import { countsOf, type Incident, type IncidentHost } from '../../core/incident/incident.ts';
import { lengthsOf, timelineOf, type TimelineEntry } from '../../core/incident/timeline.ts';
import { plainTable, safeText, type Cell, type Paper } from './plain-table.ts';
import { durationText, instantText } from './time-text.ts';

type Looks = { readonly now: Instant; readonly timeZone: string; readonly paper: Paper };

export function incidentList(incidents: readonly Incident[], { now, timeZone, paper }: Looks): string {
  const rows = incidents.map((incident): readonly Cell[] => {
    const { down, back } = countsOf(incident);
    const isOpen = incident.phase.kind === 'open';
    return [
      incident.id,
      isOpen ? { text: `open: ${down} down, ${back} not serving`, tone: 'bad' } : 'over',
      causeText(incident),
      String(incident.hosts.size),
      instantText(incident.sinceAt, timeZone),
      durationText(lengthsOf(incident, now).wholeMs),
    ];
  });
  return plainTable(['ID', 'STATE', 'WHAT', 'HOSTS', 'SINCE', 'LENGTH'], rows, paper);
}

export function incidentView(incident: Incident, { now, timeZone, paper }: Looks): string {
  const { wholeMs, noticedAfterMs, longest } = lengthsOf(incident, now);
  const { total, down, back, serving } = countsOf(incident);
  const state = incident.phase.kind === 'open' ? 'open' : 'over';
  const head = [
    `${incident.id}: ${safeText(causeText(incident))}, ${state}`,
    `${total} hosts since ${instantText(incident.sinceAt, timeZone)}: ${down} down, ${back} back and not serving, ${serving} serving`,
    `Length ${durationText(wholeMs)}, noticed after ${durationText(noticedAfterMs)}${
      longest === null ? '' : `, longest ${safeText(longest.host)} (${durationText(longest.ms)})`
    }`,
  ];
  const hosts = [...incident.hosts.values()].map((host) => hostRow(host, timeZone));
  const hits = [...incident.worst.values()].map(hitRow);
  const timeline = timelineOf(incident).map((entry): readonly Cell[] => [
    instantText(entry.at, timeZone),
    entryText(entry),
  ]);
  return [
    head.join('\n'),
    plainTable(['HOST', 'STATE', 'LOST', 'LOSSES', ''], hosts, paper),
    ...(hits.length === 0 ? [] : [plainTable(['SERVICE', 'AT WORST', 'UP', 'MINIMUM'], hits, paper)]),
    plainTable(['TIMELINE', ''], timeline, paper),
  ].join('\n\n');
}

function hostRow({ host, stage, lostAt, losses }: IncidentHost, timeZone: string): readonly Cell[] {
  const tone = stage.kind === 'serving' ? 'good' : stage.kind === 'down' ? 'bad' : 'warn';
  return [
    host,
    { text: stage.kind, tone },
    instantText(lostAt, timeZone),
    String(losses),
    stage.kind === 'not-serving' ? findingsText(stage.findings) : bootText(stage),
  ];
}

function bootText(stage: IncidentHost['stage']): string {
  if (stage.kind === 'down' || stage.boot === 'unknown') return '';
  return stage.boot === 'same' ? 'did not reboot' : 'rebooted';
}

function hitRow({ service, outcome, left, instances, minimum, needs }: ServiceHit): readonly Cell[] {
  const tone = outcome === 'degraded' ? 'warn' : 'bad';
  const why = needs === null ? outcome : `${outcome} (needs ${needs})`;
  return [service, { text: why, tone }, `${left} of ${instances}`, String(minimum)];
}

function findingsText(findings: readonly GateFinding[]): string {
  return findings.map(({ service, gate, found }) => `${service}, ${gate}: ${found}`).join('; ');
}

function names(hosts: readonly HostId[]): string {
  const shown = hosts.slice(0, 20).join(' ');
  return hosts.length <= 20 ? shown : `${shown} and ${hosts.length - 20} more`;
}

export function entryText(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'lost':
      return `lost: ${names(entry.hosts)}`;
    case 'cause':
      return `it is ${causeText(entry)}`;
    case 'hit':
      return `hit: ${entry.services.map(({ service, outcome }) => `${service} ${outcome}`).join(', ')}`;
    case 'returned':
      return `answer again: ${names(entry.hosts)}`;
    case 'not-serving':
      return `back and not serving: ${entry.host} (${findingsText(entry.findings)})`;
    case 'serving':
      return `serve again: ${names(entry.hosts)}`;
    case 'reopened':
      return 'it begins again';
    case 'closed': {
      const why = entry.reason === null ? 'over' : `closed by ${entry.by}: ${entry.reason}`;
      return entry.left.length === 0 ? why : `${why}; still away: ${names(entry.left)}`;
    }
    default:
      return assertNever(entry);
  }
}
