// The files of a new inventory: few lines, each with why it is there, and sound from the first minute. Whoever asks for
// one answers what nobody can guess (where, which hosts); everything else has a default that is safe.

import { stringify } from 'yaml';
import { jsonSchemas } from './json-schema.ts';
import { expandRange } from './name-range.ts';

export type StarterAnswers = {
  readonly site: string;
  readonly kind: 'datacentre' | 'cloud';
  readonly timeZone: string;
  readonly zones: readonly string[];
  /** Names or ranges such as `web-[01:03]`, dealt out over the zones; empty where an import brings the hosts. */
  readonly hosts: readonly string[];
  readonly user: string;
  readonly identityFile: string;
  readonly knownHosts: string;
  readonly database: string;
  /** Null: without Slack for now. */
  readonly slack: {
    readonly team: string;
    readonly channel: string;
    readonly approvers: readonly string[];
  } | null;
};

/** One value as YAML writes it on one line. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}

function list(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(', ')}]`;
}

/** The first hosts that the answers name, so that the sample works as it stands once its # are gone. */
function sampleHosts(hosts: readonly string[]): readonly string[] {
  return hosts
    .flatMap((host) => {
      const range = expandRange(host);
      return range.kind === 'names' ? range.names : [];
    })
    .slice(0, 2);
}

function fleetFile({ site, kind, timeZone, zones, hosts }: StarterAnswers): string {
  return [
    '# yaml-language-server: $schema=schema/inventory.schema.json',
    '#',
    '# What there is and where it stands. Give every host a rack where it has one: `stagger audit` then knows what the',
    '# loss of a rack takes. Everything that can be written: docs/configuration.md.',
    '',
    'sites:',
    `  ${scalar(site)}: { kind: ${kind}, time_zone: ${scalar(timeZone)} }`,
    'zones:',
    ...zones.map((zone) => `  ${scalar(zone)}: { site: ${scalar(site)} }`),
    ...(hosts.length === 0 ? [] : ['hosts:']),
    ...hosts.map(
      (host, index) => `  ${scalar(host)}: { zone: ${scalar(zones[index % zones.length] ?? '')} }`,
    ),
    '',
    '# Services say which hosts do the same work, so that they never go together:',
    '# services:',
    '#   web:',
    '#     min_available: 50%',
    `#     instances: ${list(sampleHosts(hosts))}`,
    '#     gates: [{ http: { port: 80, path: /health } }]',
    '',
  ].join('\n');
}

function policyFile({ timeZone }: StarterAnswers): string {
  return [
    '# yaml-language-server: $schema=schema/inventory.schema.json',
    '#',
    '# When servers must be rebooted, and when they may be.',
    '',
    'defaults:',
    `  time_zone: ${scalar(timeZone)}`,
    '  max_uptime: 180d # each restart finds a problem while somebody is looking',
    '  warn_before: 30d',
    '  windows: [weeknights]',
    '',
    '# Outside of its windows no host is rebooted.',
    'windows:',
    '  weeknights:',
    '    days: [mon, tue, wed, thu]',
    "    start: '01:00'",
    '    duration: 5h',
    '',
    '# At most so many hosts at once, whatever else would allow more.',
    'caps: { max_in_flight: 1 }',
    '',
  ].join('\n');
}

function slackLines({ slack }: StarterAnswers): readonly string[] {
  if (slack === null)
    return [
      '# Without Slack nothing can be approved, and so nothing is rebooted. `stagger slack manifest` makes the app.',
      '# slack:',
      '#   team: T…',
      '#   channel: C…',
      '#   bot_token: { env: STAGGER_SLACK_BOT_TOKEN }',
      '#   app_token: { env: STAGGER_SLACK_APP_TOKEN }',
      '# approvals: { approvers: [S…] }',
    ];
  return [
    'slack:',
    `  team: ${scalar(slack.team)}`,
    `  channel: ${scalar(slack.channel)}`,
    '  bot_token: { env: STAGGER_SLACK_BOT_TOKEN }',
    '  app_token: { env: STAGGER_SLACK_APP_TOKEN }',
    '',
    'approvals:',
    '  needed: 1',
    '  # Ids, because names can be changed by anybody. S… is a user group, U… a person.',
    `  approvers: ${list(slack.approvers)}`,
  ];
}

function settingsFile(answers: StarterAnswers): string {
  const { database, knownHosts, identityFile, user } = answers;
  return [
    '# yaml-language-server: $schema=schema/settings.schema.json',
    '#',
    '# How Stagger itself runs. Relative paths start at this directory; secrets stand elsewhere.',
    '',
    `database: { path: ${scalar(database)} }`,
    '',
    'ssh:',
    '  # A host whose key is not in here is not talked to. There is no "accept any key".',
    `  known_hosts: ${scalar(knownHosts)}`,
    `  identity_file: ${scalar(identityFile)}`,
    `  user: ${scalar(user)}`,
    '',
    ...slackLines(answers),
    '',
  ].join('\n');
}

/** Text by file name, to be written into one directory. */
export function starterFiles(answers: StarterAnswers): ReadonlyMap<string, string> {
  return new Map([
    ['settings.yaml', settingsFile(answers)],
    ['policy.yaml', policyFile(answers)],
    ...(answers.hosts.length === 0 ? [] : [['fleet.yaml', fleetFile(answers)] as const]),
    ...[...jsonSchemas()].map(([name, text]) => [`schema/${name}`, text] as const),
  ]);
}
