// What the plan lint found, at the terminal: each fault names what it is about, and no two read the same.
import { expect, it } from 'vitest';
import type { HostId, ServiceId } from '../../../src/core/fleet/ids.ts';
import type { PlanFault } from '../../../src/core/planning/plan-lint.ts';
import type { TogetherFault } from '../../../src/core/planning/together-lint.ts';
import { planFaultText } from '../../../src/views/terminal/plan-fault-text.ts';

const [web1, db1] = ['web-1', 'db-1'] as [HostId, HostId];
const [web, db] = ['web', 'db'] as [ServiceId, ServiceId];
const at = Date.UTC(2026, 11, 7, 10);

const together: readonly TogetherFault[] = [
  { kind: 'below-minimum', service: web, up: 1, minAvailable: 2 },
  { kind: 'two-zones', service: web },
  { kind: 'two-domains', service: web, of: 'cooling' },
  { kind: 'dependency-together', service: web, needs: db },
  { kind: 'guest-with-hypervisor', guest: web1, hypervisor: db1 },
  { kind: 'own-path-not-alone', host: web1 },
  { kind: 'too-many-in-flight', inFlight: 3, limit: 2 },
  { kind: 'domain-over-cap', level: 'rack', id: 'r12' },
  { kind: 'domain-over-cap', level: 'fleet', id: 'fleet' },
];

const faults: readonly PlanFault[] = [
  { kind: 'digest-wrong' },
  { kind: 'fleet-changed' },
  { kind: 'host-twice', host: web1 },
  { kind: 'host-unknown', host: web1 },
  ...(['no-placement', 'exempt', 'absent'] as const).map(
    (why) => ({ kind: 'host-may-not-go', host: web1, why }) as const,
  ),
  { kind: 'step-differs', host: web1, what: 'gates, fingerprint' },
  { kind: 'too-many-hosts', hosts: 51, limit: 50 },
  { kind: 'scope-wrong', subject: 'web' },
  { kind: 'report-wrong', host: web1 },
  { kind: 'wave-numbers', waves: [1, 3] },
  { kind: 'out-of-order', host: web1 },
  { kind: 'ends-wrong', host: web1 },
  { kind: 'outside-window', host: web1, at },
  { kind: 'outside-window', host: web1, at, guest: db1 },
  { kind: 'in-freeze', host: web1, freeze: 'sale' },
  ...together.map((fault) => ({ kind: 'in-wave', wave: 2, fault }) as const),
  ...together.map((fault) => ({ kind: 'at-instant', at, fault }) as const),
  { kind: 'order-missing', first: db1, then: web1 },
  { kind: 'order-broken', first: db1, then: web1 },
  { kind: 'waits-for-stranger', host: web1, stranger: db1 },
];

it('says of each fault which hosts, services, wave and time it is about', () => {
  const texts = faults.map((fault) => planFaultText(fault, 'UTC'));
  expect(new Set(texts).size).toBe(faults.length);
  for (const [index, fault] of faults.entries()) {
    const { kind: _, ...about } =
      'fault' in fault ? { ...fault.fault, ...('wave' in fault ? { wave: 2 } : {}) } : fault;
    for (const [name, value] of Object.entries(about))
      if (!['why', 'waves', 'level', 'at'].includes(name)) expect(texts[index]).toContain(String(value));
    if ('at' in fault) expect(texts[index]).toContain('2026-12-07 10:00');
  }
});

it('reads as a sentence', () => {
  expect(faults.slice(17, 18).map((fault) => planFaultText(fault, 'UTC'))).toEqual([
    'wave 2: web would have 1 up, and keeps at least 2',
  ]);
});
