// Tests that need a lab: where it cannot run they are reported as skipped, with the reason in their name, never as
// passed.
import { describe } from 'vitest';
import { labUnavailable } from './lab-available.ts';

/** `describe` for tests that start labs. */
export function describeLab(name: string, body: () => void): void {
  const why = labUnavailable();
  describe.skipIf(why !== null)(why === null ? name : `${name} (skipped: ${why})`, body);
}
