// The witness log: what really happened to each lab host, kept outside the daemon under test. The supervisor writes
// one log, each host's own scripts another; every line is on disk before the next thing happens. A test's judgement
// of "one at a time" or "never twice" rests on these lines, never on what the daemon says of itself.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * Written by the supervisor: `booted` (its init started), `ready` (its sshd sent a banner), `down` (every process of
 * it is gone; detail `reboot`, `halt`, `killed` or `failed`), `power-cut` and `power-restored` (asked for by the test),
 * `frozen`, `thawed`. Written on the host: `reboot-called` (systemctl accepted a reboot; detail: the user),
 * `command` and `command-ended` (a hook; detail: name and words, name and exit code), `serving` and `service-stopped`
 * (the host's HTTP service), and whatever a test's own script says through `lab-witness`.
 */
export type WitnessEvent = {
  readonly host: string;
  readonly kind: string;
  readonly bootId: string;
  /** CLOCK_MONOTONIC of the machine, the same inside and outside the hosts. Orders the events. */
  readonly monotonicMs: number;
  /** Wall clock, epoch milliseconds. */
  readonly at: number;
  readonly detail: string;
};

function witnessMonotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** An append-only log; `record` returns when the line is on disk. */
export class WitnessLog {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a', 0o600);
  }

  record(entry: Pick<WitnessEvent, 'host' | 'kind' | 'bootId' | 'detail'>): void {
    const event: WitnessEvent = { ...entry, monotonicMs: witnessMonotonicMs(), at: Date.now() };
    writeSync(this.#file, `${JSON.stringify(event)}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The events of several logs in the order in which they happened. */
export function readWitness(paths: readonly string[]): readonly WitnessEvent[] {
  return paths
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WitnessEvent)
    .sort((a, b) => a.monotonicMs - b.monotonicMs);
}
