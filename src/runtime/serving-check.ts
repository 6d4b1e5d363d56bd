// Whether a host that came back serves: the gates of its services, asked again and again until they pass, a bounded
// number of hosts at once. Only asks, through the same router as campaigns; changes nothing on the host.

import type { DurationMs } from '../core/brand.ts';
import type { Gate, GateAnswer } from '../core/fleet/check.ts';
import type { Fleet, Host } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { gatesOn } from '../core/gates/gates-on.ts';
import type { GateFinding } from '../core/incident/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import { createWake } from './wake.ts';

export type ServingCheck = {
  /** From now on these hosts are asked, and no others. */
  readonly watch: (hosts: ReadonlySet<HostId>) => void;
  readonly stop: () => void;
};

/** Hosts asked at once: a rack that returns must not be stormed by questions. */
const AT_ONCE = 16;

/** A host that does not serve yet is asked again after this, or after its slowest gate's pause if that is longer. */
const AGAIN_AFTER_MS: DurationMs = 2_000;

export function createServingCheck(options: {
  readonly clock: Clock;
  readonly gates: GateRunner;
  readonly fleet: () => Fleet;
  /** One round is over: no findings means that the host serves. */
  readonly onJudged: (host: HostId, findings: readonly GateFinding[]) => void;
}): ServingCheck {
  const { clock } = options;
  const stopping = createWake();
  let wanted: ReadonlySet<HostId> = new Set();
  const running = new Set<HostId>();
  const notBeforeMs = new Map<HostId, DurationMs>();

  const isWanted = (id: HostId): boolean => wanted.has(id) && !stopping.aborted;

  const ask = async (host: Host, gate: Gate): Promise<GateAnswer> => {
    const bound = new AbortController();
    const late = clock
      .sleep(2 * gate.attemptMs, bound.signal)
      .then((): GateAnswer => ({ kind: 'error', detail: `no answer within ${2 * gate.attemptMs} ms` }));
    const answer = await Promise.race([options.gates.ask(host.ssh, gate), late]);
    bound.abort();
    return answer;
  };

  /** Null: it passed, as often in a row as the gate wants. */
  const tryGate = async (host: Host, gate: Gate): Promise<string | null> => {
    for (let passes = 0; passes < gate.passes && isWanted(host.id); passes += 1) {
      if (passes > 0) await clock.sleep(gate.everyMs, stopping);
      const answer = await ask(host, gate);
      if (answer.kind !== 'pass') return answer.kind === 'fail' ? answer.found : answer.detail;
    }
    return null;
  };

  const round = async (host: Host): Promise<void> => {
    const findings: GateFinding[] = [];
    for (const { service, gate } of gatesOn(options.fleet(), host.id)) {
      const found = await tryGate(host, gate);
      if (!isWanted(host.id)) return;
      if (found !== null) findings.push({ service, gate: gate.name, found });
    }
    notBeforeMs.set(host.id, clock.monotonicMs() + AGAIN_AFTER_MS);
    options.onJudged(host.id, findings);
  };

  const startDue = (): void => {
    const now = clock.monotonicMs();
    for (const id of wanted) {
      if (running.size >= AT_ONCE || stopping.aborted) return;
      const host = options.fleet().hosts.get(id);
      if (host === undefined || running.has(id) || (notBeforeMs.get(id) ?? 0) > now) continue;
      running.add(id);
      void round(host)
        .catch((error: unknown) => {
          const found = error instanceof Error ? error.message : String(error);
          const [first] = gatesOn(options.fleet(), id);
          if (first !== undefined)
            options.onJudged(id, [{ service: first.service, gate: first.gate.name, found }]);
        })
        .finally(() => {
          running.delete(id);
          startDue();
        });
    }
  };

  return {
    watch: (hosts) => {
      wanted = hosts;
      for (const id of notBeforeMs.keys()) if (!hosts.has(id)) notBeforeMs.delete(id);
      startDue();
    },
    stop: () => stopping.call(),
  };
}
