// The console's judgements of where things stand: services by domain, findings, what-if; as pages and as files.

import type { Context, Hono } from 'hono';
import type { FailureDomain } from '../../core/fleet/fleet.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import { statusAt } from '../../core/fleet/snapshot.ts';
import { readDomain } from '../../core/placement/domain-text.ts';
import { sharedLevels } from '../../core/placement/shared-domain.ts';
import { rankLosses } from '../../core/placement/rank-losses.ts';
import { suggestMoves } from '../../core/placement/suggest-moves.ts';
import { whatIf, type WhatIf } from '../../core/placement/what-if.ts';
import { findingsTable, matrixTable, whatIfTable } from '../../views/csv/judgement-rows.ts';
import { findingsPage, severities } from '../../views/html/console/findings-page.ts';
import {
  chosenFindings,
  findingSorts,
  type FindingChoice,
} from '../../views/html/console/findings-choice.ts';
import { pageOf } from '../../views/html/console/pager.ts';
import {
  matrixLevels,
  serviceMatrix,
  servicesPage,
  type MatrixLevel,
} from '../../views/html/console/services-page.ts';
import { whatIfPage } from '../../views/html/console/what-if-page.ts';
import { findingJson, servicesJson, whatIfJson } from '../../views/json/placement-json.ts';
import { auditOf } from './audit-memory.ts';
import { addDownloads, frameOf, queryOneOf, queryText, type ConsoleOptions } from './console-frame.ts';

/** Each is proven by audits of the whole fleet, and the daemon has other work. */
const SUGGESTIONS = 5;
const WORST_LOSSES = 10;
/** An address may not ask for more at once than a person can mean. */
const MAX_DOMAINS = 50;

export function addJudgementRoutes(app: Hono, options: ConsoleOptions): void {
  addServices(app, options);
  addFindings(app, options);
  addWhatIf(app, options);
}

function addServices(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  const levelOf = (context: Context): MatrixLevel => queryOneOf(context, 'level', matrixLevels) ?? 'zone';
  app.get('/services', (context) =>
    context.html(
      servicesPage(frameOf(options), {
        fleet: reader.fleet(),
        level: levelOf(context),
        owner: queryText(context, 'owner'),
        page: pageOf(context.req.query('page')),
      }),
    ),
  );
  addDownloads(app, '/services', (context) => {
    const level = levelOf(context);
    const matrix = serviceMatrix(reader.fleet(), level);
    return { shape: 'services/1', data: servicesJson(matrix, level), table: matrixTable(matrix, level) };
  });
}

function choiceOf(context: Context): FindingChoice {
  return {
    severity: queryOneOf(context, 'severity', severities),
    owner: queryText(context, 'owner'),
    service: queryText(context, 'service'),
    sort: queryOneOf(context, 'sort', findingSorts) ?? 'severity',
  };
}

function addFindings(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/findings', async (context) => {
    const fleet = await reader.judged();
    const audit = auditOf(fleet, reader.now());
    const suggestions =
      context.req.query('suggest') === '1' ? suggestMoves(fleet, audit, { limit: SUGGESTIONS }) : null;
    const choice = choiceOf(context);
    const page = pageOf(context.req.query('page'));
    return context.html(findingsPage(frameOf(options), { fleet, audit, choice, page, suggestions }));
  });
  addDownloads(app, '/findings', async (context) => {
    const fleet = await reader.judged();
    const findings = chosenFindings(fleet, auditOf(fleet, reader.now()).findings, choiceOf(context));
    return {
      shape: 'findings/1',
      data: { findings: findings.map(findingJson), waivers: fleet.waivers },
      table: findingsTable(findings, fleet.waivers),
    };
  });
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
  addDownloads(app, '/what-if', (context) => {
    const { loss, unknown } = askedLoss(context, options);
    // On a page what is left out is said above the answer; a program would take the rest for the answer.
    if (unknown.length > 0)
      return {
        refused: `lose=${unknown.join(', lose=')}: not in this inventory; expected LEVEL:NAME of something that can be lost, such as rack:NAME (/what-if names them)`,
      };
    return { shape: 'whatif/1', data: whatIfJson(loss), table: whatIfTable(loss) };
  });
}
