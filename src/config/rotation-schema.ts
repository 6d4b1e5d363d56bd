// How a service's hosts stand in HAProxy, as it is written in the inventory: where its runtime API is, which lines are
// theirs, and how traffic comes back.

import { z } from 'zod';
import { HOUR_MS, SECOND_MS } from '../core/brand.ts';
import { duration, expecting, mapping, reference, wholeNumber } from './field-shapes.ts';

const nameText = 'a name as HAProxy knows it: letters, figures and _ . : -';
const name = z
  .string({ error: expecting(nameText) })
  .regex(/^[A-Za-z0-9_.:-]{1,200}$/, { error: expecting(nameText) });

const serverText = 'the name of a server line, with {host} where the host’s id stands';
const socketText = 'the absolute path of HAProxy’s stats socket';
const stepsText = 'percentages that rise and end at 100%, such as [10%, 25%, 50%, 100%]';

const percent = z
  .string({ error: expecting('a percentage such as 10%') })
  .regex(/^(?:100|[1-9]\d?)%$/, { error: expecting('a percentage from 1% to 100%') })
  .transform((text) => Number(text.slice(0, -1)));

function rises(steps: readonly number[]): boolean {
  return steps.at(-1) === 100 && steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0));
}

const ramp = mapping('a mapping such as {steps: [10%, 25%, 50%, 100%], hold: 1m}', {
  steps: z
    .array(percent, { error: expecting(stepsText) })
    .min(1, { error: expecting(stepsText) })
    .max(20, { error: expecting('at most 20 steps') })
    .refine(rises, { error: expecting(stepsText) })
    .optional()
    .describe('Of the weight that it had before; [10%, 25%, 50%, 100%].'),
  hold: duration({ minMs: 0, maxMs: HOUR_MS })
    .optional()
    .describe('How long each step is watched before the gates are asked and the next follows; 30s.'),
  max_errors: percent
    .optional()
    .describe('More errors than this share of a step’s requests end the ramp; 5%. One error is forgiven.'),
});

export const haproxy = mapping('a mapping such as {on: [lb-01, lb-02], backends: [web]}', {
  on: z
    .array(reference('host'), { error: expecting('a list of host ids') })
    .min(1, { error: expecting('at least one host') })
    .describe('Hosts of the inventory that run HAProxy; each is asked over its own SSH connection.'),
  socket: z
    .string({ error: expecting(socketText) })
    .regex(/^\/[A-Za-z0-9._/@+-]{1,100}$/, { error: expecting(socketText) })
    .optional()
    .describe('Runtime API at level admin; /run/haproxy/admin.sock.'),
  backends: z
    .array(name, { error: expecting('a list of backends') })
    .min(1, { error: expecting('at least one backend') })
    .optional()
    .describe('Backends that have a line for each host; absent: one, named as the service.'),
  server: z
    .string({ error: expecting(serverText) })
    .regex(/^[A-Za-z0-9_.:{}-]{1,200}$/, { error: expecting(serverText) })
    .refine((text) => /^[^{}]*\{host\}[^{}]*$/.test(text), { error: expecting(serverText) })
    .optional()
    .describe('Name of a host’s line; "{host}".'),
  sessions: wholeNumber({ min: 0, max: 1_000_000 })
    .optional()
    .describe('Sessions that may be left when it counts as drained; 0.'),
  drain_within: duration({ minMs: SECOND_MS, maxMs: 24 * HOUR_MS })
    .optional()
    .describe('Bound for its sessions to end; past it the reboot is called off and undone; 5m.'),
  ramp: ramp.optional().describe('How its traffic comes back after the gates.'),
});
