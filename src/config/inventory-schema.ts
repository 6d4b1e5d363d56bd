// What an inventory file may hold, section by section. Each entry is judged alone, so that one broken host does not
// hide the mistakes of the next; the same shapes make the JSON Schema that editors use.

import { approvers } from './service-approvers.ts';
import { z } from 'zod';
import type { FindingCode } from '../core/placement/finding.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import {
  addressRange,
  amount,
  hostCap,
  argv,
  clockTime,
  duration,
  expecting,
  icsPath,
  id,
  localDate,
  loginName,
  mapping,
  oneOf,
  plainText,
  port,
  reference,
  referenceRange,
  slackOwner,
  timeZone,
  wholeNumber,
  yearlyDays,
  yesNo,
} from './field-shapes.ts';
import { gate } from './gate-schema.ts';
import { chaosConsent } from './chaos-schema.ts';
import { haproxy } from './rotation-schema.ts';

const hook = mapping('a mapping with "command" and "timeout"', {
  command: argv.describe('Words of a command on the host, never shell text. Must be safe to run twice.'),
  timeout: duration({ minMs: SECOND_MS, maxMs: HOUR_MS }).describe('How long it may take.'),
});

const step = duration({ minMs: SECOND_MS, maxMs: DAY_MS });
const pause = duration({ minMs: 0, maxMs: DAY_MS });

const timing = mapping('a mapping of durations', {
  expected: step
    .optional()
    .describe('Usual length from drain to the last gate: for estimates and the cut-off.'),
  go_down_within: step.optional().describe('From the request until the old boot no longer answers.'),
  come_back_within: step.optional().describe('From the request until a new boot is proven.'),
  hold: pause.optional().describe('The new boot must still be up after this.'),
  system_up_within: step.optional().describe('From the new boot until systemd has settled.'),
  soak: pause.optional().describe('Pause after the gates before the next host may start.'),
});

const driftSeverity = oneOf(['fail', 'warn', 'ignore']).optional();

const drift = mapping('a mapping such as {mounts: fail, listeners: warn, grace: 2m}', {
  units: driftSeverity.describe('Active service units; warn.'),
  listeners: driftSeverity.describe('Listening sockets below port 32768; warn.'),
  mounts: driftSeverity.describe('Mount points of real file systems; fail.'),
  routes: driftSeverity.describe('Routes; warn.'),
  memory: driftSeverity.describe('Memory, with 2% of play; fail.'),
  cpus: driftSeverity.describe('CPUs; fail.'),
  disks: driftSeverity.describe('Whole disks, by size; fail.'),
  time_sync: driftSeverity.describe('A synchronised clock; warn.'),
  grace: pause
    .optional()
    .describe('From the beginning of the soak: what is missing is looked for again until then; 2m.'),
});

/** What can be set for a host, for the hosts of a service or of a site, and for the fleet. */
const fleetLevelShape = {
  user: loginName.optional().describe('SSH login name.'),
  port: port.optional().describe('SSH port.'),
  owner: reference('owner').optional().describe('Id of the owner of these hosts.'),
  windows: z
    .array(reference('window'), { error: expecting('a list of window ids') })
    .optional()
    .describe('Maintenance windows in which these hosts may be rebooted. None: never by plan.'),
  max_uptime: duration({ minMs: HOUR_MS, maxMs: 3_650 * DAY_MS })
    .optional()
    .describe('Past this a host is overdue.'),
  warn_before: duration({ minMs: 0, maxMs: 3_650 * DAY_MS })
    .optional()
    .describe('How long before max_uptime a host counts as due soon.'),
  timing: timing.optional().describe('Time limits of one reboot.'),
  drain: hook.optional().describe('Run on the host before its reboot, to take it out of service.'),
  drift: drift
    .optional()
    .describe(
      'What a host had before its reboot and has no more: whether that fails it, is told, or neither.',
    ),
  undrain: hook.optional().describe('Run on the host after its gates have passed, to put it back.'),
};

const exemption = mapping('a mapping with "reason" and "until"', {
  reason: plainText(500).describe('Why it is not to be rebooted.'),
  until: localDate.describe('The last day of the exemption, or an exact time.'),
});

const levelShape = {
  ...fleetLevelShape,
  exemption: exemption
    .optional()
    .describe('Not rebooted until a date, for a reason; nor is what it is a guest of.'),
};

const settingsText = 'a mapping of settings for hosts';

const fleetDefaults = mapping(settingsText, {
  ...fleetLevelShape,
  time_zone: timeZone.optional().describe('Zone of dates and windows that name none.'),
});

const levelDefaults = mapping(settingsText, levelShape);

const site = mapping('a mapping such as {kind: datacentre, time_zone: Asia/Seoul}', {
  kind: oneOf(['datacentre', 'cloud']).describe('A data centre or a cloud region.'),
  time_zone: timeZone.describe('IANA zone of the site.'),
  defaults: levelDefaults.optional().describe('For every host of the site.'),
});

const zone = mapping('a mapping such as {site: seoul-1}', {
  site: reference('site').describe('Site that the zone is part of.'),
});

const rack = mapping('a mapping such as {zone: seoul-1a, feeds: [seoul-1-a]}', {
  zone: reference('zone').describe('Zone that the rack stands in.'),
  units: wholeNumber({ min: 1, max: 100 }).optional().describe('Height in rack units.'),
  feeds: z
    .array(reference('feed'), { error: expecting('a list of feed ids') })
    .optional()
    .describe('Redundant power feeds: the rack falls when all of them are lost.'),
});

const feed = mapping('a mapping such as {site: seoul-1}', {
  site: reference('site').describe('Site that the feed supplies.'),
});

const owner = mapping('a mapping such as {slack: C0123456789}', {
  slack: slackOwner
    .optional()
    .describe(
      'Slack channel, user or user group that hears of this owner’s servers. A group is mentioned in the campaigns’ channel.',
    ),
  approvals: approvers
    .optional()
    .describe('Who must approve reboots of this owner’s services, besides the fleet’s approvers.'),
});

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const nthText = 'a list of 1 to 5, or -1 for the last';

const window = mapping('a mapping such as {days: [tue], start: "22:00", duration: 4h}', {
  days: z
    .array(oneOf(weekdays), { error: expecting('a list of weekdays such as [mon, tue]') })
    .min(1, { error: expecting('at least one weekday') })
    .describe('Weekdays on which the window starts.'),
  nth: z
    .array(z.literal([1, 2, 3, 4, 5, -1], { error: expecting('1 to 5, or -1 for the last of the month') }), {
      error: expecting(nthText),
    })
    .optional()
    .describe('Which of these weekdays in the month: 1 to 5, or -1 for the last. Absent: every one.'),
  start: clockTime.describe('Wall-clock start, such as "22:00".'),
  duration: duration({ minMs: MINUTE_MS, maxMs: 7 * DAY_MS }).describe('Length on the wall clock.'),
  time_zone: timeZone.optional().describe('IANA zone; absent: defaults.time_zone.'),
});

const unitError = expecting('a rack unit such as 12 or 12.5, or a range such as "[10:21]"');
const unit = z.union(
  [
    z
      .number()
      .min(0.5, { error: unitError })
      .max(100, { error: unitError })
      .multipleOf(0.5, { error: unitError }),
    z.string().regex(/^\[\d{1,3}:\d{1,3}\]$/, { error: unitError }),
  ],
  { error: unitError },
);

const host = mapping('a mapping such as {rack: r12, owner: store}', {
  ...levelShape,
  address: addressRange.optional().describe('Name or IP address; absent: the host’s id. A range is zipped.'),
  rack: referenceRange('rack').optional().describe('Rack it stands in. A range is zipped with the host’s.'),
  zone: referenceRange('zone').optional().describe('Zone, for a host without a rack (cloud).'),
  hypervisor: referenceRange('host')
    .optional()
    .describe(
      'Host that this one is a guest of: it stands where that one stands, which goes only in windows that both have.',
    ),
  unit: unit.optional().describe('Lowest rack unit it occupies.'),
  height: wholeNumber({ min: 1, max: 100 }).optional().describe('Rack units that it is high; 1.'),
  model: plainText(100).optional().describe('Hardware model.'),
  labels: z
    .record(id, plainText(200), { error: expecting('a mapping of names to text') })
    .optional()
    .describe('Your own names for selecting hosts.'),
  own_path: yesNo
    .optional()
    .describe('The daemon’s own host, its bastion or its database: planned last and alone.'),
});

const hostList = z
  .array(z.string({ error: expecting('a host id or a range of them') }), {
    error: expecting('a list of host ids'),
  })
  .describe('Host ids or ranges.');

const instances = z
  .union(
    [
      hostList,
      mapping('a mapping of parts to lists of hosts', {
        primary: hostList.optional(),
        replica: hostList.optional(),
        standby: hostList.optional(),
        member: hostList.optional(),
      }),
    ],
    {
      error: expecting(
        'a list of hosts, or a mapping of primary, replica, standby, member to lists of hosts',
      ),
    },
  )
  .transform((value) =>
    Array.isArray(value) ? { isList: true, member: value } : { isList: false, ...value },
  );

const domainText = 'a mapping with "kind" and one or more of "hosts", "racks" and "labels"';

const domain = mapping(domainText, {
  kind: id.describe('What it is called: chassis, cooling-loop, switch. Not the name of a built-in level.'),
  hosts: hostList.optional(),
  racks: z
    .array(reference('rack'), { error: expecting('a list of rack ids') })
    .optional()
    .describe('Racks whose hosts fall with it.'),
  labels: z
    .record(id, plainText(200), { error: expecting('a mapping of names to text') })
    .optional()
    .describe('Hosts that have all of these labels fall with it.'),
});

const severity = oneOf(['critical', 'warning', 'notice', 'ignored']).optional();

const service = mapping('a mapping with "instances"', {
  owner: reference('owner').optional().describe('Id of the owner; also of its hosts that name none.'),
  instances: instances.describe('Hosts that do this work, by part where parts matter.'),
  depends_on: z
    .array(reference('service'), { error: expecting('a list of service ids') })
    .optional()
    .describe('Services without which this one does not work.'),
  min_available: amount.optional().describe('Instances that must stay up: a number or a percentage.'),
  max_unavailable: amount.optional().describe('Instances that may be down: a number or a percentage; 1.'),
  quorum: yesNo.optional().describe('Keep a majority up whatever the budget says.'),
  gates: z
    .array(gate, { error: expecting('a list of gates') })
    .optional()
    .describe('Asked of each host of the service after its boot, in this order.'),
  approvals: approvers
    .optional()
    .describe('Who must approve reboots of this service, besides the fleet’s approvers; its owner’s.'),
  haproxy: haproxy
    .optional()
    .describe('Its lines in HAProxy: drained before a reboot, given traffic back step by step.'),
  chaos: chaosConsent
    .optional()
    .describe('May chaos mode draw its hosts: true for all parts but primary, or the parts; false.'),
  severities: mapping('a mapping of levels to severities', {
    host: severity,
    hypervisor: severity,
    rack: severity,
    feed: severity,
    custom: severity.describe('Domains that the site defines.'),
    zone: severity,
    site: severity,
  })
    .optional()
    .describe('How much it matters that one domain of a level can stop this service.'),
  defaults: levelDefaults.optional().describe('For every host of the service.'),
});

const freeze = mapping('a mapping such as {reason: Sales, from: 2026-12-18, until: 2027-01-03}', {
  reason: plainText(500)
    .optional()
    .describe('Why nothing may be rebooted. Of an ics file: before each summary.'),
  from: localDate.optional().describe('First day, or an exact time.'),
  until: localDate.optional().describe('Last day, or an exact time.'),
  yearly: yearlyDays.optional().describe('Every year, instead of from and until: first and last day.'),
  ics: icsPath
    .optional()
    .describe(
      'An iCalendar file, instead of from and until: each event freezes. Relative to this directory.',
    ),
  time_zone: timeZone.optional().describe('IANA zone of the dates; absent: defaults.time_zone.'),
});

const findingCodes = {
  'all-in-one-domain': true,
  'quorum-lost': true,
  'primary-with-standby': true,
  'below-minimum': true,
  clustered: true,
  'single-instance': true,
  'no-headroom': true,
  'too-few-instances': true,
  'shared-fate': true,
  'no-placement': true,
  'uptime-overdue': true,
  'uptime-due-soon': true,
} as const satisfies Record<FindingCode, true>;

const subjectText = 'service:ID or host:ID';

export const waiver = mapping('a mapping with "code", "subject", "reason", "by" and "until"', {
  code: oneOf(Object.keys(findingCodes) as readonly FindingCode[]).describe('Code of the accepted finding.'),
  subject: z
    .string({ error: expecting(subjectText) })
    .regex(/^(?:service|host):[A-Za-z0-9._-]+$/, { error: expecting(subjectText) })
    .describe('What the finding is about: service:ID or host:ID.'),
  reason: plainText(500).describe('Why it is accepted.'),
  by: plainText(100).describe('Who accepted it.'),
  until: localDate.describe('The last day on which it is accepted.'),
});

const downCap = hostCap.optional();

const caps = mapping('a mapping of limits', {
  max_in_flight: wholeNumber({ min: 1, max: 1_000 }).optional().describe('Hosts in flight at once; 1.'),
  max_hosts_per_campaign: wholeNumber({ min: 1, max: 10_000 })
    .optional()
    .describe('Hosts that one campaign may hold; 50.'),
  max_failures: wholeNumber({ min: 1, max: 100 })
    .optional()
    .describe('Hosts of one campaign that may fail, over the whole run, before it halts; 1.'),
  max_reboots_per_day: wholeNumber({ min: 1, max: 24 })
    .optional()
    .describe(
      'Reboots of one host within 24 hours, after which no campaign reboots it: by campaigns, by hand or by itself; 2.',
    ),
  max_down: mapping('a mapping of levels to numbers or percentages of hosts', {
    rack: downCap,
    feed: downCap,
    zone: downCap,
    site: downCap,
    fleet: downCap.describe('Hosts of the whole fleet.'),
  })
    .optional()
    .describe(
      'Hosts of one rack, feed, zone or site, or of the fleet, that may be down at once, for whatever reason: a number, or a percentage of the hosts there.',
    ),
});

/** Sections that map ids to entries. */
export const entrySections = {
  sites: site,
  zones: zone,
  racks: rack,
  feeds: feed,
  domains: domain,
  owners: owner,
  windows: window,
  hosts: host,
  services: service,
  freezes: freeze,
} as const;

/** Sections that are one entry for the whole inventory. */
export const singleSections = { defaults: fleetDefaults, caps } as const;

/** Every top-level key of an inventory file. */
export const sectionNames: readonly string[] = [
  ...Object.keys(entrySections),
  ...Object.keys(singleSections),
  'waivers',
];
