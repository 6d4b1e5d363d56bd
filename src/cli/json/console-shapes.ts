// The shapes that only the console's files have; the others are those of the commands, by the same names. A test walks
// the console's pages and holds every file to its shape.

import { z } from 'zod';
import { shape, type JsonShape } from './json-shapes.ts';
import { count, finding, hostRow, instant, outcome, text } from './shape-parts.ts';

export const consoleShapes = {
  'findings/1': shape(['/findings.json'], 'What the placement audit finds, chosen as on the page.', {
    findings: z.array(finding),
    waivers: z
      .array(z.strictObject({ code: text, subject: text, reason: text, by: text, untilAt: instant }))
      .describe('Of the inventory and of the chat'),
  }),
  'host/1': shape(['/hosts/HOST.json'], 'One host, with the boots that were seen of it, newest first.', {
    host: hostRow,
    boots: z.array(
      z.looseObject({
        hostId: text,
        bootId: text,
        firstSeenAt: instant,
        lastSeenAt: instant,
        ended: z.enum(['planned', 'unplanned', 'unknown']).nullable().describe('Null while it runs'),
        endedBy: z
          .strictObject({ campaign: text, host: text })
          .nullable()
          .describe(
            'Whose reboot ended it as planned: of the host itself, or of the hypervisor that took it along',
          ),
      }),
    ),
  }),
  'services/1': shape(['/services.json'], 'What the loss of each domain leaves of each service.', {
    level: text.describe('zone, rack, feed or site'),
    services: z.array(
      z.strictObject({
        service: text,
        owner: text.nullable(),
        instances: count,
        minimum: count,
        domains: z.array(z.strictObject({ domain: text, here: count, outcome })),
      }),
    ),
  }),
} satisfies Readonly<Record<`${string}/${number}`, JsonShape>>;
