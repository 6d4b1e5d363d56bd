import { describe, expect, it } from 'vitest';
import type { Amount, Instance, ServiceBudget } from '../../../src/core/fleet/fleet.ts';
import type { HostId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { majorityOf, minimumAvailable } from '../../../src/core/fleet/minimum.ts';
import { fc } from '../../fakes/properties.ts';

const percent = (value: number): Amount => ({ kind: 'percent', value });
const number = (value: number): Amount => ({ kind: 'number', value });
const minAvailable = (amount: Amount): ServiceBudget => ({ kind: 'min-available', amount });
const maxUnavailable = (amount: Amount): ServiceBudget => ({ kind: 'max-unavailable', amount });

function instances(count: number): readonly Instance[] {
  return Array.from({ length: count }, (_, index) => ({
    service: 'web' as ServiceId,
    host: `web-${index}` as HostId,
    part: 'member',
  }));
}

describe('minimumAvailable', () => {
  it.each<[string, number, ServiceBudget, boolean, number]>([
    ['a plain minimum', 5, minAvailable(number(3)), false, 3],
    ['a minimum above what exists stays', 2, minAvailable(number(3)), false, 3],
    ['60 % of 4 rounds up', 4, minAvailable(percent(60)), false, 3],
    ['50 % of 4 is exact', 4, minAvailable(percent(50)), false, 2],
    ['1 % of 1 is 1', 1, minAvailable(percent(1)), false, 1],
    ['0 % is 0', 4, minAvailable(percent(0)), false, 0],
    ['a plain maximum', 5, maxUnavailable(number(2)), false, 3],
    ['a maximum above what exists is 0 left', 2, maxUnavailable(number(3)), false, 0],
    ['25 % of 3 lets nothing go', 3, maxUnavailable(percent(25)), false, 3],
    ['50 % of 5 lets 2 go', 5, maxUnavailable(percent(50)), false, 3],
    ['29 % of 100 lets 29 go', 100, maxUnavailable(percent(29)), false, 71],
    ['no instances', 0, maxUnavailable(number(1)), false, 0],
    ['a quorum of 5 keeps 3', 5, maxUnavailable(number(4)), true, 3],
    ['a quorum of 4 keeps 3', 4, minAvailable(number(1)), true, 3],
    ['a quorum with a stricter budget keeps the budget', 5, minAvailable(number(4)), true, 4],
    ['a quorum of 1 keeps 1', 1, maxUnavailable(number(1)), true, 1],
  ])('%s', (_name, count, budget, quorum, expected) => {
    expect(minimumAvailable({ instances: instances(count), budget, quorum })).toBe(expected);
  });

  it('never lets more go than a percentage allows, whichever way it is written', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 0, max: 100 }), (count, share) => {
        const must = minimumAvailable({
          instances: instances(count),
          budget: minAvailable(percent(share)),
          quorum: false,
        });
        expect(must * 100).toBeGreaterThanOrEqual(count * share);
        const kept = minimumAvailable({
          instances: instances(count),
          budget: maxUnavailable(percent(share)),
          quorum: false,
        });
        expect((count - kept) * 100).toBeLessThanOrEqual(count * share);
        expect(kept).toBe(count - Math.floor((count * share) / 100));
      }),
    );
  });

  it('a majority is more than half, and no smaller count is', () => {
    for (let members = 1; members < 50; members += 1) {
      expect(majorityOf(members) * 2).toBeGreaterThan(members);
      expect((majorityOf(members) - 1) * 2).toBeLessThanOrEqual(members);
    }
  });
});
