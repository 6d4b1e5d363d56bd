// Which domain is lost: by what is lost and by what is still up.
import { describe, expect, it } from 'vitest';
import { explainLosses, isBlind } from '../../../src/core/incident/explain-losses.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { many, rackOfSeventeen, sampleFleet } from '../../fakes/sample-fleet.ts';

const set = (names: readonly string[]): ReadonlySet<HostId> => new Set(names as readonly HostId[]);

/** Two sites; r1 and r2 hang on feed f1 alone, r3 of the same zone on f2, r4 in the other zone, r5 on both feeds. */
const fleet = buildFleet({
  zones: { z1: 's1', z2: 's1', z3: 's2' },
  racks: {
    r1: { zone: 'z1', feeds: ['f1'] },
    r2: { zone: 'z1', feeds: ['f1'] },
    r3: { zone: 'z1', feeds: ['f2'] },
    r4: { zone: 'z2', feeds: ['f2'] },
    r5: { zone: 'z1', feeds: ['f1', 'f2'] },
    r6: { zone: 'z3' },
  },
  hosts: {
    ...many('a', 4, { rack: 'r1' }),
    ...many('b', 4, { rack: 'r2' }),
    ...many('c', 4, { rack: 'r3' }),
    ...many('d', 4, { rack: 'r4' }),
    ...many('e', 4, { rack: 'r5' }),
    ...many('f', 4, { rack: 'r6' }),
    hv: { rack: 'r4' },
    ...many('vm', 3, { hypervisor: 'hv' }),
  },
});
const all = [...fleet.hosts.keys()];

/** What explains the loss of the named hosts (by prefix or name) while all others, or those named, are up. */
function explained(lost: readonly string[], unclear: readonly string[] = []): readonly string[] {
  const matches = (names: readonly string[], host: string): boolean =>
    names.some((name) => host === name || host.startsWith(`${name}-`));
  const gone = all.filter((host) => matches(lost, host));
  const up = all.filter((host) => !gone.includes(host) && !matches(unclear, host));
  return explainLosses(fleet, set(gone), set(up)).domains.map(({ level, id }) => `${level}:${id}`);
}

describe('what explains a loss', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['one host is no incident', ['a-01'], []],
    ['two of four are none', ['a-01', 'a-02'], []],
    ['more than half of a rack', ['a-01', 'a-02', 'a-03'], ['rack:r1']],
    ['half and half are none', ['a-01', 'a-02', 'b-01'], []],
    ['a rack, though its feed and zone are hit too', ['a'], ['rack:r1']],
    ['both racks of a feed, which is smaller than the zone', ['a', 'b'], ['feed:f1']],
    ['a rack with two feeds is not taken by one of them', ['a', 'b', 'e'], ['feed:f1', 'rack:r5']],
    ['a whole zone', ['a', 'b', 'c', 'e'], ['zone:z1']],
    ['racks of two zones on one feed', ['c', 'd', 'hv', 'vm'], ['feed:f2']],
    ['a hypervisor with its guests rather than its rack', ['hv', 'vm'], ['hypervisor:hv']],
    ['a whole site', ['a', 'b', 'c', 'd', 'e', 'hv', 'vm'], ['site:s1']],
    ['two racks that share nothing', ['a', 'f'], ['rack:r1', 'rack:r6']],
    ['a rack, and a stray host that nothing explains', ['a', 'f-01'], ['rack:r1']],
  ])('%s', (_, lost, expected) => {
    expect(explained(lost)).toEqual(expected);
  });

  it('what is unclear speaks neither for nor against', () => {
    expect(explained(['a-01', 'a-02'], ['a'])).toEqual(['rack:r1']);
    expect(explained(['a', 'b-01'], ['b'])).toEqual(['feed:f1']);
    expect(explained(['a', 'b-01'])).toEqual(['rack:r1']);
  });

  it('the rack of seventeen is its rack, although it is all that its feed takes', () => {
    const story = sampleFleet();
    const up = [...story.hosts.keys()].filter((host) => !rackOfSeventeen.includes(host));
    const found = explainLosses(story, set(rackOfSeventeen), set(up));
    expect(found.domains).toEqual([{ level: 'rack', id: 'r12' }]);
    expect([...found.hosts].sort()).toEqual(rackOfSeventeen);
  });
});

describe('a blind daemon', () => {
  it('sees nothing at more than one site', () => {
    expect(isBlind(fleet, set(all), set([]))).toBe(true);
    expect(isBlind(fleet, set(all.slice(1)), set([all[0] ?? '']))).toBe(false);
    const oneSite = all.filter((host) => !host.startsWith('f-'));
    expect(isBlind(fleet, set(oneSite), set([]))).toBe(false);
  });

  it('is not what has seen little of the fleet yet', () => {
    expect(isBlind(fleet, set(['a-01', 'a-02', 'f-01']), set([]))).toBe(false);
  });

  it('may still reach the host that it runs on', () => {
    const own = buildFleet({
      zones: { z1: 's1', z2: 's2' },
      hosts: {
        ...many('a', 3, { zone: 'z1' }),
        ...many('b', 3, { zone: 'z2' }),
        self: { zone: 'z1', ownPath: true },
      },
    });
    const others = [...own.hosts.keys()].filter((host) => host !== 'self');
    expect(isBlind(own, set(others), set(['self']))).toBe(true);
  });
});
