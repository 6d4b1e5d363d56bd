// Hosts that no budget rule can tell apart have one kind: same zone, same services, same hypervisor, same capped
// domains. What blocks one host of a kind blocks every other, so a large fleet is judged kind by kind.

import { listOf, type BudgetIndex } from './budget-index.ts';

/** By position in `hosts`: the number of its kind, counted from 0. A host with guests is a kind of its own. */
export function hostKinds(hosts: Int32Array, index: BudgetIndex): Int32Array {
  const numbers = new Map<string, number>();
  return hosts.map((host) => {
    const key = kindText(host, index);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function kindText(host: number, index: BudgetIndex): string {
  if ((index.guests[host]?.length ?? 0) > 0) return `host ${host}`;
  const hypervisors = index.hypervisors[host]?.join(' ') ?? '';
  const domains = index.domainsOf[host]?.join(' ') ?? '';
  const services = listOf(index.serves, host).join(' ');
  return `${index.zone[host]}|${index.ownPath[host] === true ? 'own' : ''}|${hypervisors}|${services}|${domains}`;
}
