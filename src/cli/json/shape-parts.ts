// The parts that the shapes of `--json` are made of. Objects are exact where programs rely on them: a field that nobody
// wrote down is a mistake that a test finds. Deep in a plan or an event, where a `kind` decides what follows, more
// fields may stand beside the ones that are named.

import { z } from 'zod';

export const instant = z.number().int().describe('Milliseconds since 1970, UTC');
export const duration = z.number().describe('Milliseconds');
export const text = z.string();
export const count = z.number().int().min(0);
export const names = z.array(z.string());

export const severity = z.enum(['critical', 'warning', 'notice']);
export const domain = z.string().describe('Such as rack:r12');
export const outcome = z.string().describe('ok, degraded, below-minimum, quorum-lost, down or the like');

/** Something whose `kind` says which other fields it has. */
export const kinded = z.looseObject({ kind: text });

export const findingKey = z.looseObject({ code: text, subject: text });

export const finding = z.strictObject({
  code: text,
  severity,
  subject: text.describe('Such as service:web or host:web-1'),
  domain: domain.nullable(),
  left: count.nullable().describe('Instances left after the loss'),
  message: text,
  waivedUntilAt: instant.nullable(),
  service: text.nullable(),
  host: text.nullable(),
  owner: text.nullable(),
  figures: z.looseObject({}).nullable(),
  hosts: names,
  path: names.nullable(),
  also: z.array(z.looseObject({ code: text, domain: domain.nullable() })),
});

export const leftOut = z
  .strictObject({ campaign: text, sinceAt: instant })
  .describe('The ended campaign that took it out of rotation and did not bring it back');

export const hostRow = z.strictObject({
  host: text,
  site: text.nullable(),
  zone: text.nullable(),
  rack: text.nullable(),
  owner: text.nullable(),
  services: names,
  status: z.enum(['up', 'unreachable', 'unknown']),
  uptimeMs: duration.nullable(),
  policy: z.enum(['ok', 'due-soon', 'overdue', 'exempt', 'unknown']),
  kernelRunning: text.nullable(),
  kernelNewest: text.nullable(),
  rebootRequired: z.enum(['yes', 'no', 'unknown']),
  rebootGuard: z
    .enum(['epoch-and-boot-id', 'boot-id', 'unknown'])
    .describe('What stops the reboot of a daemon that was replaced'),
  bootId: text.nullable(),
  seenAt: instant.nullable(),
  leftOut: leftOut.nullable(),
  problem: z.strictObject({ failure: text, detail: text }).nullable(),
});

export const chaosDrawn = z.looseObject({
  openingAt: instant,
  at: instant,
  leash: z.enum(['report', 'propose']),
  seed: text,
  host: text,
  campaign: text.nullable(),
});

export const stopSwitches = z
  .array(
    z.strictObject({
      kind: z.enum(['set', 'unknown']).describe('One that cannot be read holds like one that is set'),
      subject: kinded.nullable().describe('A service or a host; null: the whole fleet'),
      path: text,
      why: text.nullable(),
      by: text.nullable().describe('Null where a file was made by hand'),
      sinceAt: instant.nullable(),
      lift: text.nullable().describe('The command that lifts it'),
      hosts: names.nullable().describe('Whom of those in question it holds; null: all'),
    }),
  )
  .describe('Those that keep a host in question from starting');

/** Whose reboots an expected length comes from. */
export const timingBasis = z.strictObject({ kind: z.enum(['host', 'model', 'service']), reboots: count });

export const hostReport = z.looseObject({ host: text, kind: z.enum(['planned', 'left-out']) });

export const planDocument = z.looseObject({
  digest: text.describe('What an approval is of'),
  plan: z.looseObject({
    id: text,
    version: count,
    createdAt: instant,
    requestedBy: text,
    fleetDigest: text,
    steps: z.array(
      z.looseObject({
        host: text,
        wave: count,
        after: names,
        reason: text,
        expectBootId: text,
        expectedStartAt: instant,
        expectedEndAt: instant,
      }),
    ),
  }),
  report: z.looseObject({ hosts: z.array(hostReport) }),
});

export const journalEntry = z.strictObject({
  seq: count,
  at: instant,
  actor: text,
  campaign: text.nullable(),
  event: kinded,
  prevHash: text,
  hash: text,
});

export const copyProof = {
  bytes: count,
  counts: z.record(text, count).describe('Rows of every table'),
  journalEntries: count,
  headHash: text,
};
