import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';
let made = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-init-'));
  made = join(directory, 'fleet');
});
afterEach(() => rmSync(directory, { recursive: true }));

const flags = ['--site', 'seoul', '--zone', 'seoul-a', 'seoul-b', '--time-zone', 'Asia/Seoul'];

describe('stagger init', () => {
  it('writes an inventory that passes `stagger check`, and says what is next', async () => {
    const { out, err, code } = await runCommand('init', made, ...flags, '--host', 'web-[01:03]', 'db-1');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain('4 hosts, no mistakes');
    expect(out).toContain('NOPASSWD: /usr/bin/systemctl reboot');
    const checked = await runCommand('check', made);
    expect(checked.code).toBe(0);
    expect(readFileSync(join(made, 'fleet.yaml'), 'utf8')).toContain('#     instances: [web-01, web-02]');
    expect(checked.out).toContain('4 hosts, 0 services, 0 racks, 2 zones, 1 site');
    expect(readdirSync(made).sort()).toEqual(['fleet.yaml', 'policy.yaml', 'schema', 'settings.yaml']);
    // Nothing of the draft stays.
    expect(readdirSync(directory)).toEqual(['fleet']);
  });

  it('takes Slack and approvers', async () => {
    const slack = ['--slack-team', 'T0123456', '--slack-channel', 'C0123456', '--approver', 'S0123456'];
    const { code } = await runCommand('init', made, ...flags, '--host', 'a', ...slack);
    expect(code).toBe(0);
    expect(readFileSync(join(made, 'settings.yaml'), 'utf8')).toContain('approvers: [S0123456]');
    expect((await runCommand('check', made)).code).toBe(0);
  });

  it('takes the hosts of another system', async () => {
    const hosts = join(directory, 'hosts.ini');
    writeFileSync(hosts, '[web]\nweb-1 ansible_host=192.0.2.1\nweb-2 ansible_host=192.0.2.2\n');
    const { out, code } = await runCommand(
      ...['init', made, hosts, '--from', 'ansible', '--site', 's', '--time-zone', 'UTC', '--json'],
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schema: 'stagger/init/1', hosts: 2 });
    expect((await runCommand('check', made)).code).toBe(0);
    expect(readFileSync(join(made, 'imported.yaml'), 'utf8')).toContain('192.0.2.2');
  });

  it('never overwrites', async () => {
    mkdirSync(made);
    writeFileSync(join(made, 'mine.yaml'), 'precious');
    const { err, code } = await runCommand('init', made, ...flags, '--host', 'a');
    expect(code).toBe(2);
    expect(err).toContain('holds mine.yaml');
    expect(readdirSync(made)).toEqual(['mine.yaml']);
  });

  it.each([
    [['--time-zone', 'Asia/Soul'], '--time-zone: found "Asia/Soul", expected an IANA time zone'],
    [['--host', 'two words'], '--host: found "two words"'],
    [['--host', 'web-[01:04'], '--host: host web-[01:04: a bracket of a range has no partner'],
    [['--host', 'b', 'b'], '--host: "b" is named twice'],
    [['--zone', '../x'], '--zone: found "../x"'],
    [['--user', 'Ann B'], '--user: found "Ann B"'],
    [
      ['--slack-team', 'Q', '--slack-channel', 'C0123456', '--approver', 'S0123456'],
      '--slack-team: found "Q"',
    ],
  ])('writes nothing with %j', async (wrong, found) => {
    const { err, code } = await runCommand('init', made, ...flags, '--host', 'a', ...wrong);
    expect(code).toBe(2);
    expect(err).toContain(found);
    // One line, and the advice: no file was written that could have a position.
    expect(err.trimEnd().split('\n')).toHaveLength(2);
    expect(err).not.toContain('.yaml');
    expect(err).not.toContain(directory);
    expect(existsSync(made)).toBe(false);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('makes the directories above it, too', async () => {
    const deep = join(directory, 'not', 'there', 'yet');
    expect(await runCommand('init', deep, ...flags, '--host', 'a')).toMatchObject({ err: '', code: 0 });
    expect((await runCommand('check', deep)).code).toBe(0);
  });

  it('says where it may not write, and ends', async () => {
    // Nobody makes a directory there, root included.
    const { err, code } = await runCommand('init', '/proc/stagger/fleet', ...flags, '--host', 'a');
    expect(code).toBe(2);
    expect(err).toContain('/proc/stagger: it cannot be made (ENOENT)');
    const inProc = await runCommand('init', '/proc/foo', ...flags, '--host', 'a');
    expect(inProc.err).toContain('/proc/foo: it cannot be made (ENOENT)');
    expect(err).toContain('name a directory');
  });

  it('without a terminal names the flag that is missing', async () => {
    const { err, code } = await runCommand('init', made, ...flags);
    expect(code).toBe(2);
    expect(err).toContain('--host is missing');
  });
});
