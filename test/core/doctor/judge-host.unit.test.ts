// What the doctor says of a host that something else may reboot, and of one that could not be looked at.
import { describe, expect, it } from 'vitest';
import type { RebootAgent } from '../../../src/core/doctor/host-inspection.ts';
import { judgeHost } from '../../../src/core/doctor/judge-host.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

const target = {
  hostId: 'web-1' as HostId,
  address: 'web-1.example',
  port: 22,
  user: 'stagger',
  assumed: [],
};

const inspected = (...agents: readonly RebootAgent[]) =>
  judgeHost(target, {
    kind: 'inspected',
    facts: { ...sampleFacts, clockOffsetMs: 0 },
    inspection: { right: { kind: 'allowed' }, hasForcedCommand: false, agents },
  });

const agents: readonly RebootAgent[] = [
  { kind: 'unattended-upgrades', at: '06:00' },
  { kind: 'dnf-automatic', when: 'when-needed' },
  { kind: 'service', unit: 'kured.service' },
  { kind: 'process', name: 'zincati' },
  { kind: 'cron', file: '/etc/cron.d/reboot' },
  { kind: 'scheduled-shutdown' },
];

describe('the doctor on one host', () => {
  it('D56: names what else may reboot the host', () => {
    const lines = inspected(...agents).filter(({ area }) => area === 'reboot-agents');
    expect(lines.map(({ verdict }) => verdict)).toEqual(agents.map(() => 'problem'));
    expect(lines.every(({ fix }) => fix !== null)).toBe(true);
    expect(lines[0]?.found).toContain('06:00');
    expect(inspected().at(-1)).toMatchObject({ area: 'reboot-agents', verdict: 'ok' });
  });

  it('takes a host that could not be looked at for a problem, never for silence', () => {
    const missed = judgeHost(target, { kind: 'missed', failure: 'connect-timeout', detail: 'no answer' });
    expect(missed.map(({ verdict }) => verdict)).toEqual(['problem']);
    const [refused] = judgeHost(target, { kind: 'missed', failure: 'login-refused', detail: 'our key' });
    expect(refused?.fix).toContain('`stagger ssh-setup web-1` prints what root runs');
    const blind = judgeHost(target, { kind: 'not-inspected', facts: sampleFacts, detail: 'no sh' });
    expect(blind.map(({ verdict }) => verdict)).toContain('problem');
  });
});
