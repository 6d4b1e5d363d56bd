// `stagger incidents`: what was lost together, since when, what it hit and when it was over; and a person's word that an
// incident is over although something of it is not back.

import { InvalidArgumentError, type Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { DAY_MS } from '../core/brand.ts';
import type { IncidentId } from '../core/fleet/ids.ts';
import type { DatedIncidentEvent } from '../core/incident/event.ts';
import { evolveIncident, replayIncident, type Incident } from '../core/incident/incident.ts';
import type { Store } from '../ports/store.ts';
import type { GoodInventory } from '../config/reload.ts';
import { incidentMessages } from '../runtime/incident-messages.ts';
import { incidentJson, incidentSummaryJson } from '../views/json/incident-json.ts';
import { incidentList, incidentView } from '../views/terminal/incident-view.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { operatingSystemUser } from './person.ts';
import { openJournal } from '../app/open-store.ts';
import { readRecords } from './read-records.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type IncidentsOptions = InventoryOption & {
  readonly json?: true;
  readonly days: number;
  readonly close?: string;
};

export function addIncidentsCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('incidents'))
    .description('list incidents, or show one with its timeline')
    .argument('[incident]', 'its id')
    .option('--days <n>', 'list those of this many days, and those that are open', wholeDays, 30)
    .option('--close <reason>', 'say that it is over: campaigns go on, whatever is not back')
    .option('--json', 'print JSON (stagger/incidents/1 or stagger/incident/1)')
    .addHelpText('after', '\nExit codes: 0 none is open, 1 one is open, 2 wrong usage.')
    .action((id: string | undefined, options: IncidentsOptions) => incidents(id, options, io));
}

function wholeDays(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('expected a number of days from 1');
  return Number(text);
}

async function incidents(id: string | undefined, options: IncidentsOptions, io: CommandIo): Promise<void> {
  if (id === undefined && options.close !== undefined)
    throw new OperatorError('--close: found no incident, expected the id of one', {
      hint: '`stagger incidents` lists them',
      exitCode: exitCode.usage,
    });
  const inventory = await openInventory(options);
  const timeZone = shownTimeZone(inventory.fleet, inventory.settings);
  await using records = await readRecords(inventory.settings, io);
  if (id === undefined) return await list(records.store, { ...options, timeZone }, io);
  if (options.close !== undefined)
    await close(await load(records.store, id), { reason: options.close, inventory });
  const incident = await load(records.store, id);
  const now = createSystemClock().now();
  if (options.json === true) io.out(jsonAnswer('incident/1', incidentJson(incident, now)));
  else io.out(incidentView(incident, { now, timeZone, paper: io.paper }));
  endWith([incident], io);
}

async function list(
  store: Store,
  options: IncidentsOptions & { readonly timeZone: string },
  io: CommandIo,
): Promise<void> {
  const now = createSystemClock().now();
  const found: Incident[] = [];
  for (const { id } of await store.episodes({ kind: 'incident', sinceAt: now - options.days * DAY_MS }))
    found.push(await load(store, id));
  if (options.json === true)
    io.out(
      jsonAnswer('incidents/1', {
        incidents: found.map(incidentSummaryJson),
      }),
    );
  else if (found.length === 0) io.out('There was no incident in this time.');
  else io.out(incidentList(found, { now, timeZone: options.timeZone, paper: io.paper }));
  endWith(found, io);
}

function endWith(shown: readonly Incident[], io: CommandIo): void {
  io.end(shown.some(({ phase }) => phase.kind === 'open') ? exitCode.findings : exitCode.ok);
}

async function load(store: Store, id: string): Promise<Incident> {
  const events = await store.episodeEvents({ kind: 'incident', id: id as IncidentId });
  const incident = replayIncident(events as readonly DatedIncidentEvent[]);
  if (incident !== null) return incident;
  throw new OperatorError(`there is no incident ${id}`, {
    hint: '`stagger incidents` lists them',
    exitCode: exitCode.usage,
  });
}

/** The daemon reads it before its next decision; its message ends with the reason and who gave it. */
async function close(
  incident: Incident,
  { reason, inventory: { fleet, settings } }: { readonly reason: string; readonly inventory: GoodInventory },
): Promise<void> {
  if (reason.trim() === '')
    throw new OperatorError('--close: found an empty reason, expected why it is over', {
      hint: 'everybody in the channel sees it',
      exitCode: exitCode.usage,
    });
  if (incident.phase.kind === 'closed')
    throw new OperatorError(`incident ${incident.id} is over already`, {
      hint: `\`stagger incidents ${incident.id}\` shows it`,
      exitCode: exitCode.findings,
    });
  const by = operatingSystemUser();
  const at = createSystemClock().now();
  const left = [...incident.hosts.values()]
    .filter(({ stage }) => stage.kind === 'down')
    .map(({ host }) => host);
  const event = { kind: 'incident-closed', incident: incident.id, by, reason, left } as const;
  const messages = incidentMessages([event], {
    known: new Map([[incident.id, incident]]),
    after: new Map([[incident.id, evolveIncident(incident, { at, event })]]),
    fleet,
    // The incident's message is there already: where it is shown stays as it was.
    channel: settings.slack?.channel ?? 'none',
    campaigns: [],
  });
  await using journal = await openJournal(settings);
  await journal.store.appendEpisodeEvents({ at, actor: by, events: [event], messages });
}
