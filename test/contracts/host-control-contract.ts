// What every HostControl must do, the real one and the fakes alike.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../src/core/fleet/ssh-target.ts';
import type { BootId, HostId, PlanDigest } from '../../src/core/fleet/ids.ts';
import type { HostControl, RebootRequest } from '../../src/ports/host-control.ts';

export type HostControlFixture = {
  readonly control: HostControl;
  /** A host that answers. `/bin/echo`, `/bin/false` and `/bin/sleep` are there. */
  readonly target: SshTarget;
  /** A host whose address refuses connections. */
  readonly refusing: SshTarget;
  readonly bootId: () => BootId;
  /** Reboots that the host itself was told to make. */
  readonly rebootsMade: () => number;
  readonly denyReboots: () => void;
  /** Ends the live connection from the host's side. */
  readonly dropConnection: () => void;
  readonly stop: () => Promise<void>;
};

const digest = 'a'.repeat(64) as PlanDigest;
const withinMs = { deadlineMs: 50_000 };

export function hostControlContract(name: string, start: () => Promise<HostControlFixture>): void {
  describe(`${name} as a HostControl`, () => {
    let host: HostControlFixture;
    beforeEach(async () => {
      host = await start();
    });
    afterEach(async () => {
      await host.control.close();
      await host.stop();
    });
    const request = (expectBootId: BootId): RebootRequest => ({
      expectBootId,
      planDigest: digest,
      attempt: 1,
    });
    const lostOnes = (): HostId[] => {
      const lost: HostId[] = [];
      host.control.onConnectionLost((hostId) => lost.push(hostId));
      return lost;
    };

    it('reads facts, kept or fresh', async () => {
      for (const fresh of [false, false, true, false]) {
        const read = await host.control.readFacts(host.target, { ...withinMs, fresh });
        expect(read).toMatchObject({ kind: 'facts', facts: { bootId: host.bootId() } });
        if (read.kind !== 'facts') return;
        expect(read.facts.uptimeMs).toBeGreaterThan(0);
        expect(read.facts.kernelRunning).not.toBe('');
      }
    });

    it('answers questions asked at the same time', async () => {
      const reads = await Promise.all(
        [1, 2, 3].map(() => host.control.readFacts(host.target, { ...withinMs, fresh: false })),
      );
      expect(reads.map(({ kind }) => kind)).toEqual(['facts', 'facts', 'facts']);
    });

    it('says where nothing answers, and why', async () => {
      const read = await host.control.readFacts(host.refusing, { ...withinMs, fresh: false });
      expect(read).toMatchObject({ kind: 'missed', failure: 'connection-refused' });
      expect(read.kind === 'missed' ? read.detail : '').toContain(host.refusing.address);
    });

    it('reboots a host that runs the expected boot, once', async () => {
      const outcome = await host.control.requestReboot(host.target, request(host.bootId()), withinMs);
      expect(outcome).toEqual({ kind: 'accepted' });
      expect(host.rebootsMade()).toBe(1);
    });

    it('does not reboot a host that runs another boot', async () => {
      const other = '11111111-2222-3333-4444-555555555555' as BootId;
      const outcome = await host.control.requestReboot(host.target, request(other), withinMs);
      expect(outcome).toEqual({ kind: 'boot-id-mismatch', found: host.bootId() });
      expect(host.rebootsMade()).toBe(0);
    });

    it('tells a refusal from a lost request', async () => {
      host.denyReboots();
      const outcome = await host.control.requestReboot(host.target, request(host.bootId()), withinMs);
      expect(outcome.kind).toBe('refused');
      expect(host.rebootsMade()).toBe(0);
    });

    it('knows that a request did not leave', async () => {
      const outcome = await host.control.requestReboot(host.refusing, request(host.bootId()), withinMs);
      expect(outcome).toMatchObject({ kind: 'not-sent', failure: 'connection-refused' });
    });

    it.each([
      [['/bin/echo', 'replica=caught_up,100%'], 0, 'replica=caught_up,100%\n'],
      [['/bin/false'], 1, ''],
    ])('runs %j', async (argv, exitCode, output) => {
      expect(await host.control.runCommand(host.target, { argv }, withinMs)).toEqual({
        kind: 'exited',
        exitCode,
        output,
      });
    });

    it('keeps 4 KiB of output', async () => {
      const argv = ['/bin/echo', 'x'.repeat(5000)];
      const run = await host.control.runCommand(host.target, { argv }, withinMs);
      expect(run).toEqual({ kind: 'exited', exitCode: 0, output: 'x'.repeat(4096) });
    });

    it.each([
      [['/bin/echo', '$(reboot)']],
      [['/bin/echo', 'a;b']],
      [['/bin/echo', 'two words']],
      [['/bin/echo', '']],
      [['echo', 'no-path']],
      [[]],
    ])('does not run %j', async (argv) => {
      const run = await host.control.runCommand(host.target, { argv }, withinMs);
      expect(run).toMatchObject({ kind: 'missed', failure: 'internal-error' });
    });

    it('bounds a command that never ends', async () => {
      const argv = ['/bin/sleep', '20'];
      // Connected: the bound is for the command alone.
      await host.control.readFacts(host.target, { ...withinMs, fresh: false });
      const run = await host.control.runCommand(host.target, { argv }, { deadlineMs: 1500 });
      expect(run).toMatchObject({ kind: 'missed', failure: 'exec-timeout' });
    });

    it('reports a live connection that the host ends, and is able to connect again', async () => {
      const lost = lostOnes();
      await host.control.readFacts(host.target, { ...withinMs, fresh: false });
      host.dropConnection();
      await expect.poll(() => lost).toEqual([host.target.hostId]);
      const read = await host.control.readFacts(host.target, { ...withinMs, fresh: false });
      expect(read.kind).toBe('facts');
    });

    it('does not report a connection that it replaced or closed itself, nor to a listener that has left', async () => {
      const lost = lostOnes();
      const leave = host.control.onConnectionLost((hostId) => lost.push(hostId));
      await host.control.readFacts(host.target, { ...withinMs, fresh: false });
      await host.control.readFacts(host.target, { ...withinMs, fresh: true });
      expect(lost).toEqual([]);
      leave();
      host.dropConnection();
      await expect.poll(() => lost).toEqual([host.target.hostId]);
      await host.control.readFacts(host.target, { ...withinMs, fresh: false });
      await host.control.close();
      expect(lost).toEqual([host.target.hostId]);
    });

    it('answers after it was closed', async () => {
      await host.control.close();
      const read = await host.control.readFacts(host.target, { ...withinMs, fresh: false });
      expect(read).toMatchObject({ kind: 'missed', failure: 'internal-error' });
      const outcome = await host.control.requestReboot(host.target, request(host.bootId()), withinMs);
      expect(outcome).toMatchObject({ kind: 'not-sent' });
      expect(host.rebootsMade()).toBe(0);
    });
  });
}
