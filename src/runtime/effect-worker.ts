// Performs recorded effects and feeds each outcome back as an input. An effect is marked started before it is
// performed; after a crash a started one is never performed again from here: its outcome is unknown, and core decides
// what to do about that.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { Effect, EffectOutcome, EffectRequest } from '../core/campaign/effect.ts';
import { missedCause } from '../core/campaign/failure-cause.ts';
import { SEND_WITHIN_MS } from '../core/campaign/host-effects.ts';
import { judgeBoot, judgeGate, judgeHold, judgeSystemUp, type Look } from '../core/campaign/proof.ts';
import type { Hook } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { CampaignId, HostId } from '../core/fleet/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { HostControl } from '../ports/host-control.ts';
import type { Log } from '../ports/log.ts';
import type { Store, StoredEffect } from '../ports/store.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import { createRotationWork } from './rotation-work.ts';
import { createWake } from './wake.ts';

export type EffectWorker = {
  /** Takes up what a former process left unfinished. To be called once, before the first tick. */
  readonly recover: () => Promise<void>;
  /** Performs these; returns at once. */
  readonly perform: (campaign: CampaignId, effects: readonly Effect[]) => void;
  /** Performs those of them that are pending, and returns at once: another process (the command line) recorded them. */
  readonly pickUp: (unfinished: readonly StoredEffect[]) => void;
  /** Begins nothing new and waits for what is under way, at most `withinMs`; the rest is recovered at the next start. */
  readonly stop: (withinMs: DurationMs) => Promise<void>;
};

export type WorkerOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly hosts: HostControl;
  readonly gates: GateRunner;
  readonly balancers: LoadBalancers;
  readonly submit: CampaignRunner['submit'];
  /** Every look at a host: it belongs into the picture of the fleet too. `askedAt` is before it was asked. Never rejects. */
  readonly onLook: (host: HostId, look: Look, askedAt: Instant) => Promise<void>;
  readonly pace: WorkerPace;
};

export type WorkerPace = {
  /** Between two looks at a host that is awaited. */
  readonly lookEveryMs: DurationMs;
  /** One look or one command's connect. */
  readonly lookWithinMs: DurationMs;
  /** Between two tries to write an outcome while the store refuses. */
  readonly storeRetryMs: DurationMs;
};

/** How long after its deadline an answer may be read: a busy event loop, not a stopped process. */
const LATE_AFTER_MS: DurationMs = 5_000;

const PREPARE_TRIES = 3;

type Judge = (look: Look, now: number) => EffectOutcome | null;

export function createEffectWorker(options: WorkerOptions): EffectWorker {
  const { store, clock, log, hosts, pace } = options;
  const stopping = createWake();
  const rotation = createRotationWork({ ...options, stopping });
  const underWay = new Map<string, Promise<void>>();

  /**
   * Asks again if the answer was read long after its deadline: the process was stopped in between, and what was true
   * then says nothing about now.
   */
  const recent = async <Answer>(deadlineMs: DurationMs, ask: () => Promise<Answer>): Promise<Answer> => {
    for (;;) {
      const [askedAt, askedMs] = [clock.now(), clock.monotonicMs()];
      const answer = await ask();
      const tookMs = Math.max(clock.now() - askedAt, clock.monotonicMs() - askedMs);
      if (tookMs <= deadlineMs + LATE_AFTER_MS || stopping.aborted) return answer;
    }
  };

  const look = (target: SshTarget): Promise<Look> =>
    recent(pace.lookWithinMs, async () => {
      const askedAt = clock.now();
      const seen = await hosts.readFacts(target, { deadlineMs: pace.lookWithinMs, fresh: true });
      await options.onLook(target.hostId, seen, askedAt);
      return seen;
    });

  /** Looks at once, so that a deadline which passed while the daemon was down still gets one true look. */
  const lookUntil = async (target: SshTarget, judge: Judge): Promise<EffectOutcome | null> => {
    while (!stopping.aborted) {
      const outcome = judge(await look(target), clock.now());
      if (outcome !== null) return outcome;
      await clock.sleep(pace.lookEveryMs, stopping);
    }
    return null;
  };

  const askGate = async (
    target: SshTarget,
    request: Extract<EffectRequest, { kind: 'await-gate' }>,
  ): Promise<EffectOutcome | null> => {
    let passesInARow = 0;
    while (!stopping.aborted) {
      const last = await recent(request.gate.attemptMs, () => options.gates.ask(target, request.gate));
      passesInARow = last.kind === 'pass' ? passesInARow + 1 : 0;
      const outcome = judgeGate(request, { last, passesInARow }, clock.now());
      if (outcome !== null) return outcome;
      await clock.sleep(request.gate.everyMs, stopping);
    }
    return null;
  };

  /** A few tries within the gate's time: a server that cannot be asked must not keep a host drained for long. */
  const prepare = async (
    target: SshTarget,
    { gate, byAt }: Extract<EffectRequest, { kind: 'prepare' }>,
  ): Promise<EffectOutcome | null> => {
    for (let tries = 1; !stopping.aborted; tries += 1) {
      const deadlineMs = Math.max(gate.attemptMs, byAt - clock.now());
      const answer = await options.gates.prepare(target, gate, { deadlineMs });
      if (answer.kind === 'ready') return { kind: 'prepared', lastingKeys: answer.lastingKeys };
      if (answer.kind === 'wrong-role') return { kind: 'wrong-role', detail: answer.found };
      if (tries >= PREPARE_TRIES || clock.now() >= byAt)
        return { kind: 'prepare-failed', detail: answer.detail };
      await clock.sleep(gate.everyMs, stopping);
    }
    return null;
  };

  const runHook = async (target: SshTarget, hook: Hook): Promise<EffectOutcome> => {
    const outcome = await hosts.runCommand(target, hook.command, { deadlineMs: hook.timeoutMs });
    if (outcome.kind === 'missed')
      return {
        kind: 'hook-failed',
        detail: `${outcome.failure}: ${outcome.detail}`,
        cause: missedCause(outcome),
      };
    if (outcome.exitCode === 0) return { kind: 'hook-ok' };
    const said = outcome.output.trim();
    const detail = `${hook.command.argv.join(' ')} exited with ${outcome.exitCode}${said === '' ? '' : `: ${said}`}`;
    return { kind: 'hook-failed', detail };
  };

  const requestReboot = async (
    target: SshTarget,
    request: Extract<EffectRequest, { kind: 'request-reboot' }>,
  ): Promise<EffectOutcome> => {
    const leftMs = request.notAfterAt - clock.now();
    // More than was ever given means that the wall clock was set back since.
    if (leftMs <= 0 || leftMs > SEND_WITHIN_MS) return { kind: 'reboot-too-late' };
    const { expectBootId, planDigest, attempt } = request;
    const outcome = await hosts.requestReboot(
      target,
      { expectBootId, planDigest, attempt },
      { deadlineMs: Math.min(leftMs, pace.lookWithinMs) },
    );
    switch (outcome.kind) {
      case 'accepted':
        return { kind: 'reboot-accepted' };
      case 'boot-id-mismatch':
        return { kind: 'boot-id-mismatch', found: outcome.found };
      case 'refused':
        return { ...outcome, kind: 'reboot-refused' };
      case 'not-sent':
        return { ...outcome, kind: 'reboot-not-sent' };
      case 'too-late':
        return { kind: 'reboot-too-late' };
      case 'unknown':
        return { kind: 'reboot-unknown', detail: outcome.detail };
    }
  };

  /** Null only when stopping: the effect stays started and its outcome is unknown to the next process. */
  const outcomeOf = ({ target, request }: Effect): Promise<EffectOutcome | null> => {
    switch (request.kind) {
      case 'read-facts':
        return look(target);
      case 'run-hook':
        return runHook(request.guest ?? target, request.hook);
      case 'request-reboot':
        return requestReboot(target, request);
      case 'await-boot':
        return lookUntil(target, (seen, now) => judgeBoot(request, seen, now));
      case 'await-hold':
        return lookUntil(target, (seen, now) => judgeHold(request, seen, now));
      case 'await-system-up':
        return lookUntil(target, (seen, now) => judgeSystemUp(request, seen, now));
      case 'await-gate':
        return askGate(request.guest ?? target, request);
      case 'prepare':
        return prepare(request.guest ?? target, request);
      case 'read-seats':
      case 'leave-rotation':
      case 'restore-rotation':
      case 'ramp-step':
      case 'retreat':
        return rotation.perform(target, request);
    }
  };

  /** Tries until the store takes it: an outcome that is not written down would be lost. */
  const untilStored = async <Result>(what: string, write: () => Promise<Result>): Promise<Result | null> => {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        log.error('the store refuses to be written; nothing new is started', { what, error: textOf(error) });
        if (stopping.aborted) return null;
        await clock.sleep(pace.storeRetryMs, stopping);
      }
    }
  };

  const feedBack = async (campaign: CampaignId, effect: Effect, outcome: EffectOutcome): Promise<void> => {
    const { key, host } = effect;
    const input = { kind: 'effect-finished', host, effectKey: key, outcome } as const;
    const taken = await untilStored(`outcome of ${key}`, () => options.submit(campaign, input, daemon));
    if (taken !== null) await untilStored(`end of ${key}`, () => store.finishEffect(campaign, key));
  };

  /** A start that the store refused may have been written all the same: then nobody knows whether it was performed. */
  const begin = async (campaign: CampaignId, { key }: Effect): Promise<'ours' | 'not ours' | 'unknown'> => {
    let refused = 0;
    const began = await untilStored(`start of ${key}`, () =>
      store.startEffect(campaign, key).catch((error: unknown) => {
        refused += 1;
        throw error;
      }),
    );
    if (began === true) return 'ours';
    return began === false && refused > 0 ? 'unknown' : 'not ours';
  };

  const run = async (campaign: CampaignId, effect: Effect): Promise<void> => {
    const began = await begin(campaign, effect);
    if (began === 'not ours') return;
    const outcome = began === 'ours' ? await outcomeOf(effect) : ({ kind: 'outcome-unknown' } as const);
    if (outcome !== null) await feedBack(campaign, effect, outcome);
  };

  const launch = (campaign: CampaignId, effect: Effect, work: () => Promise<void>): void => {
    const id = `${campaign}/${effect.key}`;
    if (stopping.aborted || underWay.has(id)) return;
    underWay.set(
      id,
      work().finally(() => underWay.delete(id)),
    );
  };

  return {
    recover: async () => {
      for (const { campaign, effect, state } of await store.unfinishedEffects()) {
        if (state === 'started') await feedBack(campaign, effect, { kind: 'outcome-unknown' });
        // Conditions were checked by a process that is gone: a reboot that was not sent is not sent now. It is claimed
        // first, so that nobody else can send it either.
        else if (effect.request.kind === 'request-reboot') {
          const began = await begin(campaign, effect);
          if (began !== 'not ours')
            await feedBack(campaign, effect, {
              kind: began === 'ours' ? 'reboot-too-late' : 'outcome-unknown',
            });
        } else if (takesOut(effect)) {
          const began = await begin(campaign, effect);
          if (began !== 'not ours') await feedBack(campaign, effect, { kind: 'outcome-unknown' });
        } else launch(campaign, effect, () => run(campaign, effect));
      }
    },
    perform: (campaign, effects) => {
      for (const effect of effects) launch(campaign, effect, () => run(campaign, effect));
    },
    pickUp: (unfinished) => {
      for (const { campaign, effect, state } of unfinished)
        if (state === 'pending') launch(campaign, effect, () => run(campaign, effect));
    },
    stop: async (withinMs) => {
      stopping.call();
      await Promise.race([Promise.allSettled(underWay.values()), clock.sleep(withinMs)]);
    },
  };
}

/** Takes a host out of service, on conditions that a process judged that is gone. */
function takesOut({ request }: Effect): boolean {
  switch (request.kind) {
    case 'leave-rotation':
    case 'prepare':
      return true;
    case 'run-hook':
      return request.which === 'drain';
    default:
      return false;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
