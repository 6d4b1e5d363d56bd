// Hosts that no budget rule can tell apart have one kind: same zone, same services, same hypervisor, same capped
// domains. What blocks one host of a kind blocks every other, so a large fleet is judged kind by kind.

import type { HostId } from '../fleet/ids.ts';
import type { BudgetIndex } from './budget-index.ts';

/** By position in `hosts`: the number of its kind, counted from 0. A host with guests is a kind of its own. */
export function hostKinds(hosts: readonly HostId[], index: BudgetIndex): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(hosts, (host) => {
    const key = kindText(host, index);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function kindText(host: HostId, index: BudgetIndex): string {
  const number = index.numberOf.get(host);
  if (number === undefined || (index.falling[number]?.length ?? 0) > 1) return `host ${host}`;
  const own = index.ownPath[number] === true ? 'own' : '';
  return [
    index.zone[number],
    own,
    index.hypervisors[number]?.join(' '),
    index.serves[number]?.join(' '),
    index.domainsOf[number]?.join(' '),
  ].join('|');
}
