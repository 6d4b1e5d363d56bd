// What can go wrong with Slack, switched on by a test or the demo. Each fault is counted down as it is used, so that a
// test says "the next two" and not "for 300 ms".

export type Fault =
  /** Answers after this long; the work is done before. */
  | { readonly kind: 'slow'; readonly afterMs: number }
  /** The work is done and the answer never arrives: the connection is cut. */
  | { readonly kind: 'lose-reply' }
  /** The work is done and the answer never arrives: the connection stays open. */
  | { readonly kind: 'hang' }
  /** Nothing is done; the answer has this HTTP status. */
  | { readonly kind: 'http-status'; readonly status: number }
  /** Nothing is done; Slack answers 200 with `ok: false` and this error. */
  | { readonly kind: 'error'; readonly error: string }
  /** Nothing is done; 429 with Retry-After. */
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number };

export type Faults = {
  /**
   * The next `times` calls of `method` (or of any method: `*`) fail like this; the first planned is used first.
   * `response_url` and `webhook` are methods, too.
   */
  next(method: string, fault: Fault, times?: number): void;
  /** Forgets what was planned and stops duplicating. */
  clear(): void;
  /** While true, every interaction is delivered twice, with an envelope each. */
  duplicateInteractions: boolean;
  /** How long after its upload a picture may not stand in a block yet. */
  filesReadyAfterMs: number;
};

export type FaultPlan = Faults & { take(method: string): Fault | null };

export function createFaults(): FaultPlan {
  let planned: { readonly method: string; readonly fault: Fault; left: number }[] = [];
  return {
    duplicateInteractions: false,
    filesReadyAfterMs: 0,
    next(method, fault, times = 1) {
      planned.push({ method, fault, left: times });
    },
    clear() {
      planned = [];
      this.duplicateInteractions = false;
      this.filesReadyAfterMs = 0;
    },
    take(method) {
      const found = planned.find((plan) => plan.method === method || plan.method === '*');
      if (found === undefined) return null;
      found.left -= 1;
      if (found.left <= 0) planned = planned.filter((plan) => plan !== found);
      return found.fault;
    },
  };
}
