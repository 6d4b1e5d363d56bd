// Help for a name that is not known: the nearest of those that are, and a short list of them.

import { distance } from 'fastest-levenshtein';

const listLimit = 8;

// Comparing costs length times length; a name longer than this is not a slip of the keyboard.
const comparableLength = 100;

/** Steps between two lower-case names. Of two that are as far, letters that changed places or a same beginning are nearer. */
function slips(wanted: string, candidate: string): number {
  const letters = (name: string): string => [...name].sort().join('');
  const isSwap = letters(wanted) === letters(candidate);
  return distance(wanted, candidate) - (isSwap ? 0.5 : 0) - (wanted[0] === candidate[0] ? 0.25 : 0);
}

/** The known name that `name` was probably meant to be, or null if none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (name.length > comparableLength) return null;
  const wanted = name.toLowerCase();
  // Two slips (a swap of neighbours counts as two), in long names a third of the letters.
  const allowed = wanted.length <= 2 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let best = { name: null as string | null, steps: allowed + 1 };
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) > allowed) continue;
    const steps = slips(wanted, candidate.toLowerCase());
    if (Math.ceil(steps) <= allowed && steps < best.steps) best = { name: candidate, steps };
  }
  return best.name;
}

/** Names are put together with points and dashes alike. */
function dashed(name: string): string {
  return name.toLowerCase().replace(/[._]/g, '-');
}

const mostMeant = 3;

/**
 * Whom a person may have meant: those that end with `name` as a part of their own (`r12` of `seoul-a-r12`), else the
 * one that is a slip of the keyboard away. Empty where none is, or where too many would fit.
 */
export function meantNames(name: string, known: readonly string[]): readonly string[] {
  const part = dashed(name);
  if (part.length > comparableLength) return [];
  const whole = part.length < 2 ? [] : known.filter((each) => dashed(each).endsWith(`-${part}`)).sort();
  if (whole.length > 0) return whole.length <= mostMeant ? whole : [];
  const near = nearestName(name, known);
  // Of a short name two letters are another name: web-01 is no slip of hv-01.
  const isSlip =
    near !== null && distance(name.toLowerCase(), near.toLowerCase()) <= Math.max(1, part.length / 4);
  return isSlip ? [near] : [];
}

function ranked(name: string, known: readonly string[]): readonly string[] {
  const wanted = name.slice(0, comparableLength).toLowerCase();
  return known
    .map((candidate) => ({ candidate, steps: slips(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
}

/** All of `known`, the nearest to `name` first. Where none is near they stay as they are: their own order says more. */
export function byNearness(name: string, known: readonly string[]): readonly string[] {
  return nearestName(name, known) === null ? known : ranked(name, known);
}

/** `a, b, c (and 9 more)`, by nearness. Of many the likeliest are named even where none is near. */
export function listedNames(name: string, known: readonly string[]): string {
  const order = known.length > listLimit ? ranked(name, known) : byNearness(name, known);
  const shown = order.slice(0, listLimit).join(', ');
  const more = known.length - listLimit;
  return more > 0 ? `${shown} (and ${more} more)` : shown;
}

/** What to say of an unknown `name`: what was expected, and the nearest as a hint. */
export function unknownName(
  name: string,
  known: readonly string[],
  kind: string,
): { readonly expected: string; readonly hint: string | null } {
  if (known.length === 0) {
    return { expected: `the id of a declared ${kind}`, hint: `the inventory declares no ${kind}` };
  }
  const nearest = nearestName(name, known);
  return {
    expected: `one of ${listedNames(name, known)}`,
    hint: nearest === null ? null : `did you mean ${JSON.stringify(nearest)}?`,
  };
}
