// What the Ansible importer refuses and leaves out. How it reads what it accepts is compared with the real program in
// oracle.int.test.ts; here are the values that must be right even without it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importAnsible } from '../../../src/adapters/ansible/ansible-import.ts';
import { pythonFloatText, scalarText } from '../../../src/adapters/ansible/ansible-value.ts';
import { expandHostPattern } from '../../../src/adapters/ansible/host-pattern.ts';
import { pythonValue } from '../../../src/adapters/ansible/python-literal.ts';
import { plainYamlValue } from '../../../src/adapters/ansible/yaml-value.ts';
import { sourceProblemText } from '../../../src/core/fleet/source-problem.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-ansible-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function imported(name: string, text: string) {
  const outcome = importAnsible([write(name, text)]);
  if (outcome.kind === 'unreadable') throw new Error(outcome.problems.map(sourceProblemText).join('\n'));
  return outcome.fleet;
}

function problem(name: string, text: string): string {
  const outcome = importAnsible([write(name, text)]);
  if (outcome.kind === 'read') return `read ${outcome.fleet.hosts.length} hosts`;
  return outcome.problems.map(sourceProblemText).join('\n').replaceAll(`${directory}/`, '');
}

describe('a value of an INI variable', () => {
  it.each([
    ['1e3', '1000.0', false],
    ['0x10', '16', false],
    ['012', '012', true],
    ['on', 'on', true],
    ['True', 'true', false],
    ['true', 'true', true],
    ['"12"', '12', true],
    ['12 # spare', '12', false],
    ['r12 # spare', 'r12 # spare', true],
    ['1_000', '1000', false],
    ['12345678901234567890', '12345678901234567890', false],
    ['1.10', '1.1', false],
    ['', '', true],
    ['10.0.0.1', '10.0.0.1', true],
  ])('%s is %s', (text, expected, wasText) => {
    expect(scalarText(pythonValue(text))).toEqual({ text: expected, wasText });
  });

  it.each([
    ['80,443', 'list'],
    ["{'a': 1}", 'map'],
    ['None', 'nothing'],
    ['{1, 2}', 'other'],
    ['[1, 2', 'text'],
    ['os.system("x")', 'text'],
  ])('%s is a %s', (text, kind) => {
    expect(pythonValue(text).kind).toBe(kind);
  });
});

describe('a plain YAML scalar', () => {
  it.each([
    ['on', 'true'],
    ['012', '10'],
    ['1e3', '1e3'],
    ['1.0e+3', '1000.0'],
    ['1:30', '90'],
    ['0o17', '0o17'],
    ['2026-01-31', '2026-01-31'],
  ])('%s is %s', (text, expected) => {
    expect(scalarText(plainYamlValue(text))?.text).toBe(expected);
  });
});

it.each([
  [1e16, '1e+16'],
  [1e15, '1000000000000000.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [-0, '-0.0'],
])('%d is printed as %s', (value, text) => {
  expect(pythonFloatText(value)).toBe(text);
});

describe('a host pattern', () => {
  it('that runs backwards names nobody, and says so', () => {
    expect(expandHostPattern('web[5:1]')).toEqual({ kind: 'hosts', names: [], port: null, empty: true });
    expect(imported('hosts', 'a\nweb[5:1]\n').warnings.join()).toContain('runs backwards');
  });

  it.each(['web[1:', 'web[a:3]', 'web[01:100]', 'web[b:a]', 'web[1:999999999]', 'web[1:9:0]'])(
    '%s is refused',
    (pattern) => {
      expect(expandHostPattern(pattern).kind).toBe('bad-pattern');
    },
  );
});

describe('a broken source', () => {
  it.each([
    [
      'hosts.ini',
      '[web]\na rack="r1\n',
      'hosts.ini:2: a quotation mark has no partner, hint: close it, or escape it with a backslash',
    ],
    ['hosts.ini', '[web]\na r1\n', 'hosts.ini:2: "r1" after host a, hint: expected name=value'],
    [
      'hosts.ini',
      '[web:hosts:x]\na\n',
      'hosts.ini:1: "[web:hosts:x]" is no section, hint: write [group], [group:children] or [group:vars]',
    ],
    [
      'hosts.ini',
      '[all:children]\nweb-1\n[web_1]\na\n',
      'hosts.ini:2: group all has the child web-1, which is declared nowhere',
    ],
    [
      'hosts.ini',
      'a\n[gone:vars]\nx=1\n',
      'hosts.ini:2: variables of group gone, which is declared nowhere, hint: add [gone]',
    ],
    [
      'hosts.ini',
      'a\n[x:children]\ny\n[y:children]\nx\n',
      'hosts.ini:5: group y and group x contain each other, hint: groups of groups cannot form a ring',
    ],
    ['hosts.ini', '', 'hosts.ini: the file is empty'],
    [
      'hosts.ini',
      '[web]\n# none yet\n',
      'hosts.ini: no host at all, hint: an empty fleet is never imported; is this the right file?',
    ],
    ['hosts.yml', 'web:\n  hosts:\n    a: {rack: r1\n', 'hosts.yml:4: not YAML: '],
    ['hosts.yml', 'web:\n  hosts: [a, b]\n', 'hosts.yml:2: group web: hosts is no mapping'],
    [
      'hosts.yml',
      'plugin: aws_ec2\n',
      'hosts.yml:1: settings of a dynamic inventory plugin, which is not run',
    ],
    ['list.json', '{"_meta": {"hostvars": {"a": {}', 'list.json:1: the JSON ends in the middle'],
    ['list.json', '{\n"all": {\n"hosts" ["a"]}}', 'list.json:3: not JSON'],
    [
      'dynamic.py',
      '#!/usr/bin/python3\nprint("{}")\n',
      'dynamic.py:1: a dynamic inventory script, which is not run',
    ],
    ['hosts', '$ANSIBLE_VAULT;1.1;AES256\n3132\n', 'hosts:1: the inventory is encrypted as a whole'],
    ['hosts.toml', '[web]\n', 'hosts.toml: a TOML inventory, which is not understood'],
  ])('%s: %j', (name, text, expected) => {
    expect(problem(name, text)).toContain(expected);
  });

  it('that is not there is named', () => {
    expect(importAnsible([join(directory, 'nowhere')])).toMatchObject({
      kind: 'unreadable',
      problems: [{ what: 'it does not exist' }],
    });
  });

  it('in group_vars is an error too, with its own line', () => {
    write('group_vars/web.yml', 'rack: r1\n- broken\n');
    expect(problem('hosts', '[web]\na\n')).toContain('group_vars/web.yml:2: not YAML');
  });
});

describe('what is left out', () => {
  it('is named: vault values, connection settings, secrets, templates, collections', () => {
    write(
      'group_vars/web.yml',
      'db: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\nname: "{{ x }}"\nlist: [1]\n',
    );
    write('host_vars/a', '$ANSIBLE_VAULT;1.1;AES256\n3132\n');
    const { hosts, leftOut } = imported(
      'hosts',
      '[web]\na rack=r1 ansible_connection=local ansible_ssh_common_args="-o ProxyCommand=evil" api_token=t0p\nlocalhost\n',
    );
    expect(hosts.map(({ name, fields }) => [name, [...fields.keys()]])).toEqual([['a', ['rack']]]);
    const names = leftOut.map(({ kind, name }) => `${kind} ${name.replace(`${directory}/`, '')}`);
    expect(names.sort()).toEqual([
      'host localhost',
      'variable ansible_connection',
      'variable ansible_ssh_common_args',
      'variable api_token',
      'variable db',
      'variable host_vars/a',
      'variable list',
      'variable name',
    ]);
    expect(JSON.stringify(leftOut)).not.toMatch(/t0p|evil|3132/);
  });

  it('cannot be reached by a host name that leads out of host_vars', () => {
    write('secret', 'rack: stolen\n');
    mkdirSync(join(directory, 'inventory', 'host_vars'), { recursive: true });
    const { hosts } = imported('inventory/hosts', 'a\n../../secret\n');
    expect(hosts.flatMap(({ fields }) => [...fields.keys()])).toEqual([]);
  });

  it('keeps hostile keys as plain data', () => {
    const { hosts } = imported(
      'hosts.json',
      '{"web": {"hosts": {"a": {"__proto__": "x", "constructor": "y"}}}}',
    );
    expect([...(hosts[0]?.fields.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
