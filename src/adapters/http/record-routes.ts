// What happened: incidents and the audit trail, as pages and as files.

import type { Hono } from 'hono';
import { DAY_MS } from '../../core/brand.ts';
import type { IncidentId } from '../../core/fleet/ids.ts';
import type { JournalEntry } from '../../ports/store.ts';
import { incidentsTable, incidentTable, journalTable } from '../../views/csv/record-rows.ts';
import { incidentListPage, incidentPage } from '../../views/html/console/incident-pages.ts';
import { journalPage } from '../../views/html/console/journal-page.ts';
import { missingPage } from '../../views/html/console/missing-page.ts';
import { incidentJson, incidentSummaryJson } from '../../views/json/incident-json.ts';
import { addDownloads, addDownloadsOf, frameOf, type ConsoleOptions } from './console-frame.ts';

const INCIDENTS_SHOWN_MS = 90 * DAY_MS;
const ENTRIES_SHOWN = 100;
const ENTRIES_DOWNLOADED = 10_000;

export function addRecordRoutes(app: Hono, options: ConsoleOptions): void {
  addIncidents(app, options);
  addJournal(app, options);
}

function addIncidents(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/incidents', async (context) =>
    context.html(incidentListPage(frameOf(options), await reader.incidents(INCIDENTS_SHOWN_MS))),
  );
  addDownloads(app, '/incidents', async () => {
    const incidents = await reader.incidents(INCIDENTS_SHOWN_MS);
    return {
      shape: 'incidents/1',
      data: { incidents: incidents.map(incidentSummaryJson) },
      table: incidentsTable(incidents),
    };
  });
  addDownloadsOf(app, '/incidents', async (id) => {
    const incident = await reader.incident(id as IncidentId);
    if (incident === null) return null;
    return {
      shape: 'incident/1',
      data: incidentJson(incident, reader.now()),
      table: incidentTable(incident),
    };
  });
  app.get('/incidents/:id', async (context) => {
    const id = context.req.param('id');
    const frame = frameOf(options);
    const incident = await reader.incident(id as IncidentId);
    return incident === null
      ? context.html(missingPage(frame, 'incidents', frame.text.incidents.missing(id.slice(0, 100))), 404)
      : context.html(incidentPage(frame, incident));
  });
}

/** As `stagger audit-log list --json` prints it. */
function entryJson({
  seq,
  at,
  actor,
  campaign,
  event,
  prevHash,
  hash,
}: JournalEntry): Readonly<Record<string, unknown>> {
  return { seq, at, actor, campaign, event, prevHash, hash };
}

function addJournal(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/journal', async (context) => {
    const head = await reader.journalHead();
    const asked = Number(context.req.query('before') ?? head.seq + 1);
    const before = Number.isSafeInteger(asked) && asked >= 1 ? Math.min(asked, head.seq + 1) : head.seq + 1;
    const afterSeq = Math.max(0, before - 1 - ENTRIES_SHOWN);
    const entries = await reader.journal({ afterSeq, limit: before - 1 - afterSeq });
    const rows = [...entries].reverse();
    return context.html(
      journalPage(frameOf(options), { rows, head, olderBefore: afterSeq === 0 ? null : afterSeq + 1 }),
    );
  });
  addDownloads(app, '/journal', async () => {
    const { seq } = await reader.journalHead();
    const entries = await reader.journal({
      afterSeq: Math.max(0, seq - ENTRIES_DOWNLOADED),
      limit: ENTRIES_DOWNLOADED,
    });
    return {
      shape: 'audit-log/1',
      data: { entries: entries.map(entryJson) },
      table: journalTable(entries),
    };
  });
}
