// HAProxy from Debian's package, its socket reached through a real sshd: drained with a session open, weighed, put back.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, createServer as createSilent, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import { createRotationWork } from '../../../src/runtime/rotation-work.ts';
import { tcpGate } from '../../fakes/campaign-scenario.ts';
import { createHaproxyRuntime } from '../../../src/adapters/haproxy/haproxy-runtime.ts';
import { authorizedKeysLine } from '../../../src/adapters/ssh/host-setup.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { Gate, GateAnswer } from '../../../src/core/fleet/check.ts';
import type { Seat, SeatChange, SeatState, SeenSeat } from '../../../src/core/rotation/rotation.ts';
import type { LoadBalancers } from '../../../src/ports/load-balancer.ts';
import { freePort } from '../../lab/free-port.ts';
import { describeWith, startServer, type RealServer } from '../../lab/real-servers.ts';
import { controlOf } from '../ssh/loopback-control.ts';
import { startLoopbackSshd, type LoopbackSshd } from '../ssh/loopback-sshd.ts';

const within = { deadlineMs: 50_000 };

describeWith(['haproxy'], 'HAProxy’s runtime API', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stagger-haproxy-'));
  let sshd: LoopbackSshd;
  let haproxy: RealServer;
  let site: Server;
  let balancers: LoadBalancers;
  let control: ReturnType<typeof controlOf>;
  const waiting: ServerResponse[] = [];

  beforeAll(async () => {
    sshd = await startLoopbackSshd();
    control = controlOf(sshd);
    balancers = createHaproxyRuntime(control);
    site = createServer((request: IncomingMessage, response) => {
      if (request.url === '/wait') waiting.push(response);
      else if (request.url === '/broken') response.writeHead(500).end();
      else response.end('fine');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { port: sitePort } = site.address() as AddressInfo;
    const place = { address: '127.0.0.1', port: await freePort() };
    const config = [
      'global',
      `  stats socket ${join(dir, 'admin.sock')} mode 600 level admin`,
      'defaults',
      '  mode http',
      '  timeout connect 2s',
      '  timeout client 60s',
      '  timeout server 60s',
      'frontend in',
      `  bind ${place.address}:${place.port}`,
      '  default_backend web',
      'backend web',
      `  server web-1 127.0.0.1:${sitePort} weight 80`,
      `  server web-2 127.0.0.1:${sitePort} weight 80 disabled`,
      'backend guests',
      `  server vm-1 127.0.0.1:${sitePort} weight 40`,
      `  server vm-2 127.0.0.1:${sitePort} weight 10`,
    ];
    writeFileSync(join(dir, 'haproxy.cfg'), `${config.join('\n')}\n`);
    haproxy = await startServer(['/usr/sbin/haproxy', '-db', '-f', join(dir, 'haproxy.cfg')], {
      ...place,
      log: join(dir, 'log'),
    });
  });
  afterAll(async () => {
    await control.close();
    await haproxy.stop();
    site.close();
    await sshd.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const seat = (given: Partial<Seat> = {}): Seat => ({
    balancer: { ...sshd.target, hostId: 'lb-01' as HostId },
    socket: join(dir, 'admin.sock'),
    backend: 'web',
    server: 'web-1',
    ...given,
  });
  const read = async (one = seat()): Promise<SeatState> => {
    const reading = await balancers.read(one, within);
    if (reading.kind === 'error') throw new Error(reading.detail);
    return reading.state;
  };
  const change = (what: SeatChange) => balancers.change(seat(), what, within);
  const get = async (path: string): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${haproxy.port}${path}`, {
      headers: { connection: 'close' },
    });
    return `${answer.status} ${(await answer.text()).slice(0, 4)}`;
  };

  it('reads what is in service and what a person has taken out', async () => {
    expect(await read()).toMatchObject({ admin: 'ready', weight: 80, sessions: 0, status: 'no check' });
    expect(await read(seat({ server: 'web-2' }))).toMatchObject({ admin: 'maint', weight: 80 });
  });

  it('drains while a session is open, sees it end, and puts the server back as it was', async () => {
    const before = await read();
    const open = get('/wait');
    while (waiting.length === 0) await sleep(10);
    expect(await change({ kind: 'drain' })).toEqual({ kind: 'changed' });
    expect(await read()).toMatchObject({ admin: 'drain', weight: 80, sessions: 1 });
    // Nobody else serves: a new request finds no server.
    expect(await get('/')).toMatch(/^503/);
    waiting.pop()?.end('late');
    expect(await open).toBe('200 late');
    while ((await read()).sessions > 0) await sleep(10);
    expect(await change({ kind: 'ready' })).toEqual({ kind: 'changed' });
    expect(await read()).toMatchObject({ admin: before.admin, weight: before.weight });
    expect(await get('/')).toBe('200 fine');
  });

  it('sets weights, also while drained', async () => {
    await change({ kind: 'drain' });
    await change({ kind: 'weight', weight: 8 });
    expect(await read()).toMatchObject({ admin: 'drain', weight: 8 });
    await change({ kind: 'ready' });
    expect(await read()).toMatchObject({ admin: 'ready', weight: 8 });
    await change({ kind: 'weight', weight: 80 });
    expect(await read()).toMatchObject({ admin: 'ready', weight: 80 });
  });

  it('counts requests and errors', async () => {
    const before = await read();
    await get('/');
    await get('/broken');
    const after = await read();
    expect([after.requests - before.requests, after.errors - before.errors]).toEqual([2, 1]);
  });

  describe('a ramp', () => {
    let seen: SeenSeat;
    beforeAll(() => {
      seen = { seat: seat(), before: { admin: 'ready', weight: 80 } };
    });
    const gate: Gate = { ...tcpGate, everyMs: 10 };
    const witness = { isThere: false, begun: 0, done: 0 };
    /** What HAProxy itself says whenever its word changes, while `work` goes on. */
    const witnessed = async (work: Promise<unknown>): Promise<readonly string[]> => {
      const states: string[] = [];
      witness.isThere = true;
      void work.finally(() => (witness.isThere = false));
      while (witness.isThere) {
        const look = (witness.begun += 1);
        const { admin, weight } = await read();
        witness.done = look;
        const state = `${admin} ${weight}`;
        if (states.at(-1) !== state) states.push(state);
      }
      await work;
      return states;
    };
    /** No step ends before the witness has seen it, however slow the machine is. */
    const seenByWitness = async (): Promise<void> => {
      const next = witness.begun + 1;
      while (witness.isThere && witness.done < next) await sleep(5);
    };
    const rotation = (
      answers: readonly GateAnswer[] = [],
      between: (step: number) => void = () => undefined,
    ) => {
      const left = [...answers];
      const work = createRotationWork({
        balancers,
        clock: createSystemClock(),
        stopping: new AbortController().signal,
        pace: { lookEveryMs: 20, lookWithinMs: 50_000 },
        gates: {
          ask: async () => {
            await seenByWitness();
            return left.shift() ?? { kind: 'pass' };
          },
          prepare: () => Promise.resolve({ kind: 'ready', lastingKeys: null }),
        },
      });
      const step = (percent: number, isFirst: boolean) =>
        work.perform(sshd.target, {
          kind: 'ramp-step',
          seats: [seen],
          percent,
          isFirst,
          holdMs: 60,
          servingWithinMs: 50_000,
          maxErrorPercent: 5,
          gates: [gate],
        });
      return {
        work,
        upTo: async (...percents: readonly number[]): Promise<string> => {
          for (const [index, percent] of percents.entries()) {
            const outcome = await step(percent, index === 0);
            if (outcome?.kind !== 'step-held') return `${percent}: ${JSON.stringify(outcome)}`;
            between(percent);
          }
          return 'all held';
        },
      };
    };
    const fromDrained = async (): Promise<void> => {
      await change({ kind: 'drain' });
      await change({ kind: 'weight', weight: 80 });
    };

    it('goes 10, 25, 50, 100 by HAProxy’s own word, in service only from the first step on', async () => {
      await fromDrained();
      const states = await witnessed(rotation().upTo(10, 25, 50, 100));
      expect(states).toEqual(
        ['drain 80', 'drain 8', 'ready 8', 'ready 20', 'ready 40', 'ready 80'].filter((one) =>
          states.includes(one),
        ),
      );
      for (const one of ['ready 8', 'ready 20', 'ready 40', 'ready 80']) expect(states).toContain(one);
    });

    it('brings the lines of several guests back together, each to its own weight', async () => {
      const { work } = rotation();
      const guests = ['vm-1', 'vm-2'].map((server) => seat({ backend: 'guests', server }));
      const words = async (): Promise<readonly string[]> => {
        const states = await Promise.all(guests.map(read));
        return states.map(({ admin, weight }) => `${admin} ${weight}`);
      };
      const found = await work.perform(sshd.target, { kind: 'read-seats', seats: guests });
      if (found?.kind !== 'seats-read') throw new Error(JSON.stringify(found));
      const seats = found.seats.map((each) => ({ seen: each, maxSessions: 0 }));
      const byAt = createSystemClock().now() + 50_000;
      const left = await work.perform(sshd.target, { kind: 'leave-rotation', seats, byAt });
      expect(left).toEqual({ kind: 'rotation-left' });
      expect(await words()).toEqual(['drain 40', 'drain 10']);
      const step = {
        kind: 'ramp-step',
        seats: found.seats,
        holdMs: 0,
        servingWithinMs: 50_000,
        maxErrorPercent: 5,
        gates: [],
      } as const;
      expect(await work.perform(sshd.target, { ...step, percent: 50, isFirst: true })).toEqual({
        kind: 'step-held',
      });
      expect(await words()).toEqual(['ready 20', 'ready 5']);
      await work.perform(sshd.target, { ...step, percent: 100, isFirst: false });
      expect(await words()).toEqual(['ready 40', 'ready 10']);
    });

    it('never lowers what somebody has raised meanwhile', async () => {
      await fromDrained();
      const raised: Promise<unknown>[] = [];
      const ramp = rotation([], (percent) => {
        if (percent === 10) raised.push(change({ kind: 'weight', weight: 60 }));
      });
      const states = await witnessed(
        ramp
          .upTo(10)
          .then(() => Promise.all(raised))
          .then(() => ramp.upTo(25, 50)),
      );
      expect(states.at(-1)).toBe('ready 60');
      expect(states).not.toContain('ready 20');
      expect(states).not.toContain('ready 40');
      expect(await ramp.upTo(100)).toBe('all held');
      expect(await read()).toMatchObject({ admin: 'ready', weight: 80 });
    });

    it('ends where a gate fails twice, and takes the server out again', async () => {
      await fromDrained();
      const bad: GateAnswer = { kind: 'fail', found: 'it is a replica' };
      const ramp = rotation([{ kind: 'pass' }, bad, bad]);
      expect(await ramp.upTo(10, 25, 50, 100)).toMatch(/^25: .*it is a replica/);
      expect(await read()).toMatchObject({ admin: 'ready', weight: 20 });
      await ramp.work.perform(sshd.target, { kind: 'retreat', seats: [{ seen, percent: 25 }] });
      expect(await read()).toMatchObject({ admin: 'drain' });
      expect(await get('/')).toMatch(/^503/);
      await change({ kind: 'weight', weight: 80 });
      await change({ kind: 'ready' });
    });
  });

  it('is an error where there is no such server, backend, socket or right; nothing is sent for a strange name', async () => {
    const errors = [
      await balancers.read(seat({ server: 'web-9' }), within),
      await balancers.read(seat({ backend: 'shop' }), within),
      await balancers.read(seat({ socket: join(dir, 'none.sock') }), within),
      await balancers.read(seat({ server: 'web-1;disable server web/web-1' }), within),
      await balancers.change(seat({ server: 'web-9' }), { kind: 'ready' }, within),
      await balancers.change(seat(), { kind: 'weight', weight: 9_999 }, within),
    ];
    expect(errors.map(({ kind }) => kind)).toEqual(errors.map(() => 'error'));
    const text = JSON.stringify(errors);
    for (const part of ['no such server', 'AllowStreamLocalForwarding', 'nothing was sent', 'No such server'])
      expect(text).toContain(part);
    expect(await read()).toMatchObject({ admin: 'ready', weight: 80 });
  });

  it('works with the key line of ssh-setup for load balancers, and not with that of other hosts', async () => {
    const identity = `${sshd.identityPath}.pub`;
    const publicKey = readFileSync(identity, 'utf8').trim();
    const setup = { user: 'stagger', publicKey, from: [], commands: [], right: 'sudo' } as const;
    const paths = { programPath: '/bin/false', stateDirectory: '/var/lib/stagger' };
    const readWith = async (sockets: 'open' | 'closed') => {
      writeFileSync(identity, `${authorizedKeysLine({ ...setup, ...paths, sockets })}\n`);
      const own = controlOf(sshd);
      const reading = await createHaproxyRuntime(own).read(seat(), within);
      await own.close();
      return reading;
    };
    expect(await readWith('open')).toMatchObject({ kind: 'state', state: { admin: 'ready' } });
    expect(await readWith('closed')).toMatchObject({
      kind: 'error',
      detail: expect.stringContaining('cannot be opened') as string,
    });
    writeFileSync(identity, `${publicKey}\n`);
  });

  it('is bounded where a socket accepts and says nothing', async () => {
    const silent = createSilent();
    const path = join(dir, 'silent.sock');
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    const connectedToo = connect(path);
    const answer = await balancers.read(seat({ socket: path }), { deadlineMs: 2_000 });
    expect(answer).toMatchObject({
      kind: 'error',
      detail: expect.stringContaining('exec-timeout') as string,
    });
    connectedToo.destroy();
    silent.close();
  });
});
