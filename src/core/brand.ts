// Nominal types over primitives, so that a rack id cannot be passed where a host id is meant.

declare const brand: unique symbol;

/** `Base` that only code which says so (`as HostId`, at the edge that validated it) can produce. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Milliseconds since the Unix epoch, UTC. Fields of this type end in `At`. */
export type Instant = number;

/** A length of time in milliseconds. Fields of this type end in `Ms`. */
export type DurationMs = number;

export const SECOND_MS: DurationMs = 1_000;
export const MINUTE_MS: DurationMs = 60_000;
export const HOUR_MS: DurationMs = 3_600_000;
export const DAY_MS: DurationMs = 86_400_000;

/**
 * The end of every switch over a union: a new member breaks the build here.
 * Throws at run time too, because stored data can come from a newer version.
 */
export function assertNever(value: never): never {
  throw new Error(`unexpected union member: ${JSON.stringify(value)}`);
}
