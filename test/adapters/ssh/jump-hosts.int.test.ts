// Hosts behind jump hosts, with real OpenSSH servers all the way: every hop's key is checked, a jump host is shared and
// let go of, and nothing in a configuration is ever run.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { HostControl } from '../../../src/ports/host-control.ts';
import { freePort } from '../../lab/free-port.ts';
import { controlOf } from './loopback-control.ts';
import { startLoopbackSshd, type LoopbackSshd, type LoopbackSshdOptions } from './loopback-sshd.ts';

const running: LoopbackSshd[] = [];
const controls: HostControl[] = [];
afterEach(async () => {
  for (const control of controls.splice(0)) await control.close();
  for (const sshd of running.splice(0)) await sshd.stop();
});

async function sshd(options: LoopbackSshdOptions = {}): Promise<LoopbackSshd> {
  const started = await startLoopbackSshd(options);
  running.push(started);
  return started;
}

/** The configuration's lines for one server under an alias, its own key named. */
function block(alias: string, server: LoopbackSshd, ...more: readonly string[]): string {
  const { address, port, user } = server.target;
  const lines = [
    `HostName ${address}`,
    `Port ${port}`,
    `User ${user}`,
    `IdentityFile ${server.identityPath}`,
  ];
  return [`Host ${alias}`, ...lines, ...more].join('\n  ') + '\n';
}

/** A control that knows the keys of `known`, logs in to `own` with its configured key, and reads `config`. */
function control(own: LoopbackSshd, known: readonly LoopbackSshd[], config: string): HostControl {
  const path = join(own.dir, 'ssh_config');
  writeFileSync(path, config, { mode: 0o600 });
  const knownHostsPath = join(own.dir, 'all_known_hosts');
  writeFileSync(knownHostsPath, '');
  for (const server of known) appendFileSync(knownHostsPath, readFileSync(server.knownHostsPath, 'utf8'));
  const made = controlOf(
    { identityPath: own.identityPath, knownHostsPath },
    { config: { path, required: true, home: own.dir } },
  );
  controls.push(made);
  return made;
}

/** A host of the inventory that says nothing but its name. */
function named(name: string): SshTarget {
  return { hostId: name as HostId, address: name, port: 22, user: 'stagger', assumed: ['port', 'user'] };
}

const ask = { deadlineMs: 50_000, fresh: false };

describe('a host behind jump hosts', () => {
  it('is asked through one', async () => {
    const [bastion, web] = [await sshd(), await sshd()];
    const hosts = control(
      web,
      [bastion, web],
      block('web', web, 'ProxyJump bastion') + block('bastion', bastion),
    );
    expect(await hosts.readFacts(named('web'), ask)).toMatchObject({ kind: 'facts' });
    expect(bastion.sessionPids()).toHaveLength(1);
    expect(web.log()).toContain('Accepted publickey');
    const reply = await hosts.runCommand(
      named('web'),
      { argv: ['/bin/echo', 'here'] },
      { deadlineMs: 50_000 },
    );
    expect(reply).toEqual({ kind: 'exited', exitCode: 0, output: 'here\n' });
  });

  it('is asked through several, the first of which has a jump host of its own', async () => {
    const [outer, middle, inner, web] = [await sshd(), await sshd(), await sshd(), await sshd()];
    const config =
      block('web', web, 'ProxyJump middle,inner') +
      block('inner', inner, 'ProxyJump ignored-when-it-is-not-first') +
      block('middle', middle, 'ProxyJump outer') +
      block('outer', outer);
    const hosts = control(web, [outer, middle, inner, web], config);
    expect(await hosts.readFacts(named('web'), ask)).toMatchObject({ kind: 'facts' });
    for (const hop of [outer, middle, inner, web]) expect(hop.sessionPids()).toHaveLength(1);
  });

  it('shares the jump host with others, which is let go of with the last of them', async () => {
    const [bastion, web, db] = [await sshd(), await sshd(), await sshd()];
    const config = block('web', web) + block('db', db) + block('bastion', bastion) + 'Match host !bastion\n';
    const jump = `Host web db\n  ProxyJump bastion\n${config}`;
    const hosts = control(web, [bastion, web, db], jump);
    const both = await Promise.all([hosts.readFacts(named('web'), ask), hosts.readFacts(named('db'), ask)]);
    expect(both.map(({ kind }) => kind)).toEqual(['facts', 'facts']);
    expect(bastion.log().match(/Accepted publickey/g)).toHaveLength(1);
    await hosts.readFacts(named('web'), { ...ask, fresh: true });
    expect(bastion.log().match(/Accepted publickey/g)).toHaveLength(1);
    await hosts.close();
    await until(() => bastion.sessionPids().length === 0);
  });

  it('is lost with its jump host, and found again through a new connection', async () => {
    const [bastion, web] = [await sshd(), await sshd()];
    const hosts = control(
      web,
      [bastion, web],
      block('web', web, 'ProxyJump bastion') + block('bastion', bastion),
    );
    const lost: HostId[] = [];
    hosts.onConnectionLost((host) => lost.push(host));
    await hosts.readFacts(named('web'), ask);
    for (const pid of bastion.sessionPids()) process.kill(pid, 'SIGKILL');
    await until(() => lost.length > 0);
    expect(lost).toEqual(['web']);
    expect(await hosts.readFacts(named('web'), ask)).toMatchObject({ kind: 'facts' });
  });

  it('is not asked through a jump host whose key is not known', async () => {
    const [bastion, web] = [await sshd(), await sshd()];
    const hosts = control(web, [web], block('web', web, 'ProxyJump bastion') + block('bastion', bastion));
    const outcome = await hosts.readFacts(named('web'), ask);
    expect(outcome).toMatchObject({ kind: 'missed', failure: 'host-key-unknown' });
    expect(outcome).toHaveProperty('detail', expect.stringContaining(`jump host ${bastion.target.user}@`));
    expect(web.log()).not.toContain('Connection from');
    expect(bastion.log()).not.toContain('Accepted');
  });

  it('is not asked if its own key is not known, jump host or not', async () => {
    const [bastion, web] = [await sshd(), await sshd()];
    const hosts = control(web, [bastion], block('web', web, 'ProxyJump bastion') + block('bastion', bastion));
    expect(await hosts.readFacts(named('web'), ask)).toMatchObject({ failure: 'host-key-unknown' });
    expect(web.log()).not.toContain('Accepted');
  });

  it('says so where the jump host may not forward, and where nothing listens behind it', async () => {
    const [strict, open, web] = [
      await sshd({ config: ['AllowTcpForwarding no'] }),
      await sshd(),
      await sshd(),
    ];
    const closed = { ...web, target: { ...web.target, port: await freePort() } };
    const config =
      block('web', web, 'ProxyJump strict') +
      block('nobody', closed, 'ProxyJump open') +
      block('strict', strict) +
      block('open', open);
    const hosts = control(web, [strict, open, web], config);
    const refused = await hosts.readFacts(named('web'), ask);
    expect(refused).toMatchObject({ kind: 'missed', failure: 'no-route' });
    expect(refused).toHaveProperty('detail', expect.stringContaining('AllowTcpForwarding'));
    expect(await hosts.readFacts(named('nobody'), ask)).toMatchObject({ failure: 'connection-refused' });
    await until(() => open.sessionPids().length === 0);
  });

  it('is given up in time where the jump host hangs', async () => {
    const [bastion, web] = [await sshd(), await sshd()];
    const hosts = control(
      web,
      [bastion, web],
      block('web', web, 'ProxyJump bastion') + block('bastion', bastion),
    );
    process.kill(bastion.sshdPid, 'SIGSTOP');
    const outcome = await hosts.readFacts(named('web'), { deadlineMs: 500, fresh: false });
    process.kill(bastion.sshdPid, 'SIGCONT');
    expect(outcome).toMatchObject({ kind: 'missed', failure: 'handshake-timeout' });
  });
});

describe('programs in a configuration', () => {
  it('are refused with what to do, and not run', async () => {
    const web = await sshd();
    const proof = join(web.dir, 'ran');
    const config =
      `Match exec "touch ${proof}"\n  User nobody\n` + block('web', web, `ProxyCommand touch ${proof}`);
    const hosts = control(web, [web], config);
    const outcome = await hosts.readFacts(named('web'), ask);
    expect(outcome).toMatchObject({ kind: 'missed', failure: 'internal-error' });
    expect(outcome).toHaveProperty(
      'detail',
      expect.stringContaining('use ProxyJump, or `ProxyCommand none`'),
    );
    expect(existsSync(proof)).toBe(false);
  });
});

function until(holds: () => boolean): Promise<void> {
  return expect.poll(holds).toBe(true);
}
