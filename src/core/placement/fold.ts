// One service's weaknesses, each told once: what a worse one explains is folded under it (`foldExplained`), and what
// is the same at several domains of one level becomes one finding (`oneALevel`). Nothing is dropped: everything folded
// stays listed.

import type { PlacementIndex } from './placement-index.ts';
import { codeRank, severityRank } from './severity.ts';
import { noDomain } from './spread.ts';
import type { Weakness } from './spread.ts';

export type FoldedWeakness = { readonly main: Weakness; readonly also: readonly Weakness[] };

/**
 * `a` explains `b` if the loss behind `b` includes the loss behind `a`, and `a` is at least as bad in code and in
 * severity: whoever acts on `a` acts on `b`.
 */
function explains(index: PlacementIndex, a: Weakness, b: Weakness): boolean {
  return (
    codeRank(a.code) >= codeRank(b.code) &&
    severityRank(a.severity) >= severityRank(b.severity) &&
    (a.domain === b.domain || a.domain === noDomain || index.containers.has(a.domain, b.domain))
  );
}

/** Worst first; then the smallest level, because the smallest loss is the likeliest. */
function byWeight(a: Weakness, b: Weakness): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    codeRank(b.code) - codeRank(a.code) ||
    a.domain - b.domain
  );
}

/** Folds what is explained among the weaknesses of one service. The order of `weaknesses` does not matter. */
export function foldExplained(
  index: PlacementIndex,
  weaknesses: readonly Weakness[],
): readonly FoldedWeakness[] {
  if (weaknesses.length < 2) return weaknesses.map((main) => ({ main, also: [] }));
  const sorted = [...weaknesses].sort(byWeight);
  const at = new Map<number, number[]>();
  sorted.forEach(({ domain }, place) => {
    const places = at.get(domain);
    if (places === undefined) at.set(domain, [place]);
    else places.push(place);
  });
  const everywhere = sorted.map((_, place) => place);
  /** Places that could be explained by the one at `place`: its own domain and those that contain it. */
  const reach = (place: number): readonly number[] => {
    const domain = sorted[place]?.domain ?? noDomain;
    if (domain === noDomain) return everywhere;
    return [domain, ...index.containers.targetsOf(domain)].flatMap((held) => at.get(held) ?? []);
  };
  const under = new Map<number, Weakness[]>(everywhere.map((place) => [place, []]));
  const folded = new Set<number>();
  const explained = (a: number, b: number): boolean => {
    const [one, other] = [sorted[a], sorted[b]];
    if (a === b || one === undefined || other === undefined || !explains(index, one, other)) return false;
    // Two that explain each other take down the same hosts equally badly: the one sorted first stays.
    return a < b || !explains(index, other, one);
  };
  for (const a of everywhere) for (const b of reach(a)) if (explained(a, b)) folded.add(b);
  const attached = new Set<number>();
  for (const a of everywhere) {
    if (folded.has(a)) continue;
    for (const b of reach(a)) {
      const weakness = sorted[b];
      if (weakness === undefined || attached.has(b) || !folded.has(b) || !explained(a, b)) continue;
      attached.add(b);
      under.get(a)?.push(weakness);
    }
  }
  return sorted.flatMap((main, a) => (folded.has(a) ? [] : [{ main, also: under.get(a) ?? [] }]));
}

/** Same code at several domains of one level: one finding about the domain that takes most, the others listed. */
export function oneALevel(index: PlacementIndex, kept: readonly FoldedWeakness[]): readonly FoldedWeakness[] {
  if (kept.length < 2) return kept;
  const groups = new Map<string, FoldedWeakness[]>();
  for (const one of kept) {
    const { code, domain } = one.main;
    const key = `${code} ${domain === noDomain ? '' : (index.domains[domain]?.level ?? '')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const idOf = (weakness: Weakness): string => index.domains[weakness.domain]?.id ?? '';
  return [...groups.values()].flatMap((group) => {
    const [first, ...rest] = [...group].sort(
      (a, b) => b.main.lost - a.main.lost || (idOf(a.main) < idOf(b.main) ? -1 : 1),
    );
    if (first === undefined) return [];
    const others = rest.flatMap(({ main, also }) => [main, ...also]);
    return [{ main: first.main, also: uniqueWeaknesses([...first.also, ...others]) }];
  });
}

/** Two racks of one zone fold the same zone: it is listed once. */
function uniqueWeaknesses(weaknesses: readonly Weakness[]): readonly Weakness[] {
  const seen = new Map<string, Weakness>();
  for (const weakness of weaknesses) seen.set(`${weakness.code} ${weakness.domain}`, weakness);
  return [...seen.values()];
}
