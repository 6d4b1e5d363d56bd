// What all routes of the console are made with: the frame of a page at this moment, and files to keep.

import type { Context } from 'hono';
import type { ConsoleReader } from '../../ports/console-reader.ts';
import type { Frame } from '../../views/html/console/frame.ts';
import { catalogues, type Language } from '../../views/text/language.ts';

export type ConsoleOptions = {
  readonly reader: ConsoleReader;
  readonly language: Language;
  /** IANA name of the zone that instants are shown in. */
  readonly timeZone: string;
};

/** Campaigns that a list of them shows. */
export const CAMPAIGNS_SHOWN = 200;

export function frameOf({ reader, language, timeZone }: ConsoleOptions): Frame {
  const words = catalogues[language];
  return { language, words, text: words.console, timeZone, now: reader.now() };
}

/** `text` as a file to keep. */
export function download(context: Context, name: string, text: string): Response {
  const type = name.endsWith('.csv') ? 'text/csv' : 'application/json';
  context.header('Content-Type', `${type}; charset=utf-8`);
  context.header('Content-Disposition', `attachment; filename="${name}"`);
  return context.body(text);
}

/** As `--json` prints it. */
export function jsonText(shape: `${string}/${number}`, data: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ schema: `stagger/${shape}`, ...data }, null, 2)}\n`;
}
