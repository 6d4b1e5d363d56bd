// The kinds of things that go wrong. Each run switches on its own subset: about a quarter of them, now and then none
// or all. A subset finds more than everything at once, because faults hide each other.
import type { Chance } from './chance.ts';

export const faultKinds = [
  'kill',
  'pause',
  'suspend',
  'second-copy',
  'clock-step',
  'clock-drift',
  'store-errors',
  'store-outage',
  'slow-store',
  'slow-network',
  'one-way-network',
  'partition',
  'lost-replies',
  'probe-failures',
  'garbage',
  'host-key-changes',
  'never-comes-back',
  'ignores-reboot',
  'reboots-again',
  'keeps-boot-id',
  'refuses-reboot',
  'hook-failures',
  'cold-services',
  'flapping-gates',
  'failed-units',
  'old-kernel',
  'slow-shutdown',
  'slow-boot',
  'crashes',
  'domain-loss',
  'rebooted-by-hand',
  'chat-errors',
  'chat-away',
  'inventory-edits',
  'stop-switch',
  'odd-clicks',
  'people-control',
  'odd-dates',
  'second-thoughts',
  'approvers-leave',
  'restore',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export function drawFaults(chance: Chance): ReadonlySet<FaultKind> {
  const mood = chance.fraction();
  if (mood < 0.03) return new Set();
  if (mood > 0.97) return new Set(faultKinds);
  return new Set(faultKinds.filter(() => chance.happens(0.22)));
}
