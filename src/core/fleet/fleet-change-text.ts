// A list of changes as lines for people: what is the same for many is said once.

import { assertNever } from '../brand.ts';
import type { FleetChange } from './fleet-change.ts';
import { byId } from './fleet-lookup.ts';

/** Names that a line spells out before it says how many more there are. */
const namesLimit = 6;

/** `a, b and 3 more`, in order. */
function listed(names: readonly string[]): string {
  const shown = [...names].sort(byId).slice(0, namesLimit).join(', ');
  return names.length > namesLimit ? `${shown} and ${names.length - namesLimit} more` : shown;
}

function predicate(change: FleetChange): string {
  switch (change.kind) {
    case 'added':
      return change.place === null ? 'added' : `added in ${change.place}`;
    case 'removed':
      return change.place === null ? 'removed' : `removed from ${change.place}`;
    case 'moved':
      return `moved from ${change.from} to ${change.to}`;
    case 'changed':
      return `changed in ${change.fields.join(', ')}`;
    case 'staff-changed': {
      const joined = change.joined.length === 0 ? [] : [`joined by ${listed(change.joined)}`];
      const left = change.left.length === 0 ? [] : [`left by ${listed(change.left)}`];
      return [...joined, ...left].join('; ');
    }
    case 'caps-changed':
      return `changed in ${change.fields.join(', ')}`;
    default:
      return assertNever(change);
  }
}

/** One line for each thing that happened, `hosts web-01, web-02: added in rack r12`. */
export function changeLines(changes: readonly FleetChange[]): readonly string[] {
  const groups = new Map<string, { readonly what: string; readonly says: string; readonly ids: string[] }>();
  for (const change of changes) {
    const what = change.kind === 'caps-changed' ? 'caps' : change.what;
    const says = predicate(change);
    const key = `${what} ${says}`;
    const group = groups.get(key) ?? { what, says, ids: [] };
    groups.set(key, group);
    if (change.kind !== 'caps-changed') group.ids.push(change.id);
  }
  return [...groups.values()].map(({ what, says, ids }) => {
    if (ids.length === 0) return `${what}: ${says}`;
    return `${what}${ids.length > 1 ? 's' : ''} ${listed(ids)}: ${says}`;
  });
}
