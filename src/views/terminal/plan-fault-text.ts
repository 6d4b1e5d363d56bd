// What the plan lint found, in one English sentence part: where, what it found and what it expected.

import { assertNever } from '../../core/brand.ts';
import type { PlanFault } from '../../core/planning/plan-lint.ts';
import type { TogetherFault } from '../../core/planning/together-lint.ts';
import { instantText } from './time-text.ts';

/** `wave 2: web would have 1 up, and keeps at least 2`. */
export function planFaultText(fault: PlanFault, timeZone: string): string {
  switch (fault.kind) {
    case 'digest-wrong':
      return 'its digest is not that of its text';
    case 'fleet-changed':
      return 'it was made for another inventory';
    case 'host-twice':
      return `${fault.host} is in it more than once`;
    case 'host-unknown':
      return `${fault.host} is not in the inventory`;
    case 'host-may-not-go':
      return `${fault.host} may not go: ${mayNot[fault.why]}`;
    case 'step-differs':
      return `${fault.host} differs from its inventory: ${fault.what}`;
    case 'too-many-hosts':
      return `it holds ${fault.hosts} hosts, and one campaign holds at most ${fault.limit}`;
    case 'scope-wrong':
      return `its budgets differ from the inventory: ${fault.subject}`;
    case 'report-wrong':
      return `its report does not say of ${fault.host} what its steps say`;
    case 'wave-numbers':
      return `its waves are not numbered from 1 without a gap: ${fault.waves.join(', ')}`;
    case 'out-of-order':
      return `${fault.host} starts before the plan, or before the step that stands before it`;
    case 'ends-wrong':
      return `${fault.host} is not given the time that it is expected to take`;
    case 'outside-window': {
      const whose = fault.guest === undefined ? 'no window of it' : `no window of its guest ${fault.guest}`;
      return `${fault.host}: ${whose} is open at ${instantText(fault.at, timeZone)}`;
    }
    case 'in-freeze':
      return `${fault.host} would go in freeze ${fault.freeze}`;
    case 'in-wave':
      return `wave ${fault.wave}: ${togetherText(fault.fault)}`;
    case 'at-instant':
      return `${instantText(fault.at, timeZone)}: ${togetherText(fault.fault)}`;
    case 'order-missing':
      return `${fault.then} has to wait for ${fault.first}, and does not`;
    case 'order-broken':
      return `${fault.then} waits for ${fault.first}, and is expected to go before that is done`;
    case 'waits-for-stranger':
      return `${fault.host} waits for ${fault.stranger}, which is not in it`;
    default:
      return assertNever(fault);
  }
}

const mayNot = {
  'no-placement': 'the inventory does not say where it stands',
  exempt: 'it is exempt',
  absent: 'it is not seen up, or a campaign holds it',
} as const;

function togetherText(fault: TogetherFault): string {
  switch (fault.kind) {
    case 'below-minimum':
      return `${fault.service} would have ${fault.up} up, and keeps at least ${fault.minAvailable}`;
    case 'two-zones':
      return `${fault.service} would be in flight in two zones`;
    case 'two-domains':
      return `${fault.service} would be in flight in two domains of kind ${fault.of}`;
    case 'dependency-together':
      return `${fault.service} and ${fault.needs}, which it needs, would be in flight together`;
    case 'guest-with-hypervisor':
      return `${fault.guest} would go together with its hypervisor ${fault.hypervisor}`;
    case 'own-path-not-alone':
      return `${fault.host} is on the path of Stagger itself, and would not go alone`;
    case 'too-many-in-flight':
      return `${fault.inFlight} hosts would be in flight, and at most ${fault.limit} may`;
    case 'domain-over-cap':
      return fault.level === 'fleet'
        ? 'more of the fleet would be down than its cap lets'
        : `more of ${fault.level} ${fault.id} would be down than its cap lets`;
    default:
      return assertNever(fault);
  }
}
