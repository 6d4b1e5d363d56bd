// What the system asks of the daemon by a signal, from its first moment on: without a handler SIGHUP ends a process, and a
// reload that is asked for while it starts must not. What came too early is done once it can be.

/** The part of `process` that tells of signals. */
type SignalSource = {
  readonly on: (signal: 'SIGHUP', listener: () => void) => unknown;
  readonly once: (signal: 'SIGINT' | 'SIGTERM', listener: () => void) => unknown;
};

export type Signals = {
  /** From now on each SIGHUP calls `reload`; those that came before call it once, at once. */
  readonly onReload: (reload: () => void) => void;
  /** Resolves once SIGINT or SIGTERM came. A second one of the same kind ends the process there and then. */
  readonly stopped: Promise<void>;
  readonly isStopped: () => boolean;
};

export function listenToSignals(source: SignalSource): Signals {
  let reload: (() => void) | null = null;
  let isOwed = false;
  let isStopped = false;
  source.on('SIGHUP', () => {
    if (reload === null) isOwed = true;
    else reload();
  });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      source.once(signal, () => {
        isStopped = true;
        resolve();
      });
  });
  return {
    onReload: (next) => {
      reload = next;
      if (isOwed) next();
      isOwed = false;
    },
    stopped,
    isStopped: () => isStopped,
  };
}
