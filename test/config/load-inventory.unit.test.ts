// The disk as operators really leave it: nothing that is there may be left out silently, nothing hostile may hang.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadInventory } from '../../src/config/load-inventory.ts';
import { mistakeText } from '../../src/config/mistake.ts';

const places = 'sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\n';
const host = (id: string): string => `hosts: {${id}: {zone: z}}\n`;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-inventory-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), content);
}

/** Host ids, or the mistakes as text with paths relative to the directory. */
async function load(): Promise<readonly string[]> {
  const loaded = await loadInventory(directory);
  if (loaded.kind === 'loaded') return [...loaded.fleet.hosts.keys()];
  return loaded.mistakes.map((mistake) =>
    mistakeText(mistake).replaceAll(`${directory}/`, '').replaceAll(directory, '.'),
  );
}

describe('which files are read', () => {
  it('all YAML files below the directory, whatever their case, and no others', async () => {
    write('places.yaml', places);
    write('a.yml', host('a'));
    write('deep/er/b.YAML', host('b'));
    write('README.md', 'not yaml: [');
    write('notes.yaml.bak', 'hosts: {old: {}}');
    write('.hidden/c.yaml', host('c'));
    expect(await load()).toEqual(['a', 'b']);
  });

  it('links to files are followed; links that would leave something out are mistakes', async () => {
    write('places.yaml', places);
    write('..data-of-elsewhere', host('a'));
    symlinkSync(join(directory, '..data-of-elsewhere'), join(directory, 'a.yaml'));
    expect(await load()).toEqual(['a']);
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), join(directory, 'linked'));
    symlinkSync('nowhere', join(directory, 'gone.yaml'));
    expect(await load()).toEqual([
      'gone.yaml:1:1: a link to nothing: it does not exist, hint: remove it',
      'linked:1:1: a link to something that is not a file, hint: links to directories are not followed; move the directory here',
    ]);
  });

  it('what is there and cannot be read as a file is a mistake, and does not hang', async () => {
    write('places.yaml', places + host('a'));
    symlinkSync('ring.yaml', join(directory, 'ring.yaml'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(directory, 'socket.yaml'), resolve));
    try {
      expect(await load()).toEqual([
        'ring.yaml:1:1: a link to nothing: it cannot be read (ELOOP), hint: remove it',
        'socket.yaml:1:1: not a file, hint: remove it',
      ]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('no directory, a file as directory, and a directory without YAML are mistakes, never an empty fleet', async () => {
    expect((await loadInventory(join(directory, 'absent'))).kind).toBe('invalid');
    expect(await load()).toEqual([
      '.:1:1: the directory holds no inventory, found no YAML file, expected at least one *.yaml or *.yml, hint: `stagger init DIRECTORY` makes one to begin with',
    ]);
    write('a.yaml', places);
    const asFile = await loadInventory(join(directory, 'a.yaml'));
    expect(asFile.kind === 'invalid' && asFile.mistakes[0]?.what).toBe(
      'the inventory directory: it is not a directory',
    );
    expect(await load()).toEqual([
      '.:1:1: the inventory declares no hosts, hint: an empty fleet is more often a wrong directory or a half-written file than a wish',
    ]);
  });
});

describe('what a file may be', () => {
  it('a byte-order mark is taken off and moves no column', async () => {
    write('a.yaml', `\uFEFFhost: {}\n`);
    expect((await load())[0]).toMatch(/^a\.yaml:1:1: unknown section "host"/);
  });

  it('text that is not UTF-8 is a mistake', async () => {
    write('places.yaml', places + host('a'));
    write('latin1.yaml', Uint8Array.from([0x6f, 0x3a, 0x20, 0xe9, 0x0a]));
    write('utf16.yaml', new Uint8Array(Buffer.from('owners: {a: {}}\n', 'utf16le')));
    expect(await load()).toEqual([
      'latin1.yaml:1:1: the file is not UTF-8 text, hint: save it as UTF-8',
      'utf16.yaml:1:1: the file is not UTF-8 text, hint: save it as UTF-8',
    ]);
  });

  it('aliases that unfold without end are refused in no time', async () => {
    const levels = Array.from({ length: 25 }, (_, index) => {
      const inner = index === 0 ? 'x' : `*a${index - 1}`;
      return `a${index}: &a${index} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    });
    write('laughs.yaml', levels.join('\n'));
    expect(await load()).toEqual([
      expect.stringMatching(/^laughs\.yaml:\d+:\d+: too large to be an inventory: /),
    ]);
  });

  it('aliases that unfold to too much are refused', async () => {
    const list = Array.from({ length: 3_000 }, () => 'x').join(',');
    const uses = Array.from({ length: 900 }, () => '*a').join(',');
    write('many.yaml', `a: &a [${list}]\nb: [${uses}]\n`);
    expect(await load()).toEqual([
      expect.stringMatching(/^many\.yaml:\d+:\d+: too large to be an inventory: more than 2000000 values$/),
    ]);
  });

  it('nesting without end is refused, in every notation, before it fills the memory', async () => {
    const files = {
      'block.yaml': Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      'brackets-4k.yaml': `a: ${'['.repeat(4_000)}`,
      'brackets-8m.yaml': '['.repeat(8_000_000),
      'commas-4m.yaml': `a: [${','.repeat(4_000_000)}]`,
      'dashes-4m.yaml': '- '.repeat(4_000_000),
      'maps-4k.yaml': `a: ${'{a: '.repeat(4_000)}`,
      'questions-4m.yaml': '? '.repeat(4_000_000),
    };
    for (const [name, text] of Object.entries(files)) write(name, text);
    const found = await load();
    expect(found.map((line) => line.split(':')[0])).toEqual(Object.keys(files));
    for (const line of found)
      expect(line).toMatch(
        /: too large to be an inventory: (nested deeper than 16 levels|more than 3000000 marks of structure)$/,
      );
  });

  it('a huge file is refused before it is read', async () => {
    write('huge.yaml', new Uint8Array(9 * 1_048_576));
    expect(await load()).toEqual([
      'huge.yaml:1:1: the file is too large to be an inventory, found 9 MiB, expected at most 8 MiB',
    ]);
  });

  it('a file name cannot redraw the terminal', async () => {
    write('a\u001b[2J\u202E.yaml', 'x: 1\n');
    expect((await load())[0]).toMatch(/^a\\u\{1b\}\[2J\\u\{202e\}\.yaml:1:1: unknown section "x"/);
  });

  it('ids named like parts of JavaScript objects are ordinary ids', async () => {
    write(
      'a.yaml',
      places +
        host('constructor') +
        'owners: {toString: {}, hasOwnProperty: {}}\nservices: {valueOf: {instances: [constructor], owner: toString}}\n',
    );
    const loaded = await loadInventory(directory);
    expect(
      loaded.kind === 'loaded' && [...loaded.fleet.hosts.keys(), ...loaded.fleet.services.keys()],
    ).toEqual(['constructor', 'valueOf']);
  });
});

describe('the settings beside it', () => {
  it('have defaults, and paths that start at the directory or at home', async () => {
    vi.stubEnv('HOME', '/home/stagger');
    write('a.yaml', places + host('a'));
    write(
      'settings.yaml',
      'database: {path: data/s.db}\nssh: {identity_file: ~/.ssh/id, user: ops}\nlanguage: ko\n',
    );
    const loaded = await loadInventory(directory);
    if (loaded.kind === 'invalid') throw new Error(loaded.mistakes.map(mistakeText).join('\n'));
    expect(loaded.settings.databasePath).toBe(join(directory, 'data/s.db'));
    expect(loaded.settings.ssh).toMatchObject({
      knownHostsPath: '/home/stagger/.ssh/known_hosts',
      identityPath: '/home/stagger/.ssh/id',
    });
    expect(loaded.settings).toMatchObject({ language: 'ko', slack: null, digest: null, maxLostPercent: 20 });
    expect(loaded.settings.approvals).toMatchObject({
      needed: 1,
      users: [],
      groups: [],
      requesterMayApprove: false,
    });
    expect([...loaded.fleet.hosts.values()].map(({ ssh }) => ssh.user)).toEqual(['ops']);
  });

  it('only the file at the top is the settings', async () => {
    write('a.yaml', places + host('a'));
    write('deep/settings.yaml', 'language: ko\n');
    expect((await load())[0]).toMatch(
      /^deep\/settings\.yaml:1:1: unknown section "language".*belongs into settings\.yaml/,
    );
  });
});
