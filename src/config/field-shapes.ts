// The leaf values of the inventory and the settings: each says once what it accepts, for the loader's error text, for
// the editors' JSON Schema and (through `transform`) for the fleet. What reaches a host, a shell, a terminal or Slack
// is limited here: names cannot begin with a dash, words hold nothing that a shell reads, text holds nothing that
// redraws a terminal.

import { z } from 'zod';
import { isSafeWord } from '../core/fleet/check.ts';
import type { Amount } from '../core/fleet/fleet.ts';
import { clockTimePattern, datePattern, isRealDate, isRealYearly, yearlyPattern } from './date-text.ts';
import { durationPattern, durationText, parseDuration } from './duration-text.ts';
import { byNearness, nearestName } from './known-names.ts';

/** What was expected and a hint, as one zod message; `schema-mistakes.ts` takes them apart again. */
export function expecting(expected: string, hint?: string): string {
  return hint === undefined ? expected : `${expected}\n${hint}`;
}

/** A mapping of exactly these keys. The names of all keys travel in the message of an unknown one. */
export function mapping<Shape extends z.ZodRawShape>(what: string, shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code, input }) => {
      if (code === 'unrecognized_keys') return expecting(keys);
      return expecting(what, input === null ? 'write {} if there is nothing to say' : undefined);
    },
  });
}

/** One word of a closed list; a slip names the nearest. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, {
    error: ({ input }) => {
      const typed = typeof input === 'string' ? input : '';
      const nearest = nearestName(typed, words);
      return expecting(
        `one of ${byNearness(typed, words).join(', ')}`,
        nearest === null ? undefined : `did you mean "${nearest}"?`,
      );
    },
  });
}

/** Ids of sites, zones, racks, feeds, services, owners, windows and freezes. */
export const idPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** Host names and ids; the same as RFC 1123 but for the length of a label. */
export const hostNamePattern = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

const idText =
  'an id of letters, figures, dots, dashes and underscores that begins and ends with a letter or figure';

export const id = z.string({ error: expecting(idText) }).regex(idPattern, { error: expecting(idText) });

/** The id of something that is declared elsewhere in the inventory. */
export function reference(kind: string): z.ZodString {
  return z.string({ error: expecting(`the id of a ${kind}`) });
}

/** A reference that may be a range, zipped with the range of the host's name. */
export function referenceRange(kind: string): z.ZodString {
  return z.string({ error: expecting(`the id of a ${kind}, or a range of them`) });
}

/** What could redraw, reorder or hide text. Not a JSON Schema pattern: editors differ on such classes. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Free text for people: one line, nothing invisible. */
export function plainText(maxLength: number) {
  const expected = `text of 1 to ${maxLength} characters without control or invisible characters`;
  return z
    .string({ error: (issue) => expecting(expected, unquoted(issue.input)) })
    .min(1, { error: expecting(expected) })
    .max(maxLength, { error: expecting(expected) })
    .refine((text) => !unprintable.test(text), { error: expecting(expected) });
}

function unquoted(input: unknown): string | undefined {
  return typeof input === 'number' || typeof input === 'boolean'
    ? `write it in quotes: "${input}"`
    : undefined;
}

/** A length of time, in milliseconds after the transform. Bounds are inclusive. */
export function duration(bounds: { readonly minMs: number; readonly maxMs: number }) {
  const range = `${durationText(bounds.minMs)} to ${durationText(bounds.maxMs)}`;
  const expected = `a duration of ${range}, such as 180d, 30m or 1h30m`;
  return z
    .string({ error: ({ input }) => expecting(expected, unitMissing(input)) })
    .regex(durationPattern, { error: expecting(expected), abort: true })
    .transform((text) => parseDuration(text) ?? Number.NaN)
    .refine((lengthMs) => lengthMs >= bounds.minMs && lengthMs <= bounds.maxMs, {
      error: expecting(expected),
    });
}

function unitMissing(input: unknown): string | undefined {
  return typeof input === 'number' ? `say the unit: ${input}d, ${input}h, ${input}m or ${input}s` : undefined;
}

export function wholeNumber(bounds: { readonly min: number; readonly max: number }): z.ZodNumber {
  const error = expecting(`a whole number from ${bounds.min} to ${bounds.max}`);
  return z.number({ error }).int({ error }).min(bounds.min, { error }).max(bounds.max, { error });
}

export const yesNo = z.boolean({ error: expecting('true or false') });

export const port = wholeNumber({ min: 1, max: 65_535 });

const userText = 'a login name of lower-case letters, figures, dashes and underscores';
export const loginName = z
  .string({ error: expecting(userText) })
  .regex(/^[a-z_][a-z0-9_-]{0,31}$/, { error: expecting(userText) });

const addressText = 'a host name or an IP address, or a range of them';
/** A name, an IP literal, or a range of them; each expanded address is judged by `isAddress`. */
export const addressRange = z.string({ error: expecting(addressText) });

/** True for a host name or an IPv4 or IPv6 literal. `10.0.0.300` and `010.0.0.1` are neither. */
export function isAddress(text: string): boolean {
  if (text.includes(':')) return z.ipv6().safeParse(text).success;
  // What ends in a figure-only label is read as an IPv4 address by every resolver, in forms that differ.
  if (/(?:^|\.)\d+$/.test(text)) return z.ipv4().safeParse(text).success;
  return hostNamePattern.test(text) && !text.includes('..');
}

/** True for a name that the runtime has the rules of. */
export function isTimeZone(text: string): boolean {
  return zoneProblem(text) === null;
}

/** Why `text` is no time zone, as a zod message, or null if it is one. */
function zoneProblem(text: string): string | null {
  const expected = 'an IANA time zone such as Asia/Seoul or UTC';
  if (/^[+-]?\d/.test(text) || text === '') {
    return expecting(expected, 'an offset has no daylight-saving rules; name the place');
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return null;
  } catch {
    const nearest = nearestName(text, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
    return expecting(expected, nearest === null ? undefined : `did you mean "${nearest}"?`);
  }
}

export const timeZone = z
  .string({ error: expecting('an IANA time zone such as Asia/Seoul') })
  .superRefine((text, context) => {
    const problem = zoneProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, input: text });
  });

const clockText = 'a wall-clock time from 00:00 to 23:59';
/** Minutes after midnight, after the transform. */
export const clockTime = z
  .string({ error: expecting(clockText, 'write it as "22:00"') })
  .regex(clockTimePattern, { error: expecting(clockText), abort: true })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const dateText = 'a date such as 2027-01-31, or with a time: 2027-01-31T22:00';
/** A local date or date and time; its instant depends on the zone and is worked out by the resolver. */
export const localDate = z
  .string({ error: expecting(dateText) })
  .regex(datePattern, { error: expecting(dateText), abort: true })
  .refine(isRealDate, { error: expecting(dateText, 'there is no such day or time') });

const yearlyText = 'the first and the last day of a stretch of each year, such as "12-20..01-03"';
export const yearlyDays = z
  .string({ error: expecting(yearlyText) })
  .regex(yearlyPattern, { error: expecting(yearlyText), abort: true })
  .refine(isRealYearly, { error: expecting(yearlyText, 'there is no such day') });

const amountText = 'a number of instances, or a percentage such as 25%';
const amountError = expecting(amountText);
export const amount = z
  .union(
    [
      z
        .number()
        .int({ error: amountError })
        .min(0, { error: amountError })
        .max(100_000, { error: amountError }),
      z.string().regex(/^(?:100|[1-9]?\d)%$/, { error: amountError }),
    ],
    { error: amountError },
  )
  .transform((value): Amount =>
    typeof value === 'number'
      ? { kind: 'number', value }
      : { kind: 'percent', value: Number(value.slice(0, -1)) },
  );

const capText = 'a whole number from 1 to 10000, or a percentage of the hosts such as 10%';
const capError = expecting(capText);
/** Rounded down: a percentage that allows nobody lets nobody go. */
export const hostCap = z
  .union(
    [
      z.number().int({ error: capError }).min(1, { error: capError }).max(10_000, { error: capError }),
      z.string().regex(/^(?:100|[1-9]\d?)%$/, { error: capError }),
    ],
    { error: capError },
  )
  .transform((value) => (typeof value === 'number' ? value : { percent: Number(value.slice(0, -1)) }));

const argvText = 'a list of plain words that begins with an absolute path';
const word = z
  .string({ error: ({ input }) => expecting('a word', unquoted(input)) })
  .max(1_000, { error: expecting('a word of at most 1000 characters') })
  .refine(isSafeWord, {
    error: expecting(
      'a word of letters, figures and _ . / : = , @ % + -',
      'nothing here passes through a shell; put what needs one into a script on the host',
    ),
  });

/** Words of a command that is run on the host. */
export const argv = z
  .array(word, { error: expecting(argvText, 'write [/usr/local/sbin/drain, --wait]') })
  .min(1, { error: expecting(argvText) })
  .max(32, { error: expecting('at most 32 words') })
  .refine(([program]) => program === undefined || program.startsWith('/'), {
    error: expecting(
      'an absolute path as the first word',
      'the search path of a login is not the one you tested with',
    ),
    path: [0],
  });

const pathText = 'a path that begins with / and has no spaces';
export const httpPath = z
  .string({ error: expecting(pathText) })
  .max(1_000, { error: expecting(pathText) })
  .regex(/^\/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$/, { error: expecting(pathText) });

const icsText = 'the path of an .ics file: absolute, or relative to the inventory directory';
export const icsPath = z
  .string({ error: expecting(icsText) })
  .max(1_000, { error: expecting(icsText) })
  .regex(/^.+\.ics$/, { error: expecting(icsText) })
  .refine((text) => !unprintable.test(text), { error: expecting(icsText) });

const channelText = 'a Slack channel id (C… or G…), user id (U… or W…) or user group id (S…)';
export const slackOwner = z.string({ error: expecting(channelText) }).regex(/^[CGUWS][A-Z0-9]{6,20}$/, {
  error: expecting(channelText, 'names can be changed by anybody, ids cannot'),
});

/** An IP literal and a port; IPv6 in brackets. `example` is what is usual. */
export function listenAddress(example: string) {
  const text = `an address and a port such as ${example} or [::1]:${example.split(':')[1]}`;
  return z.string({ error: expecting(text) }).transform((given, context) => {
    const [, six, four, portText] = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(given) ?? [];
    const address = six ?? four ?? '';
    const isAddress = z.union([z.ipv4(), z.ipv6()]).safeParse(address).success;
    const portNumber = Number(portText);
    if (isAddress && portNumber >= 1 && portNumber <= 65_535) return { address, port: portNumber };
    context.addIssue({ code: 'custom', message: expecting(text), input: given });
    return z.NEVER;
  });
}
