// One service's weaknesses, each told once: what a worse one explains is folded under it (`foldExplained`), and what
// is the same at several domains of one level becomes one finding (`oneALevel`). Nothing is dropped: everything folded
// stays listed.

import { levelText } from './domain-text.ts';
import type { PlacementIndex } from './placement-index.ts';
import { codeRank, severityRank } from './severity.ts';
import { noDomain } from './spread.ts';
import type { Weakness } from './spread.ts';

export type FoldedWeakness = { readonly main: Weakness; readonly also: readonly Weakness[] };

/**
 * `a` explains `b` if the loss behind `b` includes the loss behind `a`, and `a` is at least as bad in code and in
 * severity: whoever acts on `a` acts on `b`.
 */
export function explains(index: PlacementIndex, a: Weakness, b: Weakness): boolean {
  return (
    codeRank(a.code) >= codeRank(b.code) &&
    severityRank(a.severity) >= severityRank(b.severity) &&
    (a.domain === b.domain || a.domain === noDomain || index.containers.has(a.domain, b.domain))
  );
}

/**
 * Worst first; then the loss that takes fewest hosts, because the smallest loss is the likeliest. A domain inside
 * another takes fewer hosts, or the same ones and is of a smaller level, so nothing is explained by what comes later.
 */
function byWeight(index: PlacementIndex): (a: Weakness, b: Weakness) => number {
  const size = (domain: number): number => index.hostCounts[domain] ?? 0;
  return (a, b) =>
    severityRank(b.severity) - severityRank(a.severity) ||
    codeRank(b.code) - codeRank(a.code) ||
    size(a.domain) - size(b.domain) ||
    a.domain - b.domain;
}

/** Folds what is explained among the weaknesses of one service. The order of `weaknesses` does not matter. */
export function foldExplained(
  index: PlacementIndex,
  weaknesses: readonly Weakness[],
): readonly FoldedWeakness[] {
  const kept: { readonly main: Weakness; readonly also: Weakness[] }[] = [];
  const sorted = weaknesses.length < 2 ? weaknesses : [...weaknesses].sort(byWeight(index));
  for (const weakness of sorted) {
    // What explains an explanation explains this too, so only what is kept needs to be asked.
    const worse = kept.find(({ main }) => explains(index, main, weakness));
    if (worse === undefined) kept.push({ main: weakness, also: [] });
    else worse.also.push(weakness);
  }
  return kept;
}

/** Same code at several domains of one level: one finding about the domain that takes most, the others listed. */
export function oneALevel(index: PlacementIndex, kept: readonly FoldedWeakness[]): readonly FoldedWeakness[] {
  if (kept.length < 2) return kept;
  const levelOf = ({ main }: FoldedWeakness): string => {
    const domain = index.domains[main.domain];
    return domain === undefined ? '' : levelText(domain);
  };
  const groups: FoldedWeakness[][] = [];
  for (const one of kept) {
    const group = groups.find(
      ([first]) => first?.main.code === one.main.code && levelOf(first) === levelOf(one),
    );
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups.flatMap((group) => (group.length === 1 ? group : [mergedGroup(group)]));
}

function mergedGroup(group: readonly FoldedWeakness[]): FoldedWeakness {
  // Numbers of domains of one level are in id order.
  const [first, ...rest] = [...group].sort(
    (a, b) => b.main.lost - a.main.lost || a.main.domain - b.main.domain,
  );
  if (first === undefined) throw new RangeError('a group of no weaknesses');
  // Two racks of one zone fold the same zone: it is listed once.
  const seen = new Map<string, Weakness>();
  for (const weakness of [...first.also, ...rest.flatMap(({ main, also }) => [main, ...also])])
    seen.set(`${weakness.code} ${weakness.domain}`, weakness);
  return { main: first.main, also: [...seen.values()] };
}
