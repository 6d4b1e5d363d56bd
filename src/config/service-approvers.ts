// Who must approve reboots of a service or of an owner's services, as the inventory writes it and as the fleet has it.

import { z } from 'zod';
import type { ServiceApprovers } from '../core/fleet/fleet.ts';
import { expecting, mapping, wholeNumber } from './field-shapes.ts';

const approverText = 'a Slack user id (U… or W…) or user group id (S…)';

export const approvers = mapping('a mapping such as {approvers: [S0DBA], needed: 1}', {
  approvers: z
    .array(
      z.string({ error: expecting(approverText) }).regex(/^[SUW][A-Z0-9]{6,20}$/, {
        error: expecting(approverText, 'names can be changed by anybody, ids cannot'),
      }),
      { error: expecting('a list of Slack user and user group ids') },
    )
    .min(1, { error: expecting('at least one Slack user or user group id') })
    .describe('Who may approve for this rule.'),
  needed: wholeNumber({ min: 1, max: 10 }).optional().describe('Different approvers that it takes; 1.'),
});

/** Sorted, so that two inventories that mean the same have the same digest. */
export function serviceApprovers(
  given: { readonly approvers: readonly string[]; readonly needed?: number | undefined } | undefined,
): ServiceApprovers | null {
  if (given === undefined) return null;
  const ids = [...new Set(given.approvers)].sort();
  return {
    needed: given.needed ?? 1,
    users: ids.filter((id) => !id.startsWith('S')),
    groups: ids.filter((id) => id.startsWith('S')),
  };
}
