// What every command really prints with --json, held to the shape that is written down for it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import { jsonShapes } from '../../src/cli/json/json-shapes.ts';
import { DAY_MS } from '../../src/core/brand.ts';
import type { HostId, PersonId } from '../../src/core/fleet/ids.ts';
import { sampleEpisodeEvents } from '../fakes/sample-episodes.ts';
import { viewOf } from '../fakes/planning-fleet.ts';

const example = join(import.meta.dirname, '..', '..', 'inventory');
const seen = new Set<string>();
let directory = '';
let campaign = '';
const fleet = (): string => join(directory, 'fleet');

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-json-'));
  const files = {
    'fleet.yaml': `
sites: {s: {kind: cloud, time_zone: UTC}}
zones: {z: {site: s}}
windows: {always: {days: [mon, tue, wed, thu, fri, sat, sun], start: '00:00', duration: 24h}}
freezes: {quiet: {from: '2126-01-01', until: '2126-01-02', reason: nobody is there}}
defaults: {windows: [always], max_uptime: 180d, warn_before: 30d}
hosts: {web-1: {zone: z}, web-2: {zone: z}, gone: {zone: z}}
services: {web: {instances: [web-1, web-2], max_unavailable: 1, chaos: true}}
`,
    'settings.yaml': `
database: {path: stagger.db}
slack: {team: T0STAGGER, channel: C0REBOOTS, bot_token: {env: NO_SUCH_BOT}, app_token: {env: NO_SUCH_APP}}
approvals: {approvers: [U0APPROVER]}
chaos: {hours: {days: [mon, tue, wed, thu, fri, sat, sun], start: '00:00', duration: 12h, time_zone: UTC}}
`,
  };
  mkdirSync(fleet());
  for (const [name, text] of Object.entries(files)) writeFileSync(join(fleet(), name), text);
  writeFileSync(join(directory, 'hosts.ini'), '[web]\nweb-1 ansible_host=192.0.2.1\n');
  const store = await openSqlStore(join(fleet(), 'stagger.db'));
  const views = Object.entries({ 'web-1': 200, 'web-2': 170 }).map(([host, age]) => {
    const view = viewOf(host as HostId, age * DAY_MS, 'up');
    return { ...view, lastSeen: { ...view.lastSeen!, at: Date.now() } };
  });
  await store.recordObservations({ views, boots: [] });
  const events = [sampleEpisodeEvents['incident-opened'], sampleEpisodeEvents['incident-services-hit']];
  await store.appendEpisodeEvents({ at: Date.now(), actor: 'daemon' as PersonId, events, messages: [] });
  await store.close();
  const { out } = await runCommand(
    'plan',
    '--propose',
    '--requested-by',
    'U0REQUESTER',
    '--json',
    '--inventory',
    fleet(),
  );
  campaign = (JSON.parse(out) as { readonly campaign: string }).campaign;
});
afterAll(() => rmSync(directory, { recursive: true }));

/** In a fleet of its own unless `words` name another place. */
async function ask(words: readonly string[]) {
  const own =
    words.includes('--inventory') || words[0] === 'check' || words[0] === 'init' || words[0] === 'import';
  const all = words.map((word) => word.replace('DIR', directory).replace('CAMPAIGN', campaign));
  const { out, err } = await runCommand(...all, ...(own ? [] : ['--inventory', fleet()]));
  if (out === '') throw new Error(`nothing on stdout: ${err}`);
  return JSON.parse(out) as { readonly schema: string };
}

const commands: readonly (readonly [keyof typeof jsonShapes, readonly string[]])[] = [
  ['hosts/1', ['hosts', '--json']],
  ['check/1', ['check', 'DIR/fleet', '--json']],
  ['check/1', ['check', 'DIR/nowhere', '--json']],
  ['audit/1', ['audit', '--format', 'json', '--inventory', example, '--suggestions', '1']],
  ['whatif/1', ['whatif', 'rack:seoul-a-r12', '--json', '--inventory', example]],
  ['worst-losses/1', ['whatif', '--worst', '3', '--json', '--inventory', example]],
  ['losing-pairs/1', ['whatif', '--pairs', '--json', '--inventory', example]],
  ['calendar/1', ['calendar', '--json', '--days', '3']],
  ['calendar/1', ['calendar', '--json', '--days', '9', '--from', '2125-12-30']],
  ['forecast/1', ['forecast', '--json', '--weeks', '2']],
  ['plan/1', ['plan', '--json', '--due-soon']],
  ['plan/1', ['plan', 'gone', '--json']],
  ['chaos/1', ['chaos', '--json']],
  ['chaos-draw/1', ['chaos', 'draw', '--seed', 'a', '--json']],
  ['explanation/1', ['explain', 'web-1', '--json']],
  ['explanation/1', ['explain', 'gone', '--json']],
  ['campaigns/1', ['campaign', '--json']],
  ['campaign/1', ['campaign', 'CAMPAIGN', '--json']],
  ['campaign-report/1', ['campaign', 'report', 'CAMPAIGN', '--json']],
  ['decision/1', ['stop', 'CAMPAIGN', '--json']],
  ['campaign/1', ['campaign', 'CAMPAIGN', '--json']],
  ['incidents/1', ['incidents', '--json']],
  ['incident/1', ['incidents', 'i-1', '--json']],
  ['incident/1', ['incidents', 'i-1', '--close', 'a test', '--json']],
  ['stop-switch/1', ['stop-switch', 'set', 'a test', '--json']],
  ['stop-switch/1', ['stop-switch', '--json']],
  ['stop-switch/1', ['stop-switch', 'clear', '--json']],
  ['stop-switch/1', ['stop-switch', 'status', '--json']],
  ['audit-log/1', ['audit-log', 'list', '--json']],
  ['audit-verdict/1', ['audit-log', 'verify', '--json']],
  ['doctor/1', ['doctor', '--skip', 'hosts', '--json']],
  ['import/1', ['import', 'ansible', 'DIR/hosts.ini', '--json']],
  ['init/1', ['init', 'DIR/new', '--site', 's', '--zone', 'z', '--host', 'a', '--json']],
  ['backup/1', ['backup', 'DIR/copy.db', '--json']],
  ['restore/1', ['restore', 'DIR/copy.db', '--json']],
];

describe('--json', () => {
  // In this order: later commands look at what earlier ones did.
  it.each(commands)('%s is what `stagger %j` prints', async (name, words) => {
    const { schema, ...answer } = await ask(words);
    expect(schema).toBe(`stagger/${name}`);
    seen.add(name);
    const read = jsonShapes[name].schema.safeParse(answer);
    expect(read.error?.issues ?? []).toEqual([]);
  });

  it('has no shape that no command was seen to print', () => {
    expect(Object.keys(jsonShapes).filter((name) => !seen.has(name))).toEqual([]);
  });
});
