// Whole numbers on the command line: anything else is told at once, with what was expected, before a command begins.

import { InvalidArgumentError } from 'commander';

/** A parser for `.option(flags, description, wholeNumber({ min, max }), default)`. */
export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}
