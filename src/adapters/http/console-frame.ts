// What all routes of the console are made with: the frame of a page at this moment, and files to keep.

import type { Context, Hono } from 'hono';
import type { ConsoleReader } from '../../ports/console-reader.ts';
import { csvText, type CsvTable } from '../../views/csv/csv-text.ts';
import type { Frame } from '../../views/html/console/frame.ts';
import { catalogues, type Language } from '../../views/text/language.ts';

export type ConsoleOptions = {
  readonly reader: ConsoleReader;
  readonly language: Language;
  /** IANA name of the zone that instants are shown in. */
  readonly timeZone: string;
  /** How much faster than ours the reader's time runs. */
  readonly speed: number;
};

/** Campaigns that a list of them shows. */
export const CAMPAIGNS_SHOWN = 200;

export function frameOf({ reader, language, timeZone, speed }: ConsoleOptions): Frame {
  const words = catalogues[language];
  return {
    language,
    words,
    text: words.console,
    timeZone,
    now: reader.now(),
    speed,
    nameOf: (id) => reader.nameOf(id),
  };
}

/** What the address says under `name`; null for nothing. */
export function queryText(context: Context, name: string): string | null {
  const value = context.req.query(name) ?? '';
  return value === '' ? null : value;
}

/** Of what may stand there the one that the address names. */
export function queryOneOf<One extends string>(
  context: Context,
  name: string,
  allowed: readonly One[],
): One | null {
  const value = context.req.query(name);
  return allowed.find((one) => one === value) ?? null;
}

/** A page's content as a file: the shape of the JSON (json-shapes.ts of the command line has its fields), and the rows. */
export type Download = {
  readonly shape: `${string}/${number}`;
  readonly data: Readonly<Record<string, unknown>>;
  readonly table: CsvTable;
};

/** What the address asks and nobody can answer: what was found where, and what was expected. */
export type Refusal = { readonly refused: string };

/** Both files of the page at `path`; null: what the address names is not there. */
export function addDownloads(
  app: Hono,
  path: string,
  read: (context: Context) => Promise<Download | Refusal | null> | Download | Refusal | null,
): void {
  const name = path.split('/')[1] ?? 'stagger';
  app.get(`${path}.json`, async (context) => answer(context, `${name}.json`, await read(context)));
  app.get(`${path}.csv`, async (context) => answer(context, `${name}.csv`, await read(context)));
}

/** The same for the page of one thing, whose id the address ends with. */
export function addDownloadsOf(
  app: Hono,
  path: string,
  read: (id: string) => Promise<Download | null> | Download | null,
): void {
  const name = path.slice(1);
  app.get(`${path}/:file{.+\\.(?:json|csv)}`, async (context) => {
    const [, id = '', format = ''] = /^(.*)\.(json|csv)$/s.exec(context.req.param('file')) ?? [];
    return answer(context, `${name.replace(/s$/, '')}.${format}`, await read(id));
  });
}

function answer(
  context: Context,
  name: string,
  download: Download | Refusal | null,
): Response | Promise<Response> {
  if (download === null) return context.notFound();
  if ('refused' in download) return context.text(`${download.refused}\n`, 404);
  const { shape, data, table } = download;
  const isCsv = name.endsWith('.csv');
  context.header('Content-Type', `${isCsv ? 'text/csv' : 'application/json'}; charset=utf-8`);
  context.header('Content-Disposition', `attachment; filename="${name}"`);
  return context.body(isCsv ? csvText(table.header, table.rows) : jsonText(shape, data));
}

/** As `--json` prints it. */
function jsonText(shape: Download['shape'], data: Download['data']): string {
  return `${JSON.stringify({ schema: `stagger/${shape}`, ...data }, null, 2)}\n`;
}
