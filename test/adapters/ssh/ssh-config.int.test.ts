// What the SSH configuration says of a host, with `ssh -G` as the oracle; and what the inventory sets wins over it.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sshConfigFile } from '../../../src/adapters/ssh/ssh-config-file.ts';
import { sshRoutes, type SshRoute } from '../../../src/adapters/ssh/ssh-route.ts';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { fc } from '../../fakes/properties.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'stagger-ssh-config-'));
  mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true }));

const account = { name: userInfo().username, home: '' };

function write(name: string, text: string): string {
  const path = join(home, '.ssh', name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function target(name: string, more: Partial<SshTarget> = {}): SshTarget {
  const defaults = { port: 22, user: account.name, assumed: ['port', 'user'] } as const;
  return { hostId: name as HostId, address: name, ...defaults, ...more };
}

function routeIn(text: string, to: SshTarget): SshRoute {
  const path = write('config', text);
  return sshRoutes(sshConfigFile({ path, required: true, home }), { ...account, home }).routeTo(to);
}

/** `user@host:port` of each hop, or why there is no way. */
function wayIn(text: string, to: SshTarget): string {
  const route = routeIn(text, to);
  if (route.kind === 'refused') return route.detail;
  return route.hops.map(({ user, address, port }) => `${user}@${address}:${port}`).join(' ');
}

/** The same of OpenSSH's own answer; its includes are relative to the real ~/.ssh, so they are written absolute. */
function wayOfOpenSsh(path: string, name: string): string {
  const said = new Map<string, string>();
  for (const line of execFileSync('ssh', ['-G', '-F', path, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0 && !said.has(line.slice(0, space))) said.set(line.slice(0, space), line.slice(space + 1));
  }
  const jump = said.get('proxyjump');
  const own = `${said.get('user')}@${said.get('hostname')}:${said.get('port')}`;
  if (jump === undefined) return own;
  const [first = '', ...others] = jump.split(',');
  const hop = (text: string, through: string): string => {
    const [, user, host = '', port] = /^(?:([^@]+)@)?([^:]+)(?::(\d+))?$/.exec(text) ?? [];
    const way = wayOfOpenSsh(path, host).split(' ');
    const [, saidUser, rest] = /^([^@]+)@(.*):\d+$/.exec(way.at(-1) ?? '') ?? [];
    const saidPort = /:(\d+)$/.exec(way.at(-1) ?? '')?.[1];
    const last = `${user ?? saidUser}@${rest}:${port ?? saidPort}`;
    return [...(through === 'first' ? way.slice(0, -1) : []), last].join(' ');
  };
  return [hop(first, 'first'), ...others.map((one) => hop(one, 'later')), own].join(' ');
}

const name = fc.constantFrom('web-1', 'web-12', 'db', 'a.b', 'WEB-1');
const pattern = fc.constantFrom(
  '*',
  'web-*',
  'web-?',
  'web-??',
  '!web-1',
  'db',
  'a.b',
  'a*b',
  '!*-12',
  'WEB*',
  '10.0.*',
);
const setting = fc.oneof(
  fc.constantFrom('one.example', '%h.example', '10.0.0.7', 'db').map((value) => `HostName ${value}`),
  fc.constantFrom('22', '2222').map((value) => `Port ${value}`),
  fc.constantFrom('ops', 'root').map((value) => `user=${value}`),
  fc.constantFrom('none', 'gate', 'ops@gate:2200', 'gate,second').map((value) => `ProxyJump ${value}`),
  fc.constantFrom('# a remark', '', 'Compression yes'),
);
const condition = fc.oneof(
  fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }).map((patterns) => `Host ${patterns.join(' ')}`),
  fc
    .uniqueArray(pattern, { minLength: 1, maxLength: 2 })
    .map((patterns) => `Match host ${patterns.join(',')}`),
  pattern.map((one) => `Match originalhost ${one} user ops,root`),
  pattern.map((one) => `Match !host ${one.replace('!', '')}`),
  fc.constant('Match all'),
);
const block = fc
  .tuple(condition, fc.array(setting, { maxLength: 4 }))
  .map(([head, settings]) => [head, ...settings].join('\n  '));

describe('the answer', () => {
  it('is that of OpenSSH, on random configurations', () => {
    const fixed =
      'Host gate\n  HostName gate.example\n  ProxyJump none\nHost second\n  User s\n  ProxyJump none\n';
    fc.assert(
      fc.property(
        fc.array(setting, { maxLength: 2 }),
        fc.array(block, { maxLength: 5 }),
        name,
        (top, blocks, asked) => {
          const included = write('conf.d/extra', blocks.slice(0, 1).join('\n'));
          const text = [
            fixed,
            ...top.map((one) => `Match all\n  ${one}`),
            `Include ${included}`,
            ...blocks.slice(1),
          ].join('\n');
          const ours = wayIn(text, target(asked));
          // OpenSSH prints names in small letters; they mean the same.
          expect(ours.toLowerCase()).toBe(wayOfOpenSsh(join(home, '.ssh', 'config'), asked));
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    ['an alias', 'Host web-1\n HostName 10.0.0.1\n Port 2222\n User ops\n', 'ops@10.0.0.1:2222'],
    ['the first value of each setting', 'Host web-1\n User a\nHost *\n User b\n Port 23\n', 'a@web-1:23'],
    ['a quoted value', 'Host web-1\n User "ops"\n', 'ops@web-1:22'],
    [
      'what is included, relative to ~/.ssh and by pattern',
      'Include conf.d/in*\nHost *\n Port 9\n',
      'inc@web-1:9',
    ],
    ['an include inside of a block only there', 'Host other\n Include conf.d/in*\n', 'ME@web-1:22'],
    [
      'a jump host with its own settings',
      'Host web-1\n ProxyJump g:24\nHost g\n User j\n',
      'j@g:24 ME@web-1:22',
    ],
    ['an IPv6 jump host', 'Host web-1\n ProxyJump j@[2001:db8::1]:24\n', 'j@2001:db8::1:24 ME@web-1:22'],
  ])('honours %s', (_, text, expected) => {
    write('conf.d/inc.conf', 'User inc\n');
    expect(wayIn(text, target('web-1'))).toBe(expected.replaceAll('ME', account.name));
  });

  it('leaves what the inventory sets, and fills in the rest', () => {
    const text = 'Host web-1 10.9.9.9\n HostName 10.0.0.1\n Port 2222\n User ops\n ProxyJump j@gate\n';
    const explicit = target('web-1', { port: 22, user: 'stagger', assumed: [] });
    expect(wayIn(text, explicit)).toBe('j@gate:22 stagger@10.0.0.1:22');
    expect(wayIn(text, { ...explicit, address: '10.9.9.9', assumed: ['user'] })).toBe(
      'j@gate:22 ops@10.9.9.9:22',
    );
  });

  it('checks the key under HostKeyAlias, and tries the named key files', () => {
    const route = routeIn(
      'Host web-1\n HostKeyAlias cluster\n Port 2222\n IdentityFile ~/.ssh/%r_key\n IdentityFile /keys/%h\n',
      target('web-1'),
    );
    expect(route).toMatchObject({
      hops: [
        {
          knownAs: { name: 'cluster', port: 22 },
          identityPaths: [join(home, '.ssh', `${account.name}_key`), '/keys/web-1'],
        },
      ],
    });
  });
});

describe('what cannot be followed', () => {
  it.each([
    ['a ProxyCommand', 'Host web-1\n ProxyCommand nc %h %p\n', 'no program of a configuration is ever run'],
    [
      'a circle',
      'Host web-1\n ProxyJump a\nHost a\n ProxyJump b\nHost b\n ProxyJump a\n',
      'a twice, which is a circle',
    ],
    ['an endless chain', `Host web-1\n ProxyJump ${[...'abcdefghi'].join(',')}\n`, 'more than 8 jump hosts'],
    ['an option as a name', 'Host web-1\n HostName -oProxyCommand=x\n', 'a HostName that cannot be used'],
    ['a jump host that is an option', 'Host web-1\n ProxyJump -oX\n', 'expected [user@]host[:port]'],
    ['a port that is none', 'Host web-1\n Port 99999\n', 'a Port that cannot be used'],
    ['a user with a space', 'Host web-1\n User "a b"\n', 'a User that cannot be used'],
    ['an unfinished quote', 'Host "web-1\n', 'cannot be read as an SSH configuration'],
    ['an include of itself', 'Include config\n', 'deeper than 16 files, or in a circle'],
  ])('is refused: %s', (_, text, problem) => {
    expect(wayIn(text, target('web-1'))).toContain(problem);
  });

  it('is named where it matters', () => {
    const text =
      'StrictHostKeyChecking no\nHost web-*\n Ciphers 3des-cbc\nMatch exec "true" host web-1\n User x\n';
    expect(routeIn(text, target('web-1'))).toMatchObject({
      notHonoured: [
        { setting: 'stricthostkeychecking no', why: expect.stringContaining('always checked') as string },
        { setting: 'ciphers 3des-cbc' },
        { setting: 'Match exec', why: expect.stringContaining('never applies') as string },
      ],
    });
    expect(routeIn(text, target('db'))).toMatchObject({
      notHonoured: [{ setting: 'stricthostkeychecking no' }],
    });
    expect(routeIn('StrictHostKeyChecking yes\n', target('db'))).toMatchObject({ notHonoured: [] });
  });

  it('is a file that others can write, and a named file that is not there', () => {
    const path = write('loose', 'Host *\n User x\n');
    chmodSync(path, 0o666);
    const file = sshConfigFile({ path, required: true, home });
    expect(file.content()).toMatchObject({
      kind: 'unusable',
      detail: expect.stringContaining('chmod go-w') as string,
    });
    const absent = join(home, 'absent');
    expect(sshConfigFile({ path: absent, required: true, home }).content().kind).toBe('unusable');
    expect(sshConfigFile({ path: absent, required: false, home }).content()).toEqual({
      kind: 'blocks',
      blocks: [],
    });
  });

  it('is read again when it was mended', () => {
    const path = write('mended', 'Host "x\n');
    const routes = sshRoutes(sshConfigFile({ path, required: true, home }), { ...account, home });
    expect(routes.routeTo(target('web-1')).kind).toBe('refused');
    write('mended', 'Host *\n User mended\n');
    expect(routes.routeTo(target('web-1'))).toMatchObject({ hops: [{ user: 'mended' }] });
  });
});
