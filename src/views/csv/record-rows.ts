// What happened, as tables for spreadsheets: incidents, boots, the audit trail.

import { DAY_MS, type Instant } from '../../core/brand.ts';
import { causeText } from '../../core/incident/hold.ts';
import { countsOf, type Incident } from '../../core/incident/incident.ts';
import type { BootRecord } from '../../core/uptime/boot-history.ts';
import { csvInstant, type CsvTable } from './csv-text.ts';

export function incidentsTable(incidents: readonly Incident[]): CsvTable {
  return {
    header: ['incident', 'what', 'phase', 'hosts', 'down', 'not_serving', 'serving', 'since_at'],
    rows: incidents.map((incident) => {
      const { down, back, serving } = countsOf(incident);
      const { id, phase, hosts, sinceAt } = incident;
      return [id, causeText(incident), phase.kind, hosts.size, down, back, serving, csvInstant(sinceAt)];
    }),
  };
}

export function incidentTable({ hosts }: Incident): CsvTable {
  return {
    header: ['host', 'state', 'lost_at', 'losses', 'found'],
    rows: [...hosts.values()].map(({ host, stage, lostAt, losses }) => [
      host,
      stage.kind,
      csvInstant(lostAt),
      losses,
      stage.kind === 'not-serving'
        ? stage.findings.map(({ service, gate, found }) => `${service}, ${gate}: ${found}`).join('; ')
        : null,
    ]),
  };
}

export function bootsTable(boots: readonly BootRecord[]): CsvTable {
  return {
    header: [
      'host',
      'boot_id',
      'first_seen_at',
      'last_seen_at',
      'uptime_days',
      'kernel',
      'ended',
      'ended_by_host',
      'ended_by_campaign',
    ],
    rows: boots.map(({ hostId, bootId, firstSeenAt, lastSeenAt, lastUptimeMs, kernel, ended, endedBy }) => [
      hostId,
      bootId,
      csvInstant(firstSeenAt),
      csvInstant(lastSeenAt),
      Math.floor(lastUptimeMs / DAY_MS),
      kernel,
      ended,
      endedBy?.host ?? null,
      endedBy?.campaign ?? null,
    ]),
  };
}

export type JournalRow = {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly campaign: string | null;
  readonly event: { readonly kind: string };
  readonly prevHash: string;
  readonly hash: string;
};

/** The event as it is hashed stands in the last column. */
export function journalTable(entries: readonly JournalRow[]): CsvTable {
  return {
    header: ['seq', 'at', 'actor', 'campaign', 'kind', 'prev_hash', 'hash', 'event'],
    rows: entries.map(({ seq, at, actor, campaign, event, prevHash, hash }) => [
      seq,
      csvInstant(at),
      actor,
      campaign,
      event.kind,
      prevHash,
      hash,
      JSON.stringify(event),
    ]),
  };
}
