// Every command in the documentation is run: as a user would, in a shell, by the real program, in a sandbox with an
// inventory, a database with a campaign, and a local Slack. A block without a language, or a program that nobody said how to
// run, fails.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import { DAY_MS } from '../../src/core/brand.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { netboxRows } from '../adapters/netbox/netbox-records.ts';
import { viewOf } from '../fakes/planning-fleet.ts';
import { commandsOf, documents, fencesOf, programs, programsIn, type DocCommand } from './doc-commands.ts';

const root = join(import.meta.dirname, '..', '..');
let sandbox = '';
let campaign = '';

/** Needs a server that nobody has: that it is asked for its token first is what can be seen. */
const needsNetbox = /^stagger import netbox --url /;

/** Needs a campaign that ended and left this host out of rotation: that none did is what can be seen. */
const needsLeftOut = /^stagger put-back /;

/**
 * Commands that end with 1 where they find something, cannot judge it (after a sweep of these hosts that nobody can
 * reach), or where a decision does not apply, as their exit codes say.
 */
const mayFind =
  /^stagger (audit|doctor|forecast|plan|sweep|stop-switch|check|import|pause|resume|stop|retry|skip)\b/;

const settings = `
database: {path: stagger.db}
ssh: {known_hosts: known_hosts, identity_file: id_stagger}
slack: {team: T0STAGGER, channel: C0REBOOTS, bot_token: {env: BOT}, app_token: {env: APP}, api_url: 'http://127.0.0.1:9/api/'}
approvals: {approvers: [U0APPROVER]}
chaos: {hours: {days: [tue, wed, thu], start: '10:00', duration: 5h, time_zone: Asia/Seoul}}
`;

const fleet = `
caps: {max_in_flight: 2}
sites: {seoul: {kind: datacentre, time_zone: Asia/Seoul}}
zones: {seoul-a: {site: seoul}}
racks: {seoul-a-r12: {zone: seoul-a}, r12: {zone: seoul-a}, r13: {zone: seoul-a}}
windows: {always: {days: [mon, tue, wed, thu, fri, sat, sun], start: '00:00', duration: 24h}}
defaults: {windows: [always], max_uptime: 180d, warn_before: 30d}
hosts: {"web-[01:04]": {rack: seoul-a-r12}, "db-[01:02]": {rack: r13}}
services: {web: {instances: ["web-[01:04]"], max_unavailable: 1, chaos: true}}
`;

beforeAll(async () => {
  sandbox = mkdtempSync(join(tmpdir(), 'stagger-docs-'));
  const bin = join(sandbox, 'bin');
  mkdirSync(bin);
  const script = (name: string, lines: readonly string[]): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${lines.join('\n')}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  const stagger = `"${process.execPath}" "${join(root, 'bin', 'stagger.js')}" "$@"`;
  script('stagger', [
    // A daemon and a demo run until they are ended: some seconds without failing are enough here.
    `case "$1" in run|demo) shift 0; timeout --signal=TERM 4 ${stagger}; c=$?; [ $c = 124 ] && c=0; exit $c;; esac`,
    `exec ${stagger}`,
  ]);
  for (const [name, { how }] of Object.entries(programs)) if (how === 'stub') script(name, ['exit 0']);
  const scripts = `${join(root, 'package.json')}`;
  script('npm', [
    `case "$1" in run) shift; [ "$1" = -s ] && shift; n=$1;; ci|link|--prefix) exit 0;; *) n=$1;; esac`,
    `grep -q "\\"$n\\":" "${scripts}" || { echo "package.json has no script $n" >&2; exit 1; }`,
  ]);
  script('node', [`[ -e "${root}/$1" ] || { echo "there is no $1" >&2; exit 1; }`]);
  const work = join(sandbox, 'template');
  mkdirSync(join(work, 'inventory'), { recursive: true });
  const inventory = join(work, 'inventory');
  writeFileSync(join(inventory, 'fleet.yaml'), fleet);
  writeFileSync(join(inventory, 'settings.yaml'), settings);
  writeFileSync(join(inventory, 'known_hosts'), '');
  writeFileSync(join(work, 'hosts.ini'), '[web]\nweb-1 ansible_host=192.0.2.1\n');
  mkdirSync(join(work, 'inventories'));
  mkdirSync(join(work, 'pages'));
  cpSync(join(work, 'hosts.ini'), join(work, 'inventories', 'production'));
  writeFileSync(join(work, 'import.yaml'), 'site: { value: seoul }\nzone: { value: seoul-a }\nwrite: []\n');
  for (const [path, results] of Object.entries(netboxRows)) {
    const page = { count: results.length, next: null, previous: null, results };
    writeFileSync(join(work, 'pages', `${path.replace('/', '-')}.json`), JSON.stringify(page));
  }
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(inventory, 'id_stagger')]);
  const store = await openSqlStore(join(inventory, 'stagger.db'));
  const views = ['web-01', 'web-02', 'web-03', 'web-04', 'db-01'].map((host, index) => {
    const view = viewOf(host as HostId, (150 + 20 * index) * DAY_MS, 'up');
    return { ...view, lastSeen: { ...view.lastSeen!, at: Date.now() } };
  });
  await store.recordObservations({ views, boots: [] });
  await store.close();
  const { out } = await runCommand(
    ...['plan', 'web-01', 'web-03', '--propose', '--requested-by', 'U0REQUESTER', '--json'],
    ...['--inventory', inventory],
  );
  const proposed = JSON.parse(out) as { readonly campaign: string | null };
  if (proposed.campaign === null) throw new Error(`nothing was proposed: ${out}`);
  campaign = proposed.campaign;
});
afterAll(() => rmSync(sandbox, { recursive: true }));

function runLine({ text }: DocCommand): { readonly code: number | null; readonly said: string } {
  const line = text
    .replaceAll('CAMPAIGN', campaign)
    .replaceAll('/var/backups/stagger', join(sandbox, 'backups'))
    // Watching ends when somebody ends it.
    .replace(/ --watch$/, '');
  const { status, stdout, stderr } = spawnSync('/bin/bash', ['-c', line], {
    cwd: join(sandbox, 'work'),
    timeout: 60_000,
    encoding: 'utf8',
    env: {
      PATH: `${join(sandbox, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: sandbox,
      STAGGER_INVENTORY: 'inventory',
      BOT: 'xoxb-x',
      APP: 'xapp-x',
    },
  });
  return { code: status, said: `${stdout}\n${stderr}` };
}

describe('the documentation', () => {
  it('has a language for every block, so that commands are known as such', () => {
    const bare = documents()
      .flatMap(fencesOf)
      .filter(
        ({ language, lines }) =>
          language === '' && lines.some((line) => /^(stagger|npm|node|npx) /.test(line)),
      );
    expect(bare.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  });

  it('names no program that nobody said how to run', () => {
    const unknown = documents()
      .flatMap(commandsOf)
      .flatMap(({ file, line, text }) => programsIn(text).map((program) => ({ file, line, program })))
      .filter(({ program }) => !Object.hasOwn(programs, program));
    expect(unknown).toEqual([]);
  });

  it('is seen', () => {
    expect(documents().flatMap(commandsOf).length).toBeGreaterThan(30);
  });
});

/** Each document begins where its reader does; its commands follow one another. */
function freshWorld(): void {
  rmSync(join(sandbox, 'work'), { recursive: true, force: true });
  rmSync(join(sandbox, 'backups'), { recursive: true, force: true });
  mkdirSync(join(sandbox, 'backups'));
  cpSync(join(sandbox, 'template'), join(sandbox, 'work'), { recursive: true });
}

describe.each(documents().filter((file) => commandsOf(file).length > 0))('%s', (file) => {
  beforeAll(freshWorld);

  it.each(commandsOf(file).map((command) => [command.text, command] as const))(
    '%s',
    (text, command) => {
      const { code, said } = runLine(command);
      const good = needsNetbox.test(text) ? [78] : mayFind.test(text) ? [0, 1] : [0];
      if (needsLeftOut.test(text)) {
        expect(said).toContain('no ended campaign left web-01');
        return;
      }
      expect(good.includes(code ?? -1) ? 'well' : `exit code ${code}: ${said}`).toBe('well');
    },
    60_000,
  );
});

describe('the test itself', () => {
  beforeAll(freshWorld);

  it.each([
    ['stagger hosts --wehre policy=overdue', 2],
    ['stagger explain no-such-host', 2],
    ['npm run no-such-script', 1],
    ['node scripts/no-such-script.ts', 1],
  ])(
    'finds that `%s` does not work',
    (text, code) => {
      expect(runLine({ file: '', line: 0, text }).code).toBe(code);
    },
    60_000,
  );

  it('reads package.json for the names of scripts', () => {
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toContain('"demo":');
  });
});
