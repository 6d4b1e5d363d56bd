// What is judged of the fleet, as tables for spreadsheets: findings, services by domain, losses, weeks, turns of windows.

import type { AgendaEntry } from '../../core/calendar/agenda.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import { campaignSpan } from '../../core/campaign/span.ts';
import { MINUTE_MS, type Instant } from '../../core/brand.ts';
import type { Freeze, UnreadFreeze, Waiver } from '../../core/fleet/fleet.ts';
import { domainText } from '../../core/placement/domain-text.ts';
import type { Finding } from '../../core/placement/finding.ts';
import type { WhatIf } from '../../core/placement/what-if.ts';
import type { ForecastWeek } from '../../core/uptime/forecast.ts';
import { waiverOf } from '../html/console/findings-choice.ts';
import type { Matrix, MatrixLevel } from '../html/console/services-page.ts';
import { csvInstant, type CsvTable } from './csv-text.ts';

export function findingsTable(findings: readonly Finding[], waivers: readonly Waiver[]): CsvTable {
  return {
    header: [
      'severity',
      'code',
      'subject',
      'owner',
      'domain',
      'finding',
      'hosts',
      'waived_until',
      'waived_by',
      'waived_because',
    ],
    rows: findings.map((finding) => {
      const { severity, code, subject, owner, domain, message, hosts, waivedUntilAt } = finding;
      const waiver = waivedUntilAt === null ? null : waiverOf(waivers, finding);
      return [
        severity,
        code,
        subject,
        owner,
        domain === null ? null : domainText(domain),
        message,
        hosts.join(' '),
        csvInstant(waivedUntilAt),
        waiver?.by ?? null,
        waiver?.reason ?? null,
      ];
    }),
  };
}

export function matrixTable({ rows }: Matrix, level: MatrixLevel): CsvTable {
  return {
    header: ['service', 'owner', 'instances', 'minimum', level, 'here', 'if_lost'],
    rows: rows.flatMap(({ service, minimum, cells }) =>
      [...cells].map(([domain, { here, outcome }]) => [
        service.id,
        service.owner,
        service.instances.length,
        minimum,
        domain,
        here,
        outcome,
      ]),
    ),
  };
}

export function whatIfTable({ services }: WhatIf): CsvTable {
  return {
    header: ['service', 'owner', 'outcome', 'instances', 'left', 'minimum', 'needs', 'primary_lost'],
    rows: services.map(({ service, owner, outcome, instances, left, minimum, path, primaryLost }) => [
      service,
      owner,
      outcome,
      instances,
      left,
      minimum,
      path.slice(1).join(' > '),
      primaryLost,
    ]),
  };
}

export function weeksTable(weeks: readonly ForecastWeek[]): CsvTable {
  return {
    header: ['week_from', 'due', 'room', 'rebooted', 'late'],
    rows: weeks.map(({ fromAt, due, room, carried, late }) => [
      csvInstant(fromAt),
      due.length,
      room,
      carried.length,
      late.join(' '),
    ]),
  };
}

export type CalendarRows = {
  readonly agenda: readonly AgendaEntry[];
  readonly freezes: readonly Freeze[];
  readonly unread: readonly UnreadFreeze[];
  readonly campaigns: readonly Campaign[];
  readonly now: Instant;
};

/** Windows, freezes and campaigns in one table; `open_minutes` is what is left of a window. */
export function calendarTable({ agenda, freezes, unread, campaigns, now }: CalendarRows): CsvTable {
  const turns = agenda.map(({ window, fromAt, untilAt, startable, freezes: frozenBy, hosts }) => [
    'window',
    window.id,
    csvInstant(fromAt),
    csvInstant(untilAt),
    Math.round(startable.reduce((sum, piece) => sum + piece.untilAt - piece.fromAt, 0) / MINUTE_MS),
    hosts,
    frozenBy.map(({ id }) => id).join(' '),
  ]);
  const spans = campaigns.flatMap((campaign) => {
    const span = campaignSpan(campaign, now);
    if (span === null) return [];
    const { id, hosts, phase } = campaign;
    const [from, until] = [csvInstant(span.fromAt), csvInstant(span.untilAt)];
    return [['campaign', id, from, until, null, hosts.size, phase.kind]];
  });
  return {
    header: ['kind', 'name', 'from', 'until', 'open_minutes', 'hosts', 'detail'],
    rows: [
      ...turns,
      ...freezes.map(({ id, fromAt, untilAt, reason }) => [
        'freeze',
        id,
        csvInstant(fromAt),
        csvInstant(untilAt),
        null,
        null,
        reason,
      ]),
      ...unread.map(({ id, why }) => ['unread freeze', id, null, null, null, null, why]),
      ...spans,
    ],
  };
}
