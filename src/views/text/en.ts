// Every English sentence that people read in Slack. The Korean catalogue has the same keys by type. Arguments are
// ready to show: names are already escaped and dates already formatted by the caller.

import { because } from './en/decision-cause.ts';
import { approval, wait, waitDetails } from './en/approval.ts';
import type { HostFailureKind, HostStage } from '../../core/campaign/state.ts';
import type { DecisionRefusal } from '../../core/campaign/event.ts';
import type { RebootReason } from '../../core/planning/plan.ts';
import { DAY_MS, MINUTE_MS } from '../../core/brand.ts';
import { consoleEn } from './en/console.ts';
import { ofHosts, plural } from './en/plural.ts';
import { report } from './en/report.ts';
import { audit } from './en/audit.ts';
import { chaos } from './en/chaos.ts';
import { digest } from './en/digest.ts';
import { owner } from './en/owner.ts';
import { cause } from './en/failure-cause.ts';
import { closing } from './en/closing.ts';
import { holds } from './en/holds.ts';
import { home } from './en/home.ts';
import { reminders } from './en/reminders.ts';
import { webhook } from './en/webhook.ts';
import { questions } from './en/questions.ts';
import { hostNote, incident } from './en/incident.ts';

const duration = (lengthMs: number): string => {
  const minutes = Math.max(1, Math.round(lengthMs / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
};

const finishedFirst = (inFlight: number): string =>
  `${plural(inFlight, 'host')} in flight ${inFlight === 1 ? 'is' : 'are'} brought to an end first.`;

export const en = {
  duration,
  days: (lengthMs: number): string => plural(Math.floor(lengthMs / DAY_MS), 'day'),
  more: (count: number): string => `and ${count.toLocaleString('en')} more`,
  label: (name: string, value: string): string => `*${name}*\n${value}`,
  labelPlain: (name: string, value: string): string => `${name}: ${value}`,
  labelInline: (name: string, value: string): string => `*${name}:* ${value}`,
  list: ', ',
  sentences: ' ',
  report,
  audit,
  chaos,
  digest,
  home,
  reminders,
  webhook,
  questions,
  commandLine: (user: string): string => `${user} (command line)`,

  plan: {
    title: (hosts: number): string => `Reboot plan: ${plural(hosts, 'host')}`,
    awaiting: (given: number, needed: number): string => `Waiting for approval: ${given} of ${needed}`,
    order: 'Order',
    wave: (wave: number, names: string): string => `${wave}. ${names}`,
    moreWaves: (waves: number, hosts: number): string =>
      `… ${plural(waves, 'more step')} with ${plural(hosts, 'host')}`,
    why: 'Why now',
    reasons: {
      overdue: (count) => `${count} past the maximum uptime`,
      spread: (count) => `${count} ahead of the deadline, so that they do not all fall due at once`,
      'due-soon': (count) => `${count} close to the maximum uptime`,
      'reboot-required': (count) => `${count} with updates that need a reboot`,
      drawn: (count) => `${count} drawn by chaos mode, as practice`,
      requested: (count) => `${count} asked for by name`,
    } satisfies Record<RebootReason, (count: number) => string>,
    longestUp: (host: string, uptime: string): string => `longest: ${host}, ${uptime}`,
    when: 'When',
    fromTo: (from: string, to: string): string =>
      `${from} to ${to} if it is approved before; later, when the window is open`,
    onceApproved: 'once it is approved: at once, or when the window next opens',
    howLong: 'How long',
    about: (length: string): string => `about ${length}`,
    askedBy: 'Asked by',
    worst: 'What it can hurt, at the worst moment',
    worstService: (service: string, up: number, of: number): string => `${service}: ${up} of ${of} up`,
    worstMinimum: (minimum: number): string => `minimum ${minimum}`,
    worstDown: (service: string): string => `${service}: *not served* while its only host reboots`,
    worstDownPlain: (service: string): string => `${service}: not served while its only host reboots`,
    noService: 'No service runs on these hosts.',
    moreServices: (count: number): string => `… and ${plural(count, 'more service')}, none worse off`,
    approvals: 'Approvals',
    skipped: (hosts: string): string => `Skipped by people, not rebooted by this plan: ${hosts}`,
    approval: (person: string, at: string): string => `${person} ${at}`,
    expires: (at: string): string => `Expires ${at}. Without approval nothing is rebooted.`,
    identity: (campaign: string, version: number, digest: string): string =>
      `${campaign} · plan v${version} · ${digest}`,
    howToAct: 'Approve or deny it with the buttons of this message.',
    approve: (hosts: number): string => `Approve ${plural(hosts, 'reboot')}`,
    deny: 'Deny plan',
    confirmTitle: 'Approve this plan?',
    confirmText: (hosts: number, length: string, worst: string): string =>
      `${plural(hosts, 'host')} will be rebooted within the budgets, ${length}, from when the window is open. The first failure halts it. Worst moment: ${worst}`,
    confirmYes: 'Approve',
    confirmNo: 'Go back',
    denyTitle: 'Deny plan',
    denyLabel: 'Why is it denied?',
    denyHint: 'Everybody in the channel sees the reason.',
    denySubmit: 'Deny plan',
    cancel: 'Cancel',
    close: 'Close',
  },

  approval,
  wait,

  progress: {
    title: {
      running: (hosts: number, all: number): string => `Rebooting ${ofHosts(hosts, all)}`,
      paused: (hosts: number, all: number): string => `Paused: reboot of ${ofHosts(hosts, all)}`,
      halted: (hosts: number, all: number): string => `Halted: reboot of ${ofHosts(hosts, all)}`,
      stopping: (hosts: number, all: number): string => `Stopping: reboot of ${ofHosts(hosts, all)}`,
    },
    counters: (done: number, total: number): string => `*${done} of ${total} done*`,
    countersPlain: (done: number, total: number): string => `${done} of ${total} done`,
    inFlightCount: (count: number): string => `${count} in flight`,
    waitingCount: (count: number): string => `${count} waiting`,
    failedCount: (count: number): string => `${count} failed`,
    skippedCount: (count: number): string => `${count} skipped`,
    inFlight: 'In flight now',
    nobodyInFlight: 'No host is in flight.',
    next: 'Next',
    expected: (at: string): string => `expected ${at}`,
    whenFree: 'when a slot is free',
    estimate: (at: string): string => `Expected end: ${at}`,
    approvedBy: (people: string): string => `Approved by ${people}`,
    stage: {
      waiting: 'waiting',
      checking: 'checking it before anything is touched',
      seating: 'reading how it stands in its load balancers',
      leaving: 'out of its load balancers, waiting for its sessions to end',
      draining: 'draining',
      preparing: 'drained, saving data and checking roles',
      rechecking: 'drained, last look before the reboot',
      rebooting: 'sending the reboot',
      confirming: 'rebooting, waiting for a new boot',
      holding: 'new boot seen, watching that it stays',
      settling: 'new boot proven, waiting for the system to settle',
      gating: 'asking its services whether they serve',
      undraining: 'putting it back into service',
      ramping: 'taking traffic again, step by step',
      retreating: 'a step went wrong, taking it out again',
      soaking: 'back in service, watching',
      undoing: 'not rebooted, undoing the drain',
      restoring: 'not rebooted, putting it back into its load balancers',
      done: 'done',
      failed: 'failed',
      skipped: 'skipped',
    } satisfies Record<HostStage['kind'], string>,
    since: (at: string): string => `since ${at}`,
    gate: (number: number, of: number): string => `gate ${number} of ${of}`,
    guest: (guest: string): string => `guest ${guest}`,
    share: (percent: number): string => `${percent} % of its weight`,
    paused: (person: string, at: string): string =>
      `Paused by ${person} ${at}. No further host starts; what is in flight is brought to its end.`,
    stopping: (person: string, at: string, inFlight: number): string =>
      `Stop asked for by ${person} ${at}. ${inFlight === 0 ? 'Ending now.' : finishedFirst(inFlight)}`,
    denied: (person: string, at: string, inFlight: number): string =>
      `Denied by ${person} ${at}, after it had begun. ${
        inFlight === 0 ? 'Ending now.' : finishedFirst(inFlight)
      }`,
    bringingBack: (person: string, at: string): string =>
      `${person} had what it left out of rotation brought back ${at}. Nothing is rebooted.`,
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop',
    retry: (host: string): string => `Retry ${host}`,
    skip: (host: string): string => `Skip ${host}`,
    confirmPause: 'No further host starts until somebody resumes. Hosts in flight are brought to their end.',
    confirmResume: 'The next hosts start as soon as windows and budgets let them.',
    confirmStop: (waiting: number): string =>
      `${plural(waiting, 'host')} will not be rebooted. Hosts in flight are brought to their end. This cannot be taken back.`,
    confirmRestart: 'It was not rebooted. It begins again: checked, drained, and then rebooted.',
    confirmRetry: 'It is looked at again first. A reboot that was already sent is not sent again blindly.',
    confirmSkip: 'It is left as it is now, perhaps out of rotation. The campaign goes on without it.',
    confirmTitle: {
      pause: 'Pause the campaign?',
      resume: 'Resume the campaign?',
      stop: 'Stop the campaign?',
      retry: 'Retry this host?',
      skip: 'Skip this host?',
    },
    confirmNo: 'Go back',
  },

  halt: {
    hostFailed: (host: string, failure: string, at: string): string => `${host} ${failure} (${at}).`,
    clockJumped: (length: string, at: string): string =>
      `The daemon's clock jumped by ${length} (${at}), so no duration can be trusted.`,
    nothingStarts: 'Nothing else starts until somebody decides.',
    outOfRotation: 'It stays out of rotation.',
    guestsOut: (guests: string): string => `Its guests stay out with it: ${guests}.`,
    guestsOutAlone: (guests: string): string => `These guests of it stay out of rotation: ${guests}.`,
    notPutBack:
      'It was not rebooted. Look at the undrain command and the load balancers. To bring it back without a reboot: Stop, then Put back. Retry drains everything again and reboots it.',
    guestAwayTitle: 'is back, but a guest of it is not',
    guestAway: (hypervisor: string): string =>
      `Start that guest on its hypervisor; Retry then asks again, without another reboot. If it is lost: Stop, put the others back by hand, then run \`stagger put-back ${hypervisor} --done-by-hand\`.`,
    whatToDo: 'What to do',
    clockAdvice: 'Check the time service of the daemon’s machine, then resume or stop.',
    alsoFailed: 'Also failed',
  },

  failure: {
    'check-failed': 'failed the check before the reboot',
    'drain-failed': 'could not be drained',
    'prepare-failed': 'could not be made ready for the reboot',
    'wrong-role': 'plays another role than the inventory says',
    'reboot-refused': 'refused the reboot command',
    'reboot-not-sent': 'could not be sent the reboot command',
    'did-not-go-down': 'did not go down',
    'did-not-come-back': 'did not come back',
    'host-key-changed': 'came back with another SSH host key',
    'came-back-same-boot': 'came back with the same boot',
    'boot-suspect': 'shows a new boot that does not add up',
    'reboot-loop': 'reboots again and again',
    'lost-after-boot': 'was lost after its new boot',
    'old-kernel': 'came back on the old kernel',
    'system-not-up': 'is back, but its system did not come up',
    'gate-timed-out': 'is back, but a service does not serve',
    'undrain-failed': 'could not be put back into service',
    'ramp-failed': 'is back, but did not do well under traffic',
    drifted: 'is back, but not all of it',
  } satisfies Record<HostFailureKind, string>,

  advice: {
    'check-failed': 'It was not rebooted. Fix what the check found, then retry or skip it.',
    'drain-failed': 'It was not rebooted. Look at the drain hook, then retry or skip it.',
    'prepare-failed':
      'It was not rebooted. Look at the server that could not save or be asked, then retry or skip it.',
    'wrong-role':
      'It was not rebooted. Somebody has moved the primary: correct the inventory, and plan it in its new role.',
    'reboot-refused': 'It was not rebooted. Check the sudo rule on the host, then retry or skip it.',
    'reboot-not-sent': 'It was not rebooted. Check the way to the host, then retry or skip it.',
    'did-not-go-down':
      'Look for a hung stop job on its console. Do not power-cycle it before you have looked.',
    'did-not-come-back': 'Look at its console or power. Once it answers, retry looks at it again.',
    'host-key-changed': 'Find out why before you accept the new key: it may be another machine.',
    'came-back-same-boot': 'The reboot did not happen. Look at its journal, then retry or skip it.',
    'boot-suspect': 'Compare its boot id and uptime by hand before you retry.',
    'reboot-loop': 'Look at its console: full /boot, watchdog or failing update.',
    'lost-after-boot': 'Look at its console or network. Once it answers, retry looks at it again.',
    'old-kernel': 'Check the boot loader’s default. It serves; retry after the fix, or skip it.',
    'system-not-up': 'Look at the failed units with `systemctl --failed`, then retry.',
    'gate-timed-out': 'Look at the service. Retry asks the gates again without another reboot.',
    'undrain-failed':
      'It runs, but may take no traffic. Look at the undrain hook and the load balancers, then retry.',
    drifted: 'It serves. Find out what became of what is missing, then retry or skip it.',
    'ramp-failed':
      'It was taken out again. Look at its errors. Retry asks the gates and begins the ramp anew.',
  } satisfies Record<HostFailureKind, string>,

  ended: {
    drifted: 'Had something before the reboot that is missing now',
    driftCount: (hosts: number): string => `${plural(hosts, 'host')} with something missing`,
    title: {
      done: (hosts: number, all: number): string => `Done: reboot of ${ofHosts(hosts, all)}`,
      stopped: (hosts: number): string => `Stopped: reboot of ${plural(hosts, 'host')}`,
      denied: (hosts: number): string => `Denied: reboot plan for ${plural(hosts, 'host')}`,
      expired: (hosts: number): string => `Expired: reboot plan for ${plural(hosts, 'host')}`,
      voided: (hosts: number): string => `Void: reboot plan for ${plural(hosts, 'host')}`,
    },
    done: (at: string): string => `Ended ${at}.`,
    stopped: (person: string, at: string): string => `Stopped by ${person} ${at}.`,
    denied: (person: string, at: string): string => `Denied by ${person} ${at}.`,
    reason: 'Reason',
    expired: (at: string): string =>
      `Nobody approved it in time (${at}). Nothing was rebooted. Plan again if it is still wanted.`,
    expiredRunning: (at: string): string =>
      `The approval expired (${at}) before every host was done. Plan again for the rest.`,
    voided: (why: string, at: string): string => `It does not hold any more (${at}): ${why}`,
    overtakenTitle: 'Closed: nothing left to reboot',
    overtaken: (hosts: string, at: string): string =>
      `Closed ${at}: every host still in the plan has rebooted since it was made. Nobody has to do anything. Left alone: ${hosts}`,
    failed: 'Failed',
    leftOut: 'Left out of rotation, and counted as down until back',
    bringBack: (host: string): string => `Put back ${host}`,
    bringBackTitle: 'Put it back?',
    bringBackText:
      'Its checks are asked again, then it gets its traffic back step by step. It is not rebooted.',
    skipped: 'Skipped',
    took: (length: string): string => `took ${length}`,
  },

  skip: {
    alreadyRebooted: 'somebody rebooted it meanwhile',
    changed: 'its entry or its services changed in the inventory after the plan was approved',
    removed: 'no longer in the inventory',
    byPerson: (person: string): string => `by ${person}`,
  },

  note: {
    approved: (person: string, given: number, needed: number): string =>
      given >= needed
        ? `${person} approved: ${given} of ${needed}. The plan is approved.`
        : `${person} approved: ${given} of ${needed}.`,
    started: (left: number, all: number): string =>
      left === all
        ? `Started: ${plural(all, 'host')} to reboot.`
        : `Started: ${left.toLocaleString('en')} of ${plural(all, 'host')} to reboot; the others have rebooted already, or were skipped.`,
    paused: (person: string): string => `${person} paused it. Hosts in flight are brought to their end.`,
    resumed: (person: string): string => `${person} resumed it.`,
    stopRequested: (person: string, inFlight: number): string =>
      inFlight === 0 ? `${person} stopped it.` : `${person} asked to stop it. ${finishedFirst(inFlight)}`,
    denied: (person: string, inFlight: number): string =>
      inFlight === 0 ? `${person} denied it.` : `${person} denied it. ${finishedFirst(inFlight)}`,
    reopened: (person: string): string =>
      `${person} brings back what it left out of rotation. Nothing is rebooted.`,
    returned: (person: string, host: string): string => `${person} says that ${host} is back, by hand.`,
    retry: (person: string, host: string): string => `${person} retries ${host}.`,
    skipped: (host: string, why: string): string => `${host} is skipped ${why}.`,
    hostFailed: (host: string, failure: string): string => `${host} ${failure}.`,
    halted: 'The campaign is halted: nothing else starts until somebody decides.',
    ended: (outcome: string, counters: string): string => `${outcome} ${counters}.`,
    canaryPassed: (host: string, facts: string): string =>
      `The canary ${host} has passed: ${facts}. The others follow.`,
    groupDone: {
      zone: (id: string, done: number, total: number, facts: string): string =>
        `Zone ${id} finished: ${done} of ${total} done, ${facts}.`,
      rack: (id: string, done: number, total: number, facts: string): string =>
        `Rack ${id} finished: ${done} of ${total} done, ${facts}.`,
    },
    noDrift: 'no drift',
    drift: (hosts: number): string => `drift on ${plural(hosts, 'host')}`,
    event: (word: string): string => `Recorded: ${word}.`,
  },

  cause,
  because,
  waitDetails,
  owner,
  closing,
  holds,
  incident,
  hostNote,

  inventory: {
    reloaded: (changes: number): string => `The inventory was reloaded: ${plural(changes, 'change')}.`,
    refused: 'A changed inventory was refused. The last good one stays in force.',
  },

  feedback: {
    checking: 'Checking whether you may decide this …',
    done: {
      approve: 'Your approval is recorded.',
      deny: 'Your denial is recorded.',
      withdraw: 'Your approval is withdrawn.',
      edit: 'The plan is edited. The new version waits for approval.',
      replan: 'A new plan is on its way to the channel. You asked for it, so somebody else approves it.',
      pause: 'Paused. Hosts in flight are brought to their end.',
      resume: 'Resumed.',
      stop: 'Stop is recorded. Hosts in flight are brought to their end.',
      retry: 'The retry is recorded.',
      skip: 'The skip is recorded.',
    },
    refused: {
      'not-approver': 'You are not an approver of this plan.',
      'approver-unknown':
        'Whether you are an approver could not be looked up, so nothing was decided. Try again.',
      requester: 'You asked for this plan, so somebody else has to approve it.',
      'already-approved': 'You have already approved this plan. It counts once.',
      'plan-changed': 'The plan has changed since this message was shown. Look at the newest one.',
      'fleet-changed':
        'The fleet has changed since this plan was made, so it cannot be approved. Plan again.',
      expired: 'This plan has expired. Plan again.',
      'already-decided': 'This plan has already been decided.',
      'reason-missing': 'A denial needs a reason.',
      'not-approved': 'You have not approved this plan.',
      'already-begun':
        'The reboots have begun, so an approval cannot be withdrawn any more. Stop it instead.',
      'nothing-left': 'No host would be left to reboot.',
      'does-not-apply': 'That is not possible in the state the campaign is in now.',
    } satisfies Record<DecisionRefusal, string>,
    refusedOtherwise: 'That was not taken.',
    unreadable: 'This button is not readable any more. Use the newest message.',
    failed:
      'Something went wrong on our side, and nothing was decided. Press it again, or use the command line.',
  },

  /** What Stagger itself wrote in English into the journal, in this language; null: it was not Stagger who said it. */
  ownWords: (english: string): string | null => english,

  /** Details that Stagger wrote itself, where it saw something, are in English: shown where that is the language. */
  quotesDetails: true as boolean,

  console: consoleEn,
};

/** The keys and shapes that every language has. */
export type Catalogue = typeof en;
