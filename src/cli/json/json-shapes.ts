// Every shape that `--json` prints, by its name and version, and which commands print it. docs/json.md is generated from
// here, and a test holds what the commands really print to it. A shape changes only by additions; anything else is a
// new version of it.

import { z } from 'zod';
import {
  chaosDrawn,
  copyProof,
  count,
  domain,
  duration,
  finding,
  findingKey,
  hostReport,
  hostRow,
  instant,
  journalEntry,
  kinded,
  leftOut,
  names,
  outcome,
  planDocument,
  stopSwitches,
  text,
  timingBasis,
} from './shape-parts.ts';

export type JsonShape = {
  readonly from: readonly string[];
  readonly what: string;
  readonly schema: z.ZodObject;
};

export function shape(from: readonly string[], what: string, fields: z.ZodRawShape): JsonShape {
  return { from, what, schema: z.strictObject(fields) };
}

/** Beside the fields that are written down it holds others, which no program may rely on. */
function openShape(from: readonly string[], what: string, fields: z.ZodRawShape): JsonShape {
  return { from, what, schema: z.looseObject(fields) };
}

export const jsonShapes = {
  'audit/1': shape(['stagger audit --format json'], 'The placement audit; `--baseline` reads it.', {
    at: instant,
    digest: text,
    fleetDigest: text,
    hosts: count,
    services: count,
    findings: z.array(finding),
    expiredWaivers: z.array(z.looseObject({ code: text, subject: text })),
    unmatchedWaivers: z.array(z.looseObject({ code: text, subject: text })),
    dependencies: z.looseObject({}),
    suggestions: z.array(z.looseObject({ code: text, subject: text, domain: domain.nullable() })),
    since: z.unknown().describe('What it was compared with, or null'),
    baseline: z
      .strictObject({
        added: z.array(finding),
        worse: z.array(finding),
        gone: z.array(findingKey),
        waived: z.array(findingKey),
        expired: z.array(findingKey),
      })
      .nullable(),
  }),
  'audit-log/1': shape(['stagger audit-log list'], 'Entries of the journal, in order.', {
    entries: z.array(journalEntry),
  }),
  'audit-verdict/1': shape(['stagger audit-log verify'], 'Whether the journal is whole.', {
    verdict: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('intact'), entries: count, headHash: text }),
      z.strictObject({ kind: z.literal('broken'), seq: count, detail: text }),
    ]),
  }),
  'backup/1': shape(['stagger backup'], 'The proof of a backup.', { file: text, ...copyProof }),
  'calendar/1': shape(['stagger calendar'], 'The next openings of every window, and freezes.', {
    zoneDataVersion: text,
    openings: z.array(
      z.looseObject({
        window: text,
        timeZone: text,
        opens: z.strictObject({ at: instant, local: text }),
        shuts: z.strictObject({ at: instant, local: text }),
        openMs: duration,
        nominalMs: duration,
        freezes: names,
      }),
    ),
    hypervisors: z
      .array(
        z.strictObject({
          host: text,
          guests: names,
          startable: z.array(z.strictObject({ fromAt: instant, untilAt: instant })),
        }),
      )
      .describe('Hosts that go only while the windows of these guests are open besides their own'),
    freezes: z.array(z.looseObject({ id: text, fromAt: instant, untilAt: instant })),
    unreadFreezes: z
      .array(z.strictObject({ id: text, why: text }))
      .describe('While there are any, nothing starts'),
    campaigns: z
      .array(
        z.strictObject({
          campaign: text,
          kind: z.enum(['past', 'running', 'planned']),
          fromAt: instant,
          untilAt: instant.describe('Expected, of what is not over'),
        }),
      )
      .optional()
      .describe('In the file of the console only'),
  }),
  'campaign/1': openShape(['stagger campaign ID'], 'One campaign, host by host, and more of its state.', {
    id: text,
    version: count,
    document: planDocument,
    requestedBy: text,
    proposedAt: instant,
    expiresAt: instant,
    approvals: z.array(z.looseObject({ by: text, at: instant })),
    approvalPolicy: z.looseObject({ needed: count, requesterMayApprove: z.boolean() }),
    phase: kinded,
    toReboot: count.describe('Hosts that it would reboot still, if it is approved or goes on now'),
    rebootedSince: z
      .array(text)
      .describe('Waiting hosts that have rebooted since the plan was made, and are left alone'),
    hosts: z.record(text, z.looseObject({ stage: kinded })).describe('By host'),
  }),
  'campaign-report/1': shape(['stagger campaign report'], 'What a campaign was, or has been so far.', {
    campaign: text,
    phase: kinded,
    total: count,
    done: count,
    untouched: count.describe('Never begun, or put back before anything was done'),
    wholeMs: duration.nullable().describe('From the first host’s check; null where none was begun'),
    parts: z
      .array(
        z.strictObject({
          part: z.enum(['check', 'drain', 'reboot', 'settle', 'gates', 'ramp', 'soak', 'undo']),
          hosts: count,
          medianMs: duration,
          longest: z.strictObject({ host: text, ms: duration }),
        }),
      )
      .describe('Parts of a reboot that hosts have ended; `reboot` is the time down'),
    hosts: z
      .array(
        z.strictObject({
          host: text,
          stage: text,
          ms: duration,
          parts: z.array(z.strictObject({ part: text, ms: duration })),
        }),
      )
      .describe('Slowest first'),
    failed: z.array(z.looseObject({ host: text, failure: z.looseObject({ kind: text, detail: text }) })),
    skipped: z.array(z.strictObject({ host: text, why: kinded })),
    drifted: z
      .array(
        z.strictObject({
          host: text,
          items: z.array(z.looseObject({ kind: text, severity: z.enum(['fail', 'warn']), what: text })),
        }),
      )
      .describe('What was there before the reboot and is missing after it'),
    compared: count.describe('Hosts that were compared with what they were before'),
    unplanned: z
      .array(z.strictObject({ host: text, owner: text.nullable(), beganAt: instant }))
      .describe('Hosts of the fleet that rebooted by themselves meanwhile, newest first'),
  }),
  'campaigns/1': shape(['stagger campaign'], 'All campaigns, newest first.', {
    campaigns: z.array(
      z.looseObject({
        campaign: text,
        phase: text,
        done: count,
        total: count,
        toReboot: count.describe('Hosts that it would reboot still, if it is approved or goes on now'),
        drifted: count.describe('Hosts that had something before their reboot that is missing now'),
      }),
    ),
  }),
  'chaos/1': shape(
    ['stagger chaos'],
    'How chaos mode stands, and of every host why it may be drawn or not.',
    {
      mode: z.enum(['off', 'report', 'propose']),
      services: z.array(z.strictObject({ service: text, parts: names })).describe('Those that opted in'),
      terms: z
        .looseObject({ everyDays: count, restMs: duration })
        .nullable()
        .describe('Null where it is off, as are the next three'),
      time: kinded.nullable().describe('open, outside-hours or drawn-lately'),
      nextAt: instant.nullable().describe('When it may draw next, as far as the calendar goes'),
      last: chaosDrawn.nullable(),
      holds: z.array(kinded).describe('While there are any, nobody is drawn'),
      hosts: z.array(
        z.looseObject({ host: text, kind: z.enum(['eligible', 'left-out']), tickets: count.optional() }),
      ),
    },
  ),
  'chaos-draw/1': shape(['stagger chaos draw'], 'Whom a draw would take now; nothing was recorded.', {
    seed: text,
    host: text.nullable(),
    lookedOver: z
      .enum(['yes', 'outside-hours'])
      .describe('Whether plan, lint and start conditions were asked'),
    urn: z.array(z.strictObject({ host: text, tickets: count })),
    wentBack: z.array(z.strictObject({ host: text, objections: z.array(kinded) })),
    holds: z.array(kinded),
  }),
  'check/1': shape(['stagger check'], 'Every mistake of an inventory.', {
    directory: text,
    ok: z.boolean(),
    referencesChecked: z
      .boolean()
      .describe('False where files could not be read, so how they fit was not checked'),
    mistakes: z.array(
      z.strictObject({
        file: text,
        line: count,
        column: count,
        what: text,
        found: text.nullable(),
        expected: text.nullable(),
        hint: text.nullable(),
      }),
    ),
    warnings: z.array(text).describe('What the SSH configuration says for some host and is not followed'),
    fleet: z
      .strictObject({
        digest: text,
        hosts: count,
        services: count,
        racks: count,
        zones: count,
        sites: count,
        unreadFreezes: z.array(z.strictObject({ id: text, why: text })),
      })
      .nullable(),
  }),
  'decision/1': shape(
    ['stagger pause', 'stagger resume', 'stagger stop', 'stagger retry', 'stagger skip'],
    'What a decision made of its campaign.',
    { campaign: text, phase: text },
  ),
  'doctor/1': shape(['stagger doctor'], 'What the doctor found.', {
    counts: z.strictObject({ ok: count, warning: count, problem: count }),
    lines: z.array(
      z.strictObject({
        area: text,
        subject: text,
        verdict: z.enum(['ok', 'warning', 'problem']),
        found: text,
        fix: text.nullable(),
      }),
    ),
  }),
  'explanation/1': shape(['stagger explain'], 'Why a host goes when it goes, or does not.', {
    host: text,
    stopSwitches,
    campaigns: z.array(z.looseObject({ campaign: text, stage: kinded, blocks: z.array(kinded) })),
    leftOut: leftOut.nullable(),
    row: hostReport.nullable(),
    step: z.looseObject({ host: text, wave: count }).nullable(),
    learned: z
      .strictObject({
        timing: z.looseObject({ expectedMs: duration, comeBackWithinMs: duration }),
        basis: timingBasis,
      })
      .nullable()
      .describe('How long its reboots take, and whose reboots say so; null where the inventory alone does'),
    chaos: z
      .strictObject({ row: z.looseObject({ host: text }).nullable(), drawn: chaosDrawn.nullable() })
      .nullable()
      .describe('What chaos mode says of it, and its newest draw of it; null where it is off'),
  }),
  'forecast/1': shape(['stagger forecast'], 'What falls due by week, and whether it fits.', {
    stopSwitches: stopSwitches.optional().describe('At the command line only'),
    weeks: z.array(
      z.looseObject({
        fromAt: instant,
        untilAt: instant,
        due: names,
        room: count,
        carried: names,
        late: names,
      }),
    ),
    warnings: z.array(kinded),
    stuck: z.array(z.looseObject({ host: text, dueAt: instant, why: kinded })),
    unknown: names,
  }),
  'hosts/1': shape(['stagger hosts', 'stagger sweep'], 'The hosts as last observed.', {
    hosts: z.array(hostRow),
  }),
  'import/1': shape(['stagger import'], 'What an import gives.', {
    source: text,
    hosts: count,
    written: text.nullable().describe('The file, or null'),
    changes: z.array(z.looseObject({ kind: text, what: text, id: text })).nullable(),
    alarm: text.nullable(),
    warnings: names,
    notMapped: z.array(z.looseObject({ kind: text, name: text, why: text })),
    inventory: text.describe('YAML'),
  }),
  'incident/1': shape(['stagger incidents INCIDENT'], 'One incident, with its timeline.', {
    incident: z.looseObject({
      id: text,
      cause: kinded,
      openedAt: instant,
      sinceAt: instant.describe('When the first host was noticed to be gone'),
      phase: kinded,
      hosts: z.array(z.looseObject({ host: text, lostAt: instant, losses: count, stage: kinded })),
      worst: z
        .array(z.looseObject({ service: text, outcome, instances: count, left: count, minimum: count }))
        .describe('Each service at its worst moment'),
    }),
    lengths: z.strictObject({
      wholeMs: duration,
      noticedAfterMs: duration,
      longest: z.strictObject({ host: text, ms: duration }).nullable(),
    }),
    timeline: z.array(z.looseObject({ at: instant, kind: text })),
  }),
  'incidents/1': shape(['stagger incidents'], 'Incidents, newest first.', {
    incidents: z.array(
      z.strictObject({
        id: text,
        cause: kinded,
        openedAt: instant,
        sinceAt: instant,
        phase: kinded,
        hosts: count,
      }),
    ),
  }),
  'init/1': shape(['stagger init'], 'What was written.', { directory: text, files: names, hosts: count }),
  'losing-pairs/1': shape(['stagger whatif --pairs'], 'Pairs of losses that stop what survives each.', {
    pairs: z.array(z.strictObject({ level: text, domains: z.array(domain), services: names })),
  }),
  'plan/1': shape(['stagger plan'], 'A plan, or why there is nothing to do.', {
    stopSwitches,
    kind: z.enum(['planned', 'nothing-to-do']),
    document: planDocument.optional().describe('Where it is planned'),
    report: z
      .looseObject({ hosts: z.array(hostReport) })
      .optional()
      .describe('Where there is nothing to do'),
    campaign: text.nullable().describe('With --propose'),
    learned: z
      .array(timingBasis.extend({ host: text }))
      .describe('Planned hosts whose expected length is learned; the others go by the inventory'),
  }),
  'restore/1': shape(['stagger restore'], 'The proof of a restore.', {
    file: text,
    database: text,
    aside: text.nullable().describe('Where what was there before is kept; null: nothing was there'),
    stopped: names.describe('Campaigns of the backup whose approvals are void'),
    ...copyProof,
  }),
  'stop-switch/1': shape(['stagger stop-switch'], 'Whether the stop switch is set.', {
    kind: z.enum(['clear', 'set', 'unknown']),
    why: text.nullable(),
    others: z
      .array(
        z.looseObject({ kind: z.enum(['set', 'stopped', 'unknown']), subject: kinded.nullable(), why: text }),
      )
      .describe('Switches of single services and hosts'),
  }),
  'whatif/1': shape(['stagger whatif DOMAIN…'], 'What the loss of domains does.', {
    domains: z.array(domain),
    lostHosts: names,
    alreadyDown: names,
    services: z.array(z.looseObject({ service: text, outcome })),
    owners: z.array(z.looseObject({})),
    startUp: z.array(z.looseObject({})),
  }),
  'worst-losses/1': shape(['stagger whatif --worst N'], 'The worst single losses.', {
    losses: z.array(
      z.strictObject({
        domain,
        hosts: count,
        down: count,
        quorumLost: count,
        belowMinimum: count,
        degraded: count,
        dragged: count,
      }),
    ),
  }),
} satisfies Readonly<Record<`${string}/${number}`, JsonShape>>;

export type JsonShapeName = keyof typeof jsonShapes;
