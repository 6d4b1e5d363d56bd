// Whether a guest answers is asked as the sweeper looks: over SSH, anew, and never believed on an error.
import { describe, expect, it, vi } from 'vitest';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import { answersGate } from '../../src/core/gates/answers-gate.ts';
import { commandOnHost, createGateRouter } from '../../src/runtime/gate-router.ts';
import { FakeHostControl } from '../fakes/fake-host-control.ts';
import { testTiming } from '../fakes/fleet-builder.ts';

const vm = { hostId: 'vm' as HostId, address: 'vm.example', port: 22, user: 'stagger', assumed: [] };
const gate = answersGate(testTiming);

function opened(facts: Partial<Facts> = {}) {
  const hosts = new FakeHostControl();
  const host = hosts.addHost(vm.hostId, facts);
  const network = {
    ask: () => Promise.reject(new Error('nothing is asked over the network')),
    prepare: () => Promise.reject(new Error('nothing is prepared over the network')),
  };
  return { host, router: createGateRouter({ hosts, network }) };
}

describe('a guest that nothing else is asked of', () => {
  it.each([
    ['running', {}, 'pass'],
    ['degraded', { systemState: 'degraded' }, 'pass'],
    ['without systemd', { systemState: null }, 'pass'],
    ['starting', { systemState: 'starting' }, 'fail'],
    ['stopping', { systemState: 'stopping' }, 'fail'],
    ['letting nobody in', { nologin: true }, 'fail'],
  ] as const)('that is %s', async (_what, facts, kind) => {
    const { host, router } = opened(facts);
    expect(await router.ask(vm, gate)).toMatchObject({ kind });
    expect(host.commands).toEqual([]);
  });

  it('is asked over a connection of its own: a kept one may be from before its hypervisor’s reboot', async () => {
    const hosts = new FakeHostControl();
    hosts.addHost(vm.hostId);
    const asked = vi.spyOn(hosts, 'readFacts');
    const network = {
      ask: () => Promise.reject(new Error('x')),
      prepare: () => Promise.reject(new Error('x')),
    };
    await createGateRouter({ hosts, network }).ask(vm, gate);
    expect(asked.mock.calls).toEqual([[vm, { deadlineMs: gate.attemptMs, fresh: true }]]);
  });

  it('that cannot be reached has not passed', async () => {
    const { host, router } = opened();
    host.failure = 'connect-timeout';
    expect(await router.ask(vm, gate)).toMatchObject({
      kind: 'error',
      detail: expect.stringMatching(/^connect-timeout: /) as unknown,
    });
  });

  it('needs nothing before the reboot, no command, and has time to boot and to start', async () => {
    const { router } = opened();
    expect(await router.prepare(vm, gate, { deadlineMs: 1_000 })).toEqual({
      kind: 'ready',
      lastingKeys: null,
    });
    expect(commandOnHost(gate.question)).toBeNull();
    expect(gate.withinMs).toBe(testTiming.comeBackWithinMs + testTiming.systemUpWithinMs);
  });
});
