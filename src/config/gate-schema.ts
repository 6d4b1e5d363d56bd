// What a gate of a service may ask, as it stands in the inventory: one question a gate, and how often it is asked.

import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import { parseJsonPath } from '../core/fleet/json-path.ts';
import {
  argv,
  duration,
  expecting,
  httpPath,
  isAddress,
  mapping,
  oneOf,
  plainText,
  port,
  wholeNumber,
  yesNo,
} from './field-shapes.ts';
import { path, secret } from './secret-shape.ts';

const attemptLimits = {
  attempt: duration({ minMs: 100, maxMs: 5 * MINUTE_MS })
    .optional()
    .describe('Bound of one attempt; 5s.'),
  every: duration({ minMs: SECOND_MS, maxMs: HOUR_MS }).optional().describe('Pause between attempts; 10s.'),
  within: duration({ minMs: SECOND_MS, maxMs: DAY_MS }).optional().describe('All attempts together; 10m.'),
  passes: wholeNumber({ min: 1, max: 100 }).optional().describe('Passes in a row that count as serving; 2.'),
};

const jsonPathText = 'a path to one value, such as $.checks[0].state';
const json = mapping('a mapping such as {path: $.status, equals: ok}', {
  path: z
    .string({ error: expecting(jsonPathText) })
    .max(500, { error: expecting(jsonPathText) })
    .refine((text) => parseJsonPath(text) !== null, {
      error: expecting(jsonPathText, 'no filters and no wildcards: one gate asks for one value'),
    }),
  equals: z
    .union([plainText(500), z.number(), z.boolean(), z.null()], {
      error: expecting('text, a number, true, false or null'),
    })
    .describe('The value that passes, of the same type: 1 is not "1".'),
});

const httpGate = mapping('a mapping such as {port: 80, path: /health}', {
  port,
  path: httpPath,
  scheme: oneOf(['http', 'https']).optional(),
  statuses: z
    .array(wholeNumber({ min: 100, max: 599 }), { error: expecting('a list of HTTP statuses') })
    .min(1, { error: expecting('at least one status') })
    .optional()
    .describe('Statuses that pass; [200].'),
  body_includes: plainText(500).optional().describe('Text that the body must hold.'),
  json: json.optional().describe('A value that the body must hold, as JSON.'),
});

const commandGate = mapping('a mapping such as {run: [/usr/local/bin/ready]}', {
  run: argv,
  exit_code: wholeNumber({ min: 0, max: 255 }).optional().describe('Exit code that passes; 0.'),
  output_includes: plainText(500).optional().describe('Text that the output must hold.'),
});

const accountText = 'an account name of 1 to 80 letters, figures and _ . @ -';
const login = {
  port: port.optional().describe('Absent: the usual port.'),
  user: z
    .string({ error: expecting(accountText) })
    .regex(/^[A-Za-z0-9_.@-]{1,80}$/, { error: expecting(accountText) })
    .optional()
    .describe('Account; it needs no right but to read the state.'),
  password: secret.optional().describe('By reference: {env: NAME} or {file: path}.'),
  tls: oneOf(['off', 'encrypted', 'verified'])
    .optional()
    .describe('off; encrypted: whoever answers; verified: the certificate must be for the host’s address.'),
  ca_file: path.optional().describe('Authorities for tls: verified; absent: those of this machine.'),
};

const mysqlGate = mapping('a mapping such as {user: stagger, password: {file: mysql-password}}', {
  ...login,
  role: oneOf(['primary', 'replica'])
    .optional()
    .describe('Absent: by the part of each instance; standbys are replicas.'),
  max_lag: duration({ minMs: 0, maxMs: DAY_MS })
    .optional()
    .describe('How far a replica may be behind its source; 10s.'),
  read_only: yesNo
    .optional()
    .describe('What read_only must be; absent: false for a primary, not asked of a replica.'),
});

const redisGate = mapping(
  'a mapping such as {min_keys: 1000}; {} asks only whether it is loaded and linked',
  {
    ...login,
    role: oneOf(['primary', 'replica', 'any']).optional().describe('Absent: any.'),
    min_keys: wholeNumber({ min: 1, max: 1e12 })
      .optional()
      .describe('Keys that it must hold, expiring ones included.'),
    save_before: yesNo
      .optional()
      .describe('Save (BGSAVE) and count before the reboot; absent: yes if keep_keys is set.'),
    keep_keys: z
      .string({ error: expecting('a percentage such as 100%') })
      .regex(/^(?:100|[1-9]\d?)%$/, { error: expecting('a percentage from 1% to 100%') })
      .transform((text) => Number(text.slice(0, -1)))
      .optional()
      .describe('Of the keys without an expiry before the reboot, this share must be there again.'),
  },
);

const unitText = 'the name of a systemd unit, such as nginx.service';
const ipText = 'an IPv4 or IPv6 address';
const freeText = 'a percentage such as 10%, or a size such as 512MiB or 20GiB';
const diskGate = mapping('a mapping such as {path: /var, at_least: 10%}', {
  path: z
    .string({ error: expecting('an absolute path on the host') })
    .regex(/^\/[A-Za-z0-9._/@+-]{0,200}$/, { error: expecting('an absolute path on the host') }),
  at_least: z
    .string({ error: expecting(freeText) })
    .regex(/^(?:(?:100|[1-9]?\d)%|[1-9]\d{0,8}(?:MiB|GiB|TiB))$/, { error: expecting(freeText) }),
});

const questions = {
  tcp: port.optional().describe('Port that must accept a connection.'),
  http: httpGate.optional().describe('Request that must be answered well.'),
  command: commandGate.optional().describe('Command on the host that must end well.'),
  mysql: mysqlGate
    .optional()
    .describe('MySQL or MariaDB: replication runs and is not behind, or it takes writes.'),
  redis: redisGate.optional().describe('Redis: loaded, linked and in sync, nothing lost.'),
  unit: z
    .string({ error: expecting(unitText) })
    .regex(/^[A-Za-z0-9@_.:-]{1,200}\.(?:service|socket|target|timer|mount|path)$/, {
      error: expecting(unitText, 'write its suffix too'),
    })
    .optional()
    .describe('systemd unit that must be active.'),
  address_absent: z
    .string({ error: expecting(ipText) })
    .refine((text) => isAddress(text) && (text.includes(':') || /^[\d.]+$/.test(text)), {
      error: expecting(ipText),
    })
    .optional()
    .describe('Floating address that the host must not have.'),
  disk_free: diskGate.optional().describe('Room that a file system of the host must have.'),
};

type QuestionName = keyof typeof questions;
const questionNames = Object.keys(questions) as readonly QuestionName[];
const listed = questionNames.join(', ');

export const gate = mapping(`a mapping with one of ${listed}`, {
  name: plainText(80).optional().describe('Shown to people, unique within the service.'),
  ...questions,
  parts: z
    .array(oneOf(['primary', 'replica', 'standby', 'member']), { error: expecting('a list of parts') })
    .min(1, { error: expecting('at least one part') })
    .optional()
    .describe('Parts of the service that are asked; absent: all.'),
  ...attemptLimits,
}).superRefine((fields, context) => {
  const asked = questionNames.filter((name) => fields[name] !== undefined).length;
  if (asked === 1) return;
  const message = expecting(`exactly one of ${listed}`, 'one gate asks one question');
  context.addIssue({ code: 'custom', message, input: asked === 0 ? undefined : `${asked} of them` });
});

export type GateFields = z.output<typeof gate>;
