// Why a host waits, at the terminal: a count alone must not look like room that there is.
import { expect, it } from 'vitest';
import type { RackId } from '../../../src/core/fleet/ids.ts';
import { waitText } from '../../../src/views/terminal/wait-text.ts';

it('says of a cap that only the guests of a hypervisor are too many for', () => {
  const rack = { level: 'rack', id: 'r12' as RackId } as const;
  expect(waitText({ kind: 'domain-cap', domain: rack, down: 2, limit: 2 }, 'UTC')).toBe(
    'rack r12 has 2 down, at most 2 may be',
  );
  expect(waitText({ kind: 'domain-cap', domain: rack, down: 0, limit: 2 }, 'UTC')).toBe(
    'rack r12 has 0 down, at most 2 may be, and its guests go with it',
  );
  expect(waitText({ kind: 'fleet-cap', down: 1, limit: 2 }, 'UTC')).toBe(
    'the fleet has 1 down, at most 2 may be, and its guests go with it',
  );
});
