// The adapter against hosts that really reboot: the witness outside the daemon is the judge.
import { expect, it } from 'vitest';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { BootId, HostId, PlanDigest } from '../../../src/core/fleet/ids.ts';
import type { Facts } from '../../../src/core/fleet/observation.ts';
import type { HostControl } from '../../../src/ports/host-control.ts';
import { describeLab } from '../../lab/describe-lab.ts';
import { createLab, type Lab } from '../../lab/lab.ts';
import { controlOf } from './loopback-control.ts';

const withinMs = { deadlineMs: 10_000 };
const planDigest = 'ab12cd34' as PlanDigest;

function targetOf(lab: Lab, name: string, user = 'stagger'): SshTarget {
  const host = lab.host(name);
  return { hostId: name as HostId, address: host.address, port: host.port, user, assumed: [] };
}

async function facts(control: HostControl, target: SshTarget, fresh = false): Promise<Facts> {
  const read = await control.readFacts(target, { ...withinMs, fresh });
  if (read.kind !== 'facts') throw new Error(`${read.failure}: ${read.detail}`);
  return read.facts;
}

describeLab('SSH to hosts that really reboot', () => {
  it.each(['root', 'stagger'])('reboots as %s, once, and proves the new boot', async (user) => {
    await using lab = await createLab({ hosts: [{ name: 'web-1', uptimeS: 200 * 86_400 }] });
    const control = controlOf(lab);
    const target = targetOf(lab, 'web-1', user);
    const lost: HostId[] = [];
    control.onConnectionLost((hostId) => lost.push(hostId));
    const before = await facts(control, target);
    expect(before.bootId).toBe(lab.host('web-1').bootId());
    expect(before.uptimeMs).toBeGreaterThan(200 * 86_400_000);
    const request = { expectBootId: before.bootId, planDigest, attempt: 1 };
    expect(await control.requestReboot(target, request, withinMs)).toEqual({ kind: 'accepted' });
    await lab.waitFor('web-1', 'ready', { after: 1 });
    expect(lost).toEqual([target.hostId]);
    const after = await facts(control, target, true);
    expect(after.bootId).not.toBe(before.bootId);
    expect(after.uptimeMs).toBeLessThan(60_000);
    expect(after.initStartTicks).not.toBeNull();
    // The same command again, late: the host compares and does nothing.
    expect(await control.requestReboot(target, request, withinMs)).toEqual({
      kind: 'boot-id-mismatch',
      found: after.bootId,
    });
    expect(lab.host('web-1').bootCount()).toBe(2);
    await control.close();
  });

  it('does nothing on a host without the sudo rule, and says which rule', async () => {
    await using lab = await createLab({ hosts: [{ name: 'web-1' }] });
    lab.host('web-1').refusesReboot();
    const control = controlOf(lab);
    const target = targetOf(lab, 'web-1');
    const expectBootId = lab.host('web-1').bootId() as BootId;
    const outcome = await control.requestReboot(target, { expectBootId, planDigest, attempt: 1 }, withinMs);
    expect(outcome).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('NOPASSWD') as unknown,
    });
    expect((await facts(control, target)).bootId).toBe(expectBootId);
    expect(lab.host('web-1').bootCount()).toBe(1);
    await control.close();
  });

  it('tells a frozen host, a host without power and a host with a new key apart', async () => {
    await using lab = await createLab({ hosts: [{ name: 'web-1' }, { name: 'web-2' }, { name: 'web-3' }] });
    // Only what never answers has to reach its bound.
    const [patient, hasty] = [controlOf(lab), controlOf(lab, { handshakeTimeoutMs: 1_500 })];
    await lab.host('web-1').freeze();
    await lab.host('web-2').powerOff();
    await lab.host('web-3').hostKeyChanges();
    await lab.host('web-3').powerOff();
    await lab.host('web-3').powerOn();
    await lab.waitFor('web-3', 'ready', { after: 1 });
    const misses = await Promise.all(
      ['web-1', 'web-2', 'web-3'].map((name) =>
        (name === 'web-1' ? hasty : patient).readFacts(targetOf(lab, name), {
          deadlineMs: 60_000,
          fresh: true,
        }),
      ),
    );
    expect(misses.map((miss) => (miss.kind === 'missed' ? miss.failure : miss.kind))).toEqual([
      'handshake-timeout',
      'connection-refused',
      'host-key-changed',
    ]);
    await Promise.all([patient.close(), hasty.close()]);
  });
});
