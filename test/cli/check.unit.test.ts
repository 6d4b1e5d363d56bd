import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-check-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const good = 'sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\nhosts: {a: {zone: z}}\n';

describe('stagger check', () => {
  it('ends with 0 for a sound inventory', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), good);
    const { out, err, code } = await runCommand('check', directory);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toMatch(
      /no mistakes; 1 host, 0 services, 0 racks, 1 zone, 1 site\nfleet digest [0-9a-f]{64}\n$/,
    );
  });

  it('reports every mistake at once and ends with 1', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), good.replace('zone: z', 'zone: y, prot: 22'));
    expect(await runCommand('check', directory)).toEqual({
      out: [
        `${join(directory, 'fleet.yaml')}:3:19: host a: unknown zone, found "y", expected one of z, hint: did you mean "z"?`,
        `${join(directory, 'fleet.yaml')}:3:22: host a: unknown key "prot", expected one of port, drift, unit, drain, rack, user, zone, height (and 12 more), hint: did you mean "port"?`,
        '2 mistakes in 1 file\n',
      ].join('\n'),
      err: '',
      code: 1,
    });
  });

  it('prints JSON for programs', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), good.replace('zone: z', 'zone: y'));
    const { out, code } = await runCommand('check', directory, '--json');
    expect(JSON.parse(out)).toEqual({
      schema: 'stagger/check/1',
      directory,
      ok: false,
      referencesChecked: true,
      fleet: null,
      warnings: [],
      mistakes: [
        {
          file: join(directory, 'fleet.yaml'),
          line: 3,
          column: 19,
          what: 'host a: unknown zone',
          found: '"y"',
          expected: 'one of z',
          hint: 'did you mean "z"?',
        },
      ],
    });
    expect(code).toBe(1);
    writeFileSync(join(directory, 'fleet.yaml'), good);
    expect(JSON.parse((await runCommand('check', directory, '--json')).out)).toMatchObject({
      ok: true,
      mistakes: [],
      fleet: { hosts: 1, services: 0 },
    });
  });

  it.each([
    ['a directory that is not there', 'nowhere', 'it does not exist'],
    ['a file', 'settings.yaml', 'it is not a directory'],
    ['a directory without an inventory', '.', 'holds no inventory'],
  ])('ends with 78 for %s, and says how to have one', async (_, name, what) => {
    if (name !== '.') writeFileSync(join(directory, 'settings.yaml'), '{}\n');
    const { out, code } = await runCommand('check', join(directory, name));
    expect(code).toBe(78);
    expect(out).toContain(what);
    expect(out).toContain('stagger init');
    expect(out).not.toContain('fit together');
    const json = await runCommand('check', join(directory, name), '--json');
    expect(json.code).toBe(78);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, mistakes: [{ hint: expect.any(String) }] });
    const doctor = await runCommand('doctor', '--inventory', join(directory, name));
    expect(doctor).toMatchObject({ code: 78, out: expect.stringContaining(what) });
  });

  it('writes the keys of a mistake in one order, whatever found it', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), good.replace('zone: z', 'zone: y, prot: 22'));
    writeFileSync(join(directory, 'more.yaml'), 'hosts: [');
    const { out } = await runCommand('check', directory, '--json');
    const orders = (JSON.parse(out) as { mistakes: object[] }).mistakes.map((each) =>
      Object.keys(each).join(),
    );
    expect(new Set(orders)).toEqual(new Set(['file,line,column,what,found,expected,hint']));
  });

  it('warns of what the SSH configuration says and Stagger does not follow, with the hosts it matters for', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), good);
    writeFileSync(
      join(directory, 'settings.yaml'),
      'database: {path: /x/s.db}\nssh: {config_file: ssh_config}\n',
    );
    const config = join(directory, 'ssh_config');
    writeFileSync(config, 'Host a\n StrictHostKeyChecking no\nHost other\n ProxyCommand nc\n', {
      mode: 0o600,
    });
    const { out, code } = await runCommand('check', directory);
    expect(out).toContain(
      `warning: ${config}: "stricthostkeychecking no" is not followed: host keys are always checked against ssh.known_hosts of settings.yaml (a)\n`,
    );
    expect(out).not.toContain('ProxyCommand');
    expect(code).toBe(0);
    writeFileSync(config, 'Host a\n ProxyCommand nc %h\n');
    expect(JSON.parse((await runCommand('check', directory, '--json')).out)).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining(`${config} has a ProxyCommand for a`)],
    });
    rmSync(config);
    expect((await runCommand('check', directory)).out).toContain(`warning: ${config} does not exist`);
    writeFileSync(join(directory, 'settings.yaml'), 'database: {path: /x/s.db}\nssh: {config_file: none}\n');
    expect((await runCommand('check', directory)).out).not.toContain('warning');
  });

  it.each([
    ['no settings.yaml', null],
    ['a settings.yaml that names no database', '{}\n'],
  ])('warns of %s: the database would be a file of the inventory', async (_, settings) => {
    writeFileSync(join(directory, 'fleet.yaml'), good);
    if (settings !== null) writeFileSync(join(directory, 'settings.yaml'), settings);
    const { out, code } = await runCommand('check', directory);
    expect(out).toContain(`warning: ${join(directory, 'settings.yaml')} names no database.path`);
    expect(out).toContain(join(directory, 'stagger.db'));
    expect(code).toBe(0);
    writeFileSync(join(directory, 'settings.yaml'), 'database: {path: stagger.db}\n');
    expect((await runCommand('check', directory)).out).not.toContain('warning');
  });

  it('takes --inventory as every command does, and not two directories', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), good);
    const named = await runCommand('check', '--inventory', directory);
    expect(named).toMatchObject({ code: 0, out: expect.stringContaining(`${directory}: no mistakes`) });
    expect(await runCommand('check', directory, '--inventory', `${directory}/`)).toMatchObject({ code: 0 });
    expect(await runCommand('check', directory, '--inventory', join(directory, 'other'))).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('name one directory'),
    });
  });

  it('ends with 2 for a wrong command line and 0 for help', async () => {
    expect(await runCommand('check', '--jsn')).toMatchObject({ out: '', code: 2 });
    expect(await runCommand('chek')).toMatchObject({ out: '', code: 2 });
    expect(await runCommand('check', '--help')).toMatchObject({ err: '', code: 0 });
  });
});
