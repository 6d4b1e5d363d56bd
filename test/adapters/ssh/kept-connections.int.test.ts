// Connections that are kept: reused, replaced, given up, and never trusted to say more than they know.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BootId, HostId, PlanDigest } from '../../../src/core/fleet/ids.ts';
import type { HostControl, RebootRequestOutcome } from '../../../src/ports/host-control.ts';
import { controlOf, systemClock, untilLogin } from './loopback-control.ts';
import {
  childrenOf,
  endIfAlive,
  makeKey,
  startLoopbackSshd,
  type LoopbackSshd,
  type LoopbackSshdOptions,
} from './loopback-sshd.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function sshd(options: LoopbackSshdOptions = {}): Promise<LoopbackSshd> {
  const server = await startLoopbackSshd(options);
  cleanUp.push(server.stop);
  return server;
}

function control(server: LoopbackSshd, options: Parameters<typeof controlOf>[1] = {}): HostControl {
  const made = controlOf(server, options);
  cleanUp.push(() => made.close());
  return made;
}

/** Only what never answers has to reach its deadline. */
const withinMs = { deadlineMs: 50_000 };

async function read(made: HostControl, server: LoopbackSshd, fresh = false): Promise<string> {
  const outcome = await made.readFacts(server.target, { ...withinMs, fresh });
  return outcome.kind === 'facts' ? 'facts' : `${outcome.failure}: ${outcome.detail}`;
}

function logins(server: LoopbackSshd): number {
  return server.log().match(/Accepted publickey/g)?.length ?? 0;
}

const keepalive = { intervalMs: 987_654, count: 3 };

/** The interval of `intervalMs` alone beats by hand: how long an answer takes on this machine decides nothing. */
function handDriven(intervalMs: number): { readonly beat: () => void; readonly begun: () => number } {
  let run: () => void = () => undefined;
  let begun = 0;
  const { setInterval: real } = globalThis;
  const spy = vi.spyOn(globalThis, 'setInterval').mockImplementation((act: () => void, ms?: number) => {
    if (ms !== intervalMs) return real(act, ms);
    run = act;
    begun += 1;
    return real(() => undefined, intervalMs);
  });
  cleanUp.push(() => Promise.resolve(spy.mockRestore()));
  return { beat: () => run(), begun: () => begun };
}

describe('a kept connection', () => {
  it('serves every read and command with one login', async () => {
    const server = await sshd();
    const made = control(server);
    expect(await Promise.all([read(made, server), read(made, server)])).toEqual(['facts', 'facts']);
    expect(await read(made, server)).toBe('facts');
    expect(await made.runCommand(server.target, { argv: ['/bin/true'] }, withinMs)).toMatchObject({
      exitCode: 0,
    });
    expect(logins(server)).toBe(1);
    expect(await read(made, server, true)).toBe('facts');
    expect(await read(made, server)).toBe('facts');
    expect(logins(server)).toBe(2);
  });

  it('loses no exit status of a quick command when this process is busy', async () => {
    const server = await sshd();
    const made = control(server);
    await read(made, server);
    // Between two turns of the event loop the whole answer arrives, from "started" to the exit status.
    const spin = setInterval(() => {
      const until = performance.now() + 30;
      while (performance.now() < until);
    }, 0);
    try {
      for (let count = 0; count < 5; count += 1)
        expect(await made.runCommand(server.target, { argv: ['/bin/false'] }, withinMs)).toEqual({
          kind: 'exited',
          exitCode: 1,
          output: '',
        });
    } finally {
      clearInterval(spin);
    }
  });

  it('that has died unnoticed costs no read', async () => {
    const server = await sshd();
    const made = control(server);
    expect(await read(made, server)).toBe('facts');
    for (const pid of server.sessionPids()) endIfAlive(pid);
    expect(await read(made, server)).toBe('facts');
  });

  it('is lost when the keepalive goes unanswered', async () => {
    const server = await sshd();
    const pulse = handDriven(keepalive.intervalMs);
    const made = control(server, { keepalive });
    const lost: HostId[] = [];
    made.onConnectionLost((hostId) => lost.push(hostId));
    expect(await read(made, server)).toBe('facts');
    for (const pid of server.sessionPids()) process.kill(pid, 'SIGSTOP');
    for (let beat = 0; beat < keepalive.count; beat += 1) pulse.beat();
    expect(lost).toEqual([]);
    pulse.beat();
    await expect.poll(() => lost).toEqual([server.target.hostId]);
  });

  it('lives on by its keepalive', async () => {
    const server = await sshd();
    const pulse = handDriven(keepalive.intervalMs);
    const made = control(server, { keepalive });
    const lost: HostId[] = [];
    made.onConnectionLost((hostId) => lost.push(hostId));
    expect(await read(made, server)).toBe('facts');
    for (let beat = 0; beat < 3 * keepalive.count; beat += 1) {
      const before = pulse.begun();
      pulse.beat();
      // An answer begins the count again.
      await expect.poll(() => pulse.begun()).toBeGreaterThan(before);
    }
    expect(lost).toEqual([]);
    expect(await read(made, server)).toBe('facts');
    expect(logins(server)).toBe(1);
  });

  it('is lost when only its probe ends, as in a shutdown', async () => {
    const server = await sshd();
    const made = control(server);
    const lost: HostId[] = [];
    made.onConnectionLost((hostId) => lost.push(hostId));
    expect(await read(made, server)).toBe('facts');
    const shells = server
      .sessionPids()
      .flatMap((pid) => [...childrenOf(pid), ...childrenOf(pid).flatMap(childrenOf)]);
    for (const pid of shells) if (commandLine(pid).includes('stagger probe')) endIfAlive(pid);
    await expect.poll(() => lost).toEqual([server.target.hostId]);
  });

  it('is replaced when it has grown old', async () => {
    const server = await sshd();
    let aheadMs = 0;
    const clock = { ...systemClock, monotonicMs: () => performance.now() + aheadMs };
    const made = control(server, { clock, maxConnectionAgeMs: 3_600_000 });
    expect(await read(made, server)).toBe('facts');
    aheadMs = 2 * 3_600_000;
    expect(await read(made, server)).toBe('facts');
    expect(logins(server)).toBe(2);
    await expect.poll(() => server.sessionPids().length).toBe(1);
  });

  it('is replaced when the inventory gives the host another address', async () => {
    const [server, other] = [await sshd(), await sshd()];
    appendFileSync(server.knownHostsPath, readFileSync(other.knownHostsPath));
    writeFileSync(join(other.dir, 'identity.pub'), readFileSync(join(server.dir, 'identity.pub')));
    const made = control(server);
    expect(await read(made, server)).toBe('facts');
    const moved = { ...other.target, hostId: server.target.hostId };
    expect((await made.readFacts(moved, { ...withinMs, fresh: false })).kind).toBe('facts');
    expect([logins(server), logins(other)]).toEqual([1, 1]);
    await expect.poll(() => server.sessionPids().length).toBe(0);
  });

  it('survives new session keys', async () => {
    const server = await sshd({ config: ['RekeyLimit 4K'] });
    const made = control(server);
    for (let times = 0; times < 20; times += 1) expect(await read(made, server)).toBe('facts');
    expect(logins(server)).toBe(1);
  });

  it('is not cut off under a running hook by a probe that hangs', async () => {
    const hangs =
      'case "$SSH_ORIGINAL_COMMAND" in *"stagger probe"*) sleep 30;; *) eval "$SSH_ORIGINAL_COMMAND";; esac';
    const server = await sshd({ config: [`ForceCommand ${hangs}`] });
    const [begun, mayEnd] = [join(server.dir, 'begun'), join(server.dir, 'may-end')];
    const drain = `touch ${begun}\nwhile [ ! -e ${mayEnd} ]; do sleep 0.05; done\necho drained`;
    server.putProgram('drain', `#!/bin/sh\n${drain}\n`);
    const made = control(server);
    const argv = [join(server.dir, 'bin', 'drain')];
    const hook = made.runCommand(server.target, { argv }, { deadlineMs: 60_000 });
    // Logged in: the probe's deadline is for its answer alone.
    await expect.poll(() => existsSync(begun)).toBe(true);
    const probe = await made.readFacts(server.target, { deadlineMs: 600, fresh: false });
    expect(probe).toMatchObject({ kind: 'missed', failure: 'exec-timeout' });
    expect(logins(server)).toBe(1);
    writeFileSync(mayEnd, '');
    expect(await hook).toEqual({ kind: 'exited', exitCode: 0, output: 'drained\n' });
    await expect.poll(() => server.sessionPids().length).toBe(0);
  });

  it('is not needed for a command where the server grants one session only', async () => {
    const server = await sshd({ config: ['MaxSessions 1'] });
    const made = control(server);
    expect(await read(made, server)).toBe('facts');
    const run = await made.runCommand(server.target, { argv: ['/bin/echo', 'ran'] }, withinMs);
    expect(run).toEqual({ kind: 'exited', exitCode: 0, output: 'ran\n' });
    expect(await read(made, server)).toBe('facts');
    expect(logins(server)).toBe(2);
  });
});

describe('a command', () => {
  it('ends with its exit status, even if a child keeps the output open', async () => {
    const server = await sshd();
    server.putProgram('daemonise', '#!/bin/sh\necho started\nsleep 30 &\nexit 3\n');
    const argv = [join(server.dir, 'bin', 'daemonise')];
    const run = await control(server).runCommand(server.target, { argv }, withinMs);
    expect(run).toEqual({ kind: 'exited', exitCode: 3, output: 'started\n' });
  });

  it('is told by a signal as a shell tells it, with both outputs', async () => {
    const server = await sshd();
    server.putProgram('dies', '#!/bin/sh\necho out\necho err >&2\nkill -TERM $$\n');
    const argv = [join(server.dir, 'bin', 'dies')];
    const run = await control(server).runCommand(server.target, { argv }, withinMs);
    expect(run).toMatchObject({ kind: 'exited', exitCode: 143 });
    expect(run.kind === 'exited' ? run.output.split('\n').toSorted() : []).toEqual(['', 'err', 'out']);
  });

  it('reads nothing from us', async () => {
    const server = await sshd();
    const run = await control(server).runCommand(server.target, { argv: ['/bin/cat'] }, withinMs);
    expect(run).toEqual({ kind: 'exited', exitCode: 0, output: '' });
  });

  it('that prints without end is given up', async () => {
    const server = await sshd();
    const argv = ['/usr/bin/yes'];
    const run = await control(server).runCommand(server.target, { argv }, withinMs);
    expect(run).toMatchObject({ kind: 'missed', failure: 'garbage-output' });
  });
});

describe('a login', () => {
  it.each([
    ['ed25519', ''],
    ['ecdsa', ''],
    ['rsa', ''],
    ['ed25519', 'correct horse'],
  ])('with an %s key, passphrase "%s"', async (type, passphrase) => {
    const server = await sshd();
    const path = join(server.dir, 'another');
    makeKey(path, type, passphrase);
    writeFileSync(join(server.dir, 'identity.pub'), readFileSync(`${path}.pub`));
    const made = control(server, {
      identities: [
        { kind: 'text', text: readFileSync(path, 'utf8'), passphrase: passphrase === '' ? null : passphrase },
      ],
    });
    expect(await read(made, server)).toBe('facts');
  });

  it('tries the next key', async () => {
    const server = await sshd();
    const path = join(server.dir, 'unwanted');
    makeKey(path, 'ed25519');
    const identities = [path, server.identityPath].map(
      (key) => ({ kind: 'file', path: key, passphrase: null }) as const,
    );
    expect(await read(control(server, { identities }), server)).toBe('facts');
  });

  it('without a key is a mistake of the set-up', async () => {
    const server = await sshd();
    expect(await read(control(server, { identities: [] }), server)).toMatch(/^login-refused: no SSH key/);
  });
});

describe('a reboot', () => {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() as BootId;
  const request = { expectBootId: bootId, planDigest: 'ab12cd34' as PlanDigest, attempt: 3 };

  async function rebootBy(programs: Readonly<Record<string, string>>): Promise<{
    readonly outcome: RebootRequestOutcome;
    readonly journal: () => string;
  }> {
    const server = await sshd();
    const path = join(server.dir, 'journal');
    writeFileSync(path, '');
    for (const [name, body] of Object.entries({ logger: 'echo "$@" >>$journal', ...programs }))
      server.putProgram(name, `#!/bin/sh\njournal=${path}\n${body}\n`);
    const outcome = await control(server).requestReboot(server.target, request, withinMs);
    return { outcome, journal: () => readFileSync(path, 'utf8') };
  }

  it('is asked for through sudo, and leaves a trace in the journal', async () => {
    const { outcome, journal } = await rebootBy({
      id: 'echo 1000',
      sudo: '[ "$2" = -l ] && exit 0; echo "sudo $*" >>$journal',
      systemctl: 'echo called without sudo >>$journal',
    });
    expect(outcome).toEqual({ kind: 'accepted' });
    await expect
      .poll(() => journal().split('\n').toSorted())
      .toEqual(['', '-t stagger rebooting for plan ab12cd34 attempt 3', 'sudo -n systemctl reboot']);
  });

  it.each([
    ['accepted', 'after the marker', 'systemctl'],
    ['unknown', 'before the marker', 'id'],
  ])('is %s when the connection breaks %s', async (kind, _when, program) => {
    const server = await sshd();
    const path = join(server.dir, 'journal');
    server.putProgram(program, `#!/bin/sh\necho called >${path}\nexec sleep 30\n`);
    const asked = control(server).requestReboot(server.target, request, withinMs);
    await expect.poll(() => existsSync(path)).toBe(true);
    // The marker was printed before: whoever passes it on sleeps again once it is on its way.
    await expect.poll(() => server.sessionPids().every(isAsleep)).toBe(true);
    for (const pid of server.sessionPids()) endIfAlive(pid);
    expect((await asked).kind).toBe(kind);
  });

  it('is refused when systemd says that it did nothing', async () => {
    const { outcome } = await rebootBy({ systemctl: 'echo "Operation inhibited by apt" >&2; exit 1' });
    expect(outcome).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('inhibited') as unknown,
    });
  });

  it('is unknown when systemd fails in a way that may be the shutdown itself', async () => {
    const { outcome } = await rebootBy({
      systemctl: 'echo "Transport endpoint is not connected" >&2; exit 1',
    });
    expect(outcome.kind).toBe('unknown');
  });

  it('is unknown when the host does not answer in time', async () => {
    const server = await sshd();
    server.putProgram('id', '#!/bin/sh\nexec sleep 30\n');
    const made = control(server, { clock: untilLogin(server, 49_000) });
    expect((await made.requestReboot(server.target, request, withinMs)).kind).toBe('unknown');
  });

  it('is not sent where the machine was asleep while it connected', async () => {
    const server = await sshd();
    const journal = join(server.dir, 'reboots');
    server.putProgram('id', '#!/bin/sh\necho 0\n');
    server.putProgram('systemctl', `#!/bin/sh\necho "$@" >>${journal}\n`);
    // An hour after the first look at it. The monotonic clock of a machine stands still while it sleeps.
    let asked = 0;
    const clock = { ...systemClock, now: () => Date.now() + (asked++ === 0 ? 0 : 3_600_000) };
    const made = control(server, { clock });
    expect(await made.requestReboot(server.target, request, withinMs)).toEqual({ kind: 'too-late' });
    expect(existsSync(journal)).toBe(false);
  });

  it('is not sent over a connection that is not trusted', async () => {
    const server = await sshd();
    writeFileSync(server.knownHostsPath, '');
    const outcome = await control(server).requestReboot(server.target, request, withinMs);
    expect(outcome).toMatchObject({ kind: 'not-sent', failure: 'host-key-unknown' });
  });
});

function isAsleep(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  // The state follows the command name, which may hold blanks and brackets.
  return existsSync(path) && readFileSync(path, 'utf8').split(') ').at(-1)?.startsWith('S') === true;
}

function commandLine(pid: number): string {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
