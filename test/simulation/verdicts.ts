// What a run found: broken promises, and which rare things happened at all.

/** The promises of docs/safety.md, by the name under which a run reports them. */
export const promises = [
  'budget',
  'window',
  'approval',
  'order',
  'record-before-act',
  'one-effective-reboot',
  'unknown-is-not-repeated',
  'reboots-a-day',
  'stopped-means-stopped',
  'restored-means-void',
  'epoch',
  'proof',
  'done-means-serving',
  'one-message',
  'digest',
  'journal',
  'boots',
  'clock',
  'drained-before-reboot',
  'liveness',
  'incident',
  'crash',
] as const;

export type Promise_ = (typeof promises)[number];

export type Violation = { readonly promise: Promise_; readonly at: number; readonly what: string };

export type Verdicts = {
  readonly violations: readonly Violation[];
  readonly sometimes: ReadonlyMap<string, number>;
  readonly violate: (promise: Promise_, what: string) => void;
  readonly saw: (what: Sometimes) => void;
};

/** Rare things that must happen over many runs: a simulation in which they never do proves nothing about them. */
export const sometimes = [
  'budget was the limit',
  'zone was the limit',
  'domain cap was the limit',
  'dependency was the limit',
  'reboots of a day were the limit',
  'went on after a failure within its budget',
  'brought back after the end',
  'window shut after the drain',
  'did not fit before the window shuts',
  'approval expired in mid-run',
  'approval expired unused',
  'plan voided by a changed inventory',
  'waiting host skipped: inventory changed',
  'host changed after the drain',
  'another host died while one was rebooting',
  'rack lost',
  'feed lost',
  'zone lost',
  'hypervisor lost',
  'guest went down with its hypervisor',
  'network partition',
  'one-way network',
  'came back on the same boot id',
  'host key changed after the reboot',
  'old kernel',
  'reboot loop',
  'did not go down',
  'did not come back',
  'gate timed out',
  'drain undone',
  'undrain failed',
  'back in its load balancers step by step',
  'ramp failed',
  'somebody else rebooted it',
  'killed between record and send',
  'killed between send and answer',
  'killed while another effect was under way',
  'down for more than a day',
  'request too late',
  'request of unknown outcome',
  'second request after an unknown outcome',
  'double click refused',
  'stranger refused',
  'requester refused',
  'stale button refused',
  'denied',
  'denied in mid-run',
  'plan edited',
  'edit took approvals away',
  'third version of a plan',
  'button of an older version refused',
  'approval withdrawn',
  'withdrawn after the start',
  'withdrawal came too late',
  'approver left',
  'planned again after it lapsed',
  'planned again only once',
  'approvers of a service were waited for',
  'paused',
  'resumed',
  'stopped',
  'retried',
  'skipped by a person',
  'halted',
  'clock stepped forward',
  'clock stepped back',
  'clock jump halted a campaign',
  'machine suspended',
  'clock drifted',
  'inventory emptied',
  'second daemon refused',
  'process stopped',
  'backup put back',
  'backup with open campaigns put back',
  'store failed before writing',
  'store failed after writing',
  'store refused everything for a while',
  'post with a lost answer',
  'chat said later',
  'message found before it was posted again',
  'message gone',
  'chat away',
  'channel refused a message for good',
  'stop switch held a start back',
  'clocks changed within a plan',
  'guest fell with its hypervisor',
  'two campaigns open at once',
  'three hosts in flight at once',
  'campaign done',
  'every plan ended though a host never returned',
  'every plan ended though a rack stays dark',
  'every plan ended though the chat is gone for good',
] as const;

export type Sometimes = (typeof sometimes)[number];

export function createVerdicts(now: () => number): Verdicts {
  const violations: Violation[] = [];
  const seen = new Map<string, number>();
  return {
    violations,
    sometimes: seen,
    violate: (promise, what) => void violations.push({ promise, at: now(), what }),
    saw: (what) => void seen.set(what, (seen.get(what) ?? 0) + 1),
  };
}
