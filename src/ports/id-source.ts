// Chance and hashing, behind a port so that a simulation replays exactly.

import type { Sha256Stream } from '../core/canonical-bytes.ts';
import type { Sha256Hex } from '../core/canonical-text.ts';

export interface IdSource {
  /** A short unique id, lower-case letters and digits, safe in file names and Slack values. */
  next(): string;
  /** Uniform in [0, 1): for jitter, never for decisions. */
  fraction(): number;
  readonly sha256Hex: Sha256Hex;
  /** For what is too large to be held as one text. */
  newSha256(): Sha256Stream;
}
