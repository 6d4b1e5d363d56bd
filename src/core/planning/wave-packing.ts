// Puts candidates into waves: sets of hosts that may all be down at the same moment. Windows and lengths play no part
// here (timetable.ts has them): execution is rolling, so a wave says what goes with what, not when.
//
// Greedy: each wave takes, in order, as many as fit. Hosts of one kind share one answer within a wave: a wave only
// grows, so what blocked one of them blocks the rest.

import type { HostId } from '../fleet/ids.ts';
import type { BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import { hostKinds } from './host-kinds.ts';
import type { WaitReason } from './plan.ts';
import type { Precedence } from './precedence.ts';

export type WavePlace = {
  /** 1-based. */
  readonly wave: number;
  /** Why it is not in the wave before; empty in the first wave. */
  readonly waits: readonly WaitReason[];
};

export type PackingQuestion = {
  /** In order of preference; each may go down when nothing of the plan is in flight. */
  readonly hosts: readonly HostId[];
  readonly precedence: Precedence;
  readonly index: BudgetIndex;
  readonly absent: ReadonlySet<HostId>;
};

type Waiting = { readonly host: HostId; readonly kind: number; readonly ownPath: boolean };

/**
 * Every host gets a place. Hosts of the daemon's own path come after all that are not of it, and alone.
 * @throws Error if a host can never go, which the caller has ruled out.
 */
export function packWaves(question: PackingQuestion): ReadonlyMap<HostId, WavePlace> {
  const { hosts, index, absent } = question;
  const ledger = new BudgetLedger(index);
  for (const host of absent) ledger.markAbsent(host);
  const kinds = hostKinds(hosts, index);
  const places = new Map<HostId, WavePlace>();
  let waiting = hosts.map((host, at): Waiting => ({
    host,
    kind: kinds[at] ?? -1,
    ownPath: index.ownPath[index.numberOf.get(host) ?? -1] === true,
  }));
  let before = new Map<number, readonly WaitReason[]>();
  for (let wave = 1; waiting.length > 0; wave += 1) {
    const filled = fillWave(waiting, places, question.precedence, ledger);
    if (filled.members.length === 0) throw new Error(`no wave holds ${waiting[0]?.host}`);
    for (const { host, kind, ownPath } of filled.members) {
      ledger.release(host);
      const waits = [
        ...(before.get(kind) ?? []),
        ...afterReason(host, wave - 1, places, question.precedence),
      ];
      places.set(host, { wave, waits: ownPath && wave > 1 ? [{ kind: 'own-path-alone' }] : waits });
    }
    waiting = filled.left;
    before = filled.blocked;
  }
  return places;
}

type Filled = {
  readonly members: readonly Waiting[];
  readonly left: Waiting[];
  /** Why no further host of a kind fits, by kind. */
  readonly blocked: Map<number, readonly WaitReason[]>;
};

function fillWave(
  waiting: readonly Waiting[],
  places: ReadonlyMap<HostId, WavePlace>,
  precedence: Precedence,
  ledger: BudgetLedger,
): Filled {
  const filled: { members: Waiting[]; left: Waiting[]; blocked: Filled['blocked'] } = {
    members: [],
    left: [],
    blocked: new Map(),
  };
  const onlyOwnPathLeft = waiting.every(({ ownPath }) => ownPath);
  for (const entry of waiting) {
    const { host, kind } = entry;
    const inOrder = precedence.get(host)?.every((first) => places.has(first)) ?? true;
    if (filled.blocked.has(kind) || !inOrder || (entry.ownPath && !onlyOwnPathLeft)) {
      filled.left.push(entry);
      continue;
    }
    const why = ledger.obstacles(host);
    if (why.length === 0) {
      ledger.take(host);
      filled.members.push(entry);
    } else {
      filled.blocked.set(kind, why);
      filled.left.push(entry);
    }
  }
  return filled;
}

function afterReason(
  host: HostId,
  waveBefore: number,
  places: ReadonlyMap<HostId, WavePlace>,
  precedence: Precedence,
): readonly WaitReason[] {
  const hosts = precedence.get(host)?.filter((first) => places.get(first)?.wave === waveBefore) ?? [];
  return hosts.length === 0 ? [] : [{ kind: 'after', hosts }];
}
