// Which hosts to move where so that a finding goes away and none comes. A move is found by judging only the services
// it touches; what is suggested was then audited as a whole fleet, and shown only if that is strictly better.

import { guestsOf, servicesOf } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Part } from '../fleet/part.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { auditPlacement } from './audit.ts';
import type { PlacementAudit } from './audit.ts';
import { DomainCounter } from './domain-counter.ts';
import type { Finding, FoldedFinding, PlacementCode } from './finding.ts';
import { explains } from './fold.ts';
import { withMoves } from './move.ts';
import type { Move, Suggestion } from './move.ts';
import { MoveTargets } from './move-targets.ts';
import { isStrictlyBetter, saidCount } from './said.ts';
import { placementIndex } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import { spreadOf } from './spread.ts';
import type { Weakness } from './spread.ts';

/** More moves than this are a migration that people plan, not a suggestion. */
const maxMoves = 6;
/** Hosts and places tried for each move; the best are nearly always among the first few. */
const hostsTried = 8;
const placesTried = 8;

/** Codes that moving a host can clear. */
const movable: ReadonlySet<string> = new Set<PlacementCode>([
  'all-in-one-domain',
  'quorum-lost',
  'primary-with-standby',
  'below-minimum',
  'clustered',
]);

/**
 * Moves for the `limit` worst findings that are not waived and that a move can clear; findings for which none was
 * found are left out. Free rack units are respected, and no other service is made worse by its new neighbours.
 */
export function suggestMoves(
  fleet: Fleet,
  audit: PlacementAudit,
  options: { readonly limit: number },
): readonly Suggestion[] {
  const candidates = audit.findings
    .filter(({ code, waivedUntilAt }) => movable.has(code) && waivedUntilAt === null)
    .slice(0, options.limit);
  if (candidates.length === 0) return [];
  const search = new MoveSearch(fleet);
  return candidates.flatMap((finding) => {
    const moves = search.movesFor(finding);
    return moves === null ? [] : (proven(fleet, audit, finding, moves) ?? []);
  });
}

function proven(
  fleet: Fleet,
  audit: PlacementAudit,
  finding: Finding,
  moves: readonly Move[],
): Suggestion | null {
  const after = auditPlacement(withMoves(fleet, moves), audit.at);
  if (!isStrictlyBetter(fleet, { before: audit, after, cleared: finding })) return null;
  return { finding, moves, saidBefore: saidCount(audit), saidAfter: saidCount(after) };
}

type Step = {
  readonly move: Move;
  readonly moved: ReadonlyMap<number, readonly number[]>;
  /** Smaller is better: instances left where they are blamed, lines said, services touched, in that order. */
  readonly cost: readonly number[];
};

class MoveSearch {
  private readonly fleet: Fleet;
  private readonly index: PlacementIndex;
  private readonly targets: MoveTargets;
  /** What is wrong with a service as it stands. */
  private readonly asIs = new Map<number, readonly Weakness[]>();
  private readonly asIsCounter: DomainCounter;

  constructor(fleet: Fleet) {
    this.fleet = fleet;
    this.index = placementIndex(fleet);
    this.targets = new MoveTargets(fleet, this.index);
    this.asIsCounter = new DomainCounter(this.index);
  }

  /** The best single move again and again until nothing blames the finding's domains; null if that leads nowhere. */
  movesFor(finding: Finding): readonly Move[] | null {
    const service = finding.service === null ? undefined : this.index.serviceNumbers.get(finding.service);
    const blamed = this.blamedDomains(finding);
    if (service === undefined || blamed.size === 0) return null;
    let moved: ReadonlyMap<number, readonly number[]> = new Map();
    const moves: Move[] = [];
    while (moves.length < maxMoves) {
      const step = this.bestStep({ service, blamed, moved, moves });
      if (step === null) return null;
      moves.push(step.move);
      moved = step.moved;
      if (!this.isBlamed(service, blamed, moved, finding)) return moves;
    }
    return null;
  }

  /** The domain of the finding, and those that the same is said of under it. */
  private blamedDomains(finding: Finding): ReadonlySet<number> {
    const { domain, code } = finding;
    const same = finding.also.filter(
      (one: FoldedFinding) => one.code === code && one.domain?.level === domain?.level,
    );
    return new Set(
      [domain, ...same.map((one) => one.domain)].flatMap((one) =>
        one === null || one.level === 'host' ? [] : (this.targets.number(one) ?? []),
      ),
    );
  }

  private isBlamed(
    service: number,
    blamed: ReadonlySet<number>,
    moved: ReadonlyMap<number, readonly number[]>,
    finding: Finding,
  ): boolean {
    return spreadOf(this.index, service, new DomainCounter(this.index, moved)).weaknesses.some(
      ({ domain, code }) => blamed.has(domain) && (code !== 'clustered' || finding.code === 'clustered'),
    );
  }

  private bestStep(state: {
    readonly service: number;
    readonly blamed: ReadonlySet<number>;
    readonly moved: ReadonlyMap<number, readonly number[]>;
    readonly moves: readonly Move[];
  }): Step | null {
    const { service, blamed, moved, moves } = state;
    const counter = new DomainCounter(this.index, moved);
    counter.count(service);
    let best: Step | null = null;
    for (const id of this.hostsToMove(service, counter, blamed)) {
      const host = this.fleet.hosts.get(id);
      if (host === undefined || host.placement === null || this.goesWith(id, moves)) continue;
      const options = { away: blamed, counter, moves, limit: placesTried };
      for (const { placement, domains } of this.targets.for(host, host.placement, options)) {
        const move: Move = { host: id, from: host.placement, to: placement };
        const step = this.judged(move, this.movedWith(moved, id, domains), state);
        if (step !== null && (best === null || isCheaper(step, best))) best = step;
      }
    }
    return best;
  }

  /** It is moved already, by itself or with what it stands on, or something that stands on it is or will be. */
  private goesWith(id: HostId, moves: readonly Move[]): boolean {
    const standing = new Set([id, ...guestsOf(this.fleet, id)]);
    return moves.some(
      ({ host, to }) => standing.has(host) || to.hypervisor === id || guestsOf(this.fleet, host).includes(id),
    );
  }

  /** Hosts of the service in the blamed domains: standbys before replicas before primaries, the least busy first. */
  private hostsToMove(
    service: number,
    counter: DomainCounter,
    blamed: ReadonlySet<number>,
  ): readonly HostId[] {
    const order: readonly Part[] = ['standby', 'replica', 'member', 'primary'];
    return (this.index.services[service]?.instances ?? [])
      .filter(({ host }) => {
        const number = this.index.hostNumbers.get(host);
        return number !== undefined && counter.domainsTaking(number).some((domain) => blamed.has(domain));
      })
      .map(({ host, part }) => ({
        host,
        rank: order.indexOf(part),
        services: servicesOf(this.fleet, host).length + guestsOf(this.fleet, host).length,
      }))
      .sort((a, b) => a.rank - b.rank || a.services - b.services || (a.host < b.host ? -1 : 1))
      .slice(0, hostsTried)
      .map(({ host }) => host);
  }

  /** `domains` for the host, and for its guests, which go with it. */
  private movedWith(
    moved: ReadonlyMap<number, readonly number[]>,
    host: HostId,
    domains: readonly number[],
  ): ReadonlyMap<number, readonly number[]> {
    const next = new Map(moved);
    const self = this.targets.number({ level: 'hypervisor', id: host });
    const taking = self === null ? domains : [self, ...domains];
    for (const id of [host, ...guestsOf(this.fleet, host)]) {
      const number = this.index.hostNumbers.get(id);
      const own = this.targets.number({ level: 'hypervisor', id });
      if (number === undefined) continue;
      const others = [...(own === null ? [] : [own]), ...this.targets.domainsNaming(id)];
      next.set(number, [...new Set([...others, ...taking])]);
    }
    return next;
  }

  /** Null if the move makes anything worse for any service that it touches. */
  private judged(
    move: Move,
    moved: ReadonlyMap<number, readonly number[]>,
    state: { readonly service: number; readonly blamed: ReadonlySet<number> },
  ): Step | null {
    const counter = new DomainCounter(this.index, moved);
    const touched = this.servicesTouched(move.host);
    let said = 0;
    for (const service of touched) {
      const before = this.weaknessesAsIs(service);
      const { weaknesses } = spreadOf(this.index, service, counter);
      if (weaknesses.some((one) => !before.some((known) => explains(this.index, known, one)))) return null;
      said += weaknesses.length - before.length;
    }
    counter.count(state.service);
    const left = [...state.blamed].reduce((sum, domain) => sum + counter.lostWith(domain), 0);
    const elsewhere = move.from.site === move.to.site ? 0 : 1;
    return { move, moved, cost: [left, elsewhere, said, touched.size] };
  }

  private servicesTouched(host: HostId): ReadonlySet<number> {
    const ids = [host, ...guestsOf(this.fleet, host)].flatMap((id): readonly ServiceId[] =>
      servicesOf(this.fleet, id).map((service) => service.id),
    );
    return new Set(ids.flatMap((id) => this.index.serviceNumbers.get(id) ?? []));
  }

  private weaknessesAsIs(service: number): readonly Weakness[] {
    const known = this.asIs.get(service);
    if (known !== undefined) return known;
    const { weaknesses } = spreadOf(this.index, service, this.asIsCounter);
    this.asIs.set(service, weaknesses);
    return weaknesses;
  }
}

function isCheaper(a: Step, b: Step): boolean {
  for (const [place, cost] of a.cost.entries()) {
    const other = b.cost[place] ?? 0;
    if (cost !== other) return cost < other;
  }
  return false;
}
