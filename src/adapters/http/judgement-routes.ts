// The console's judgements of the fleet: services by domain, findings, what-if, forecast, calendar; as pages and as
// files. What is worked out from an inventory alone is worked out once for it.

import type { Context, Hono } from 'hono';
import { DAY_MS, MINUTE_MS, type Instant } from '../../core/brand.ts';
import { agendaOf } from '../../core/calendar/agenda.ts';
import type { FailureDomain, Fleet } from '../../core/fleet/fleet.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import { statusAt } from '../../core/fleet/snapshot.ts';
import { auditPlacement, type PlacementAudit } from '../../core/placement/audit.ts';
import { readDomain } from '../../core/placement/domain-text.ts';
import type { Severity } from '../../core/placement/finding.ts';
import { sharedLevels } from '../../core/placement/placement-index.ts';
import { rankLosses } from '../../core/placement/rank-losses.ts';
import { suggestMoves } from '../../core/placement/suggest-moves.ts';
import { whatIf, type WhatIf } from '../../core/placement/what-if.ts';
import { forecast, type Forecast } from '../../core/uptime/forecast.ts';
import { csvText } from '../../views/csv/csv-text.ts';
import { findingsPage, severities } from '../../views/html/console/findings-page.ts';
import { calendarPage } from '../../views/html/console/calendar-page.ts';
import { forecastPage } from '../../views/html/console/forecast-page.ts';
import {
  matrixLevels,
  serviceMatrix,
  servicesPage,
  type MatrixLevel,
} from '../../views/html/console/services-page.ts';
import { whatIfPage } from '../../views/html/console/what-if-page.ts';
import { findingJson, whatIfJson } from '../../views/json/placement-json.ts';
import { calendarJson } from '../../views/terminal/calendar-table.ts';
import { download, frameOf, jsonText, type ConsoleOptions } from './console-frame.ts';

const WEEKS_AHEAD = 26;
const DAYS_AHEAD = 60;
/** Weeks ahead do not change within a minute, and playing them through takes half a second for 5,000 hosts. */
const FORECAST_KEPT_MS = MINUTE_MS;
/** Each is proven by audits of the whole fleet, and the daemon has other work. */
const SUGGESTIONS = 5;
const WORST_LOSSES = 10;
/** An address may not ask for more at once than a person can mean. */
const MAX_DOMAINS = 50;

const audits = new WeakMap<Fleet, PlacementAudit>();

/** Waivers end at an instant: an audit is as old as the last change of the inventory, and a day at most. */
function auditOf(fleet: Fleet, now: Instant): PlacementAudit {
  const known = audits.get(fleet);
  if (known !== undefined && Math.floor(known.at / DAY_MS) === Math.floor(now / DAY_MS)) return known;
  const audit = auditPlacement(fleet, now);
  audits.set(fleet, audit);
  return audit;
}

export function addJudgementRoutes(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  const matrixLevel = (context: Context): MatrixLevel =>
    matrixLevels.find((level) => level === context.req.query('level')) ?? 'zone';
  app.get('/services', (context) =>
    context.html(servicesPage(frameOf(options), { fleet: reader.fleet(), level: matrixLevel(context) })),
  );
  app.get('/services.csv', (context) =>
    download(context, 'services.csv', matrixCsv(reader.fleet(), matrixLevel(context))),
  );

  app.get('/findings', (context) => {
    const fleet = reader.fleet();
    const audit = auditOf(fleet, reader.now());
    const suggestions =
      context.req.query('suggest') === '1' ? suggestMoves(fleet, audit, { limit: SUGGESTIONS }) : null;
    const severity = severities.find((one): one is Severity => one === context.req.query('severity')) ?? null;
    return context.html(findingsPage(frameOf(options), { audit, severity, suggestions }));
  });
  app.get('/findings.json', (context) => {
    const { findings } = auditOf(reader.fleet(), reader.now());
    return download(
      context,
      'findings.json',
      jsonText('findings/1', { findings: findings.map(findingJson) }),
    );
  });
  app.get('/findings.csv', (context) => {
    const { findings } = auditOf(reader.fleet(), reader.now());
    const rows = findings.map(({ severity, code, subject, owner, message, hosts }) => [
      severity,
      code,
      subject,
      owner,
      message,
      hosts.join(' '),
    ]);
    return download(
      context,
      'findings.csv',
      csvText(['severity', 'code', 'subject', 'owner', 'finding', 'hosts'], rows),
    );
  });
  addWhatIf(app, options);
  addTime(app, options);
}

function matrixCsv(fleet: Fleet, level: MatrixLevel): string {
  const { rows } = serviceMatrix(fleet, level);
  return csvText(
    ['service', 'instances', 'minimum', level, 'here', 'if_lost'],
    rows.flatMap(({ service, minimum, cells }) =>
      [...cells].map(([domain, { here, outcome }]) => [
        service.id,
        service.instances.length,
        minimum,
        domain,
        here,
        outcome,
      ]),
    ),
  );
}

type AskedLoss = {
  readonly domains: readonly FailureDomain[];
  readonly unknown: readonly string[];
  readonly now: 'from-everything-up' | 'on-top-of-what-is-down';
  readonly loss: WhatIf;
};

function askedLoss(context: Context, { reader }: ConsoleOptions): AskedLoss {
  const fleet = reader.fleet();
  const asked = [...new Set(context.req.queries('lose') ?? [])].slice(0, MAX_DOMAINS);
  const readings = asked.map((text) => ({ text, reading: readDomain(fleet, text) }));
  const domains = readings.flatMap(({ reading }) => (reading.kind === 'domain' ? [reading.domain] : []));
  const unknown = readings.flatMap(({ text, reading }) =>
    reading.kind === 'domain' ? [] : [text.slice(0, 100)],
  );
  const onTop = context.req.query('now') === '1';
  return {
    domains,
    unknown,
    now: onTop ? 'on-top-of-what-is-down' : 'from-everything-up',
    loss: whatIf(fleet, domains, { alsoDown: onTop ? downNow(reader) : [] }),
  };
}

/** Hosts that were looked at and are not up. One that was never looked at is not called down. */
function downNow(reader: ConsoleOptions['reader']): readonly HostId[] {
  const { hosts } = reader.snapshot();
  const now = reader.now();
  return [...reader.fleet().hosts.keys()].filter(
    (id) => hosts.has(id) && statusAt(hosts.get(id), now, reader.maxAgeMs) !== 'up',
  );
}

function addWhatIf(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/what-if', (context) => {
    const fleet = reader.fleet();
    const asked = askedLoss(context, options);
    const worst =
      asked.domains.length > 0 ? [] : rankLosses(fleet, { limit: WORST_LOSSES, levels: [...sharedLevels] });
    return context.html(whatIfPage(frameOf(options), { fleet, ...asked, worst }));
  });
  app.get('/what-if.json', (context) =>
    download(context, 'what-if.json', jsonText('whatif/1', whatIfJson(askedLoss(context, options).loss))),
  );
}

function addTime(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  let known: { readonly fleet: Fleet; readonly at: Instant; readonly answer: Forecast } | null = null;
  const ahead = (): Forecast => {
    const [fleet, at] = [reader.fleet(), reader.now()];
    if (known?.fleet === fleet && at - known.at < FORECAST_KEPT_MS && at >= known.at) return known.answer;
    const answer = forecast({ fleet, snapshot: reader.snapshot(), now: at, weeks: WEEKS_AHEAD });
    known = { fleet, at, answer };
    return answer;
  };
  app.get('/forecast', (context) => context.html(forecastPage(frameOf(options), ahead())));
  app.get('/forecast.json', (context) =>
    download(context, 'forecast.json', jsonText('forecast/1', { ...ahead() })),
  );
  app.get('/forecast.csv', (context) =>
    download(
      context,
      'forecast.csv',
      csvText(
        ['week_from', 'due', 'room', 'rebooted', 'late'],
        ahead().weeks.map(({ fromAt, due, room, carried, late }) => [
          new Date(fromAt).toISOString(),
          due.length,
          room,
          carried.length,
          late.join(' '),
        ]),
      ),
    ),
  );
  const openings = () => {
    const fleet = reader.fleet();
    const fromAt = reader.now();
    const range = { fromAt, untilAt: fromAt + DAYS_AHEAD * DAY_MS };
    const freezes = fleet.freezes.filter(
      (freeze) => freeze.fromAt < range.untilAt && fromAt < freeze.untilAt,
    );
    const { unreadFreezes: unread } = fleet;
    return {
      agenda: agendaOf(fleet, range),
      freezes,
      unread,
      zoneDataVersion: process.versions['tz'] ?? 'unknown',
    };
  };
  app.get('/calendar', (context) =>
    context.html(calendarPage(frameOf(options), { days: DAYS_AHEAD, ...openings() })),
  );
  app.get('/calendar.json', (context) => {
    const { agenda, freezes, unread, zoneDataVersion } = openings();
    return download(
      context,
      'calendar.json',
      jsonText('calendar/1', calendarJson(agenda, { freezes, unread }, zoneDataVersion)),
    );
  });
}
