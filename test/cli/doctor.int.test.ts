// `stagger doctor` against a real OpenSSH server on loopback and the workspace: each fault is put there and found.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';
import type { DoctorLine } from '../../src/core/doctor/doctor-line.ts';
import { startWorkspace, type Workspace } from '../../src/demo/workspace/workspace.ts';
import { startLoopbackSshd, type LoopbackSshd } from '../adapters/ssh/loopback-sshd.ts';

let sshd: LoopbackSshd;
let workspace: Workspace;
let directory = '';

beforeAll(async () => {
  sshd = await startLoopbackSshd();
  // The machine that runs this test may be one whose crontabs or agents say something of their own.
  sshd.putProgram('systemctl', '#!/bin/sh\nexit 1\n');
  sshd.putProgram('grep', '#!/bin/sh\nexit 1\n');
});
afterAll(() => sshd.stop());

beforeEach(async () => {
  workspace = await startWorkspace({ rateLimits: 'none' });
  directory = mkdtempSync(join(tmpdir(), 'stagger-doctor-'));
  chmodSync(directory, 0o700);
  settings({});
  sshd.putProgram('id', '#!/bin/sh\necho 1000\n');
  sshd.putProgram('sudo', sudo('(root) NOPASSWD: /usr/bin/systemctl reboot'));
  return async () => {
    await workspace.close();
    rmSync(directory, { recursive: true });
  };
});

/** `-n -l COMMAND` says yes, `-n -l` lists `rule`. */
function sudo(rule: string): string {
  return `#!/bin/sh\n[ $# -gt 2 ] && { echo /usr/bin/systemctl reboot; exit 0; }\nprintf '    %s\\n' '${rule}'\n`;
}

type Given = {
  readonly team?: string;
  readonly approvers?: string;
  readonly channel?: string;
  /** Further keys of the host, and what stands beside the hosts. */
  readonly host?: string;
  readonly more?: string;
};

function settings({
  team = workspace.teamId,
  approvers = 'S0APPROVERS',
  channel = 'C0REBOOTS',
  host = '',
  more = '',
}: Given): void {
  const { address, port, user } = sshd.target;
  writeFileSync(
    join(directory, 'fleet.yaml'),
    [
      'sites: {s: {kind: cloud, time_zone: UTC}}',
      'zones: {z: {site: s}}',
      `hosts: {web-1: {zone: z, address: ${address}, port: ${port}, user: ${user}${host}}}`,
      more,
      '',
    ].join('\n'),
  );
  for (const [name, token] of [
    ['bot', workspace.botToken],
    ['app', workspace.appToken],
  ] as const)
    writeFileSync(join(directory, `${name}.token`), token, { mode: 0o600 });
  writeFileSync(
    join(directory, 'settings.yaml'),
    [
      'database: {path: stagger.db}',
      `ssh: {known_hosts: ${sshd.knownHostsPath}, identity_file: ${sshd.identityPath}}`,
      'slack:',
      `  {team: ${team}, channel: ${channel}, api_url: '${workspace.apiUrl}',`,
      '   bot_token: {file: bot.token}, app_token: {file: app.token}}',
      `approvals: {approvers: [${approvers}]}`,
      '',
    ].join('\n'),
  );
}

const run = (...words: readonly string[]) => runCommand('doctor', ...words, '--inventory', directory);

async function troubles(...words: readonly string[]) {
  const { out, code } = await run('--json', ...words);
  const { schema, lines } = JSON.parse(out) as { schema: string; lines: readonly DoctorLine[] };
  expect(schema).toBe('stagger/doctor/1');
  const found = lines
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ area, subject, verdict, found, fix }) => `${verdict} ${area} ${subject}: ${found} → ${fix}`);
  return { found, code, lines };
}

describe('stagger doctor', () => {
  it('finds nothing to mend where all is well, and says what it looked at', async () => {
    const { found, code, lines } = await troubles();
    expect({ found, code }).toEqual({ found: [], code: 0 });
    expect([...new Set(lines.map(({ area }) => area))].sort()).toEqual([
      'configuration',
      'database',
      'inventory',
      'reboot-agents',
      'slack',
      'ssh',
      'sudo',
      'time',
    ]);
    const { out } = await run();
    expect(out).toMatch(/0 to look at, 0 to mend\n?$/);
    expect(out).not.toContain(workspace.botToken);
  });

  it.each([
    [
      'no sudo rule',
      () => sshd.putProgram('sudo', '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n'),
      /^problem sudo web-1: this login may not reboot: sudo: a password is required → .*NOPASSWD/,
    ],
    [
      'a rule that asks for a password',
      () => sshd.putProgram('sudo', sudo('(ALL : ALL) ALL')),
      /^problem sudo web-1: sudo would ask for a password/,
    ],
    [
      'unattended-upgrades that reboots',
      () => {
        sshd.putProgram('unattended-upgrade', '#!/bin/sh\n');
        sshd.putProgram('apt-config', `#!/bin/sh\necho 'Unattended-Upgrade::Automatic-Reboot "true";'\n`);
      },
      /^problem reboot-agents web-1: unattended-upgrades reboots it by itself/,
    ],
  ])('on the host: %s', async (_, plant, expected) => {
    plant();
    try {
      const { found, code } = await troubles('--skip', 'slack');
      expect(found).toEqual([expect.stringMatching(expected)]);
      expect(code).toBe(1);
    } finally {
      sshd.putProgram('apt-config', '#!/bin/sh\n');
    }
  });

  it('rehearses gates, hooks and load balancers without acting', async () => {
    const { port } = sshd.target;
    const ran = join(directory, 'ran');
    sshd.putProgram('drain', `#!/bin/sh\ntouch ${ran}\n`);
    const hook = (name: string) => `{command: [${join(sshd.dir, 'bin', name)}], timeout: 1m}`;
    settings({
      host: `, drain: ${hook('drain')}, undrain: ${hook('undrain')}}, lb: {zone: z, address: lb.invalid`,
      more: [
        `services: {ssh: {instances: [web-1], gates: [{tcp: ${port}}, {name: closed, tcp: 1},`,
        ' {name: script, command: {run: [/nowhere/check]}}, {name: fails, command: {run: [/bin/false]}}],',
        ' haproxy: {on: [lb], socket: /nowhere/haproxy.sock, backends: [be]}}}',
      ].join('\n'),
    });
    const { found, code } = await troubles('web-1', '--skip', 'slack');
    expect(code).toBe(1);
    expect(found).toEqual([
      expect.stringMatching(/^\w+ gates web-1: gate "closed" of ssh does not pass now: .*ECONNREFUSED/),
      expect.stringMatching(/^problem gates web-1: gate "script" of ssh: \/nowhere\/check is not there/),
      expect.stringMatching(/^warning gates web-1: gate "fails" of ssh does not pass now: exit code 1/),
      expect.stringMatching(/^problem hooks web-1: undrain: \S+undrain is not there/),
      expect.stringMatching(/^problem load-balancers web-1: be\/web-1 on lb could not be read/),
    ]);
    expect(existsSync(ran)).toBe(false);
  });

  it('says where gates and hooks are well, in one line each', async () => {
    sshd.putProgram('drain', '#!/bin/sh\n');
    const hook = `{command: [${join(sshd.dir, 'bin', 'drain')}], timeout: 1m}`;
    settings({
      host: `, drain: ${hook}, undrain: ${hook}`,
      more: `services: {ssh: {instances: [web-1], gates: [{tcp: ${sshd.target.port}}, {command: {run: [/bin/true]}}]}}`,
    });
    const { found, lines } = await troubles('--skip', 'slack');
    expect(found).toEqual([]);
    expect(
      lines.filter(({ area }) => area === 'gates' || area === 'hooks').map((line) => line.found),
    ).toEqual(['2 gates answered well now', 'drain and undrain may be run (not run now)']);
  });

  it('looks at the guests of a hypervisor with it: its reboot drains and asks them', async () => {
    // Nobody listens there: what is seen of it is that it was asked.
    const vm = `{hypervisor: web-1, address: 127.77.0.9, port: ${sshd.target.port}}`;
    writeFileSync(join(directory, 'guests.yaml'), `hosts: {vm-1: ${vm}}\n`);
    const { lines } = await troubles('web-1', '--skip', 'slack');
    const asked = lines.filter(({ area }) => area === 'ssh').map(({ subject }) => subject);
    expect(asked).toEqual(['web-1', 'vm-1']);
    const guestAlone = await troubles('vm-1', '--skip', 'slack');
    expect(guestAlone.lines.filter(({ area }) => area === 'sudo')).toEqual([]);
  });

  it('names the command for a host key that is not known', async () => {
    writeFileSync(join(directory, 'known_hosts'), '');
    const path = join(directory, 'settings.yaml');
    writeFileSync(
      path,
      [
        'database: {path: stagger.db}',
        `ssh: {known_hosts: known_hosts, identity_file: ${sshd.identityPath}}`,
        '',
      ].join('\n'),
    );
    const { found, code } = await troubles('--skip', 'slack');
    expect(code).toBe(1);
    expect(found).toContainEqual(
      expect.stringMatching(/^problem ssh web-1: host-key-unknown: .*ssh-keyscan/),
    );
  });

  it.each<[string, () => void, RegExp]>([
    [
      'the wrong workspace',
      () => settings({ team: 'T0ELSEWHERE' }),
      /^problem slack bot token: it belongs to Stagger demo \(T0STAGGER\), settings.yaml says T0ELSEWHERE/,
    ],
    [
      'a channel without the bot',
      () => workspace.edit(({ channels }) => (channels.get('C0REBOOTS')!.botIsMember = false)),
      /^problem slack C0REBOOTS: the channel cannot be read: not_in_channel → write \/invite/,
    ],
    [
      'a group that is not there',
      () => settings({ approvers: 'S0NOBODY' }),
      /^problem slack S0NOBODY: the members .* cannot be read: no_such_subteam/,
    ],
    [
      'an approver who left',
      () => {
        workspace.edit(({ users }) => (users.get('U0SECOND')!.deleted = true));
        settings({ approvers: 'U0SECOND' });
      },
      /^problem slack U0SECOND: cannot approve: the account is deactivated/,
    ],
  ])('in Slack: %s', async (_, plant, expected) => {
    plant();
    const { found, code } = await troubles('--skip', 'hosts');
    expect({ found, code }).toEqual({ found: [expect.stringMatching(expected)], code: 1 });
  });

  it('finds missing scopes', async () => {
    await workspace.close();
    workspace = await startWorkspace({ rateLimits: 'none', scopes: ['chat:write', 'channels:history'] });
    settings({});
    const { found } = await troubles('--skip', 'hosts');
    expect(found).toContainEqual(
      expect.stringMatching(/^problem slack scopes: missing .*usergroups:read.* → update the app/),
    );
  });

  it('says so where Slack does not answer', async () => {
    await workspace.goDown();
    const { found } = await troubles('--skip', 'hosts');
    expect(found).toContainEqual(
      expect.stringMatching(/^problem slack bot token: auth.test says no answer .*ECONNREFUSED/),
    );
    await workspace.comeBack();
  });

  it('looks at the secrets, the switch and the directory', async () => {
    chmodSync(join(directory, 'bot.token'), 0o644);
    chmodSync(directory, 0o755);
    writeFileSync(join(directory, 'STOP.service.web'), 'storage is being moved');
    writeFileSync(join(directory, 'stagger.db'), 'no database at all, but long enough to be one'.repeat(50));
    const { found } = await troubles('--skip', 'hosts');
    expect(found).toEqual([
      expect.stringMatching(
        /^warning configuration stop switch of service web: set: storage .* → `stagger stop-switch clear --service web` lets/,
      ),
      expect.stringMatching(/^warning database .*mode 0755/),
      expect.stringMatching(/^problem database .*not a database → .*restore/),
      expect.stringMatching(/^problem configuration bot token: .*0600/),
    ]);
  });

  it('finds another program at the address of the console', async () => {
    const path = join(directory, 'settings.yaml');
    const { host } = new URL(workspace.apiUrl);
    writeFileSync(path, `${readFileSync(path, 'utf8')}http: {listen: '${host}'}\n`);
    const { found, code } = await troubles('--skip', 'hosts', 'slack');
    expect({ found, code }).toEqual({
      found: [expect.stringMatching(/^problem console 127\.0\.0\.1:\d+: another program answers there/)],
      code: 1,
    });
  });

  it('with an inventory that is broken still says what it can', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), 'hosts: {a: {rack: nowhere}}\n');
    const { found, lines, code } = await troubles();
    expect(code).toBe(1);
    expect(found[0]).toMatch(/^problem inventory .*unknown rack/);
    expect(lines.some(({ area }) => area === 'time')).toBe(true);
  });

  it('names everything that SSH is missing at once', async () => {
    writeFileSync(
      join(directory, 'settings.yaml'),
      'database: {path: stagger.db}\nssh: {known_hosts: nowhere, identity_file: nowhere-either}\n',
    );
    const { found } = await troubles('--skip', 'slack');
    expect(found).toContainEqual(
      expect.stringMatching(/^problem configuration .*nowhere: known_hosts cannot be read/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^problem configuration ssh: .*nowhere-either.* → .*ssh-keygen/),
    );
  });

  it('with --fail-on warning ends with 1 for a warning', async () => {
    chmodSync(directory, 0o755);
    expect((await run('--skip', 'hosts', 'slack')).code).toBe(0);
    expect((await run('--skip', 'hosts', 'slack', '--fail-on', 'warning')).code).toBe(1);
  });
});
