// The console's English of the entries of the audit trail: what happened, in the past tense. The keys are the words of the
// journal itself, which programs read.

import type { CampaignEvent } from '../../../core/campaign/event.ts';
import type { EpisodeEvent } from '../../../core/incident/event.ts';

/** Of the fleet and the daemon; the store's own union is no view's business, so a test compares the two. */
type FleetEntry =
  | 'inventory-loaded'
  | 'inventory-reloaded'
  | 'inventory-refused'
  | 'stop-switch-set'
  | 'stop-switch-cleared'
  | 'digest-posted'
  | 'audit-posted'
  | 'reminder-posted'
  | 'chaos-drawn'
  | 'finding-waived';

export const consoleEventsEn = {
  'campaign-proposed': 'plan proposed',
  'plan-approved': 'plan approved',
  'approval-withdrawn': 'approval withdrawn',
  'approval-lapsed': 'approval lapsed',
  'plan-edited': 'plan edited',
  'plan-replaced': 'planned again',
  'decision-refused': 'decision refused',
  'campaign-started': 'campaign started',
  'campaign-paused': 'campaign paused',
  'campaign-resumed': 'campaign resumed',
  'campaign-halted': 'campaign halted',
  'stop-requested': 'stop asked for',
  'campaign-denied': 'denied while under way',
  'campaign-reopened': 'opened again',
  'campaign-ended': 'campaign ended',
  'host-check-requested': 'check asked for',
  'host-checked': 'checked',
  'host-seats-requested': 'look at its load balancers asked for',
  'host-seats-seen': 'load balancers looked at',
  'host-leave-requested': 'taking out of its load balancers asked for',
  'host-left': 'out of its load balancers',
  'host-drain-requested': 'drain asked for',
  'host-drained': 'drained',
  'host-prepare-requested': 'preparation asked for',
  'host-prepared': 'prepared',
  'host-recheck-requested': 'last check asked for',
  'host-reboot-requested': 'reboot asked for',
  'host-reboot-sent': 'reboot sent',
  'host-boot-proven': 'new boot proven',
  'host-held': 'held its boot',
  'host-system-up': 'system up',
  'host-gate-asked': 'gate asked',
  'host-gate-passed': 'gate passed',
  'host-undrain-requested': 'undrain asked for',
  'host-undrained': 'undrained',
  'host-ramp-requested': 'step of the ramp asked for',
  'host-ramp-held': 'step of the ramp held',
  'host-in-rotation': 'in rotation again',
  'host-retreat-requested': 'taking out again asked for',
  'host-soak-began': 'soak began',
  'host-compared': 'compared with before',
  'host-done': 'done',
  'host-undo-requested': 'undoing of the drain asked for',
  'host-restore-requested': 'putting back as found asked for',
  'host-restored': 'put back as found',
  'host-put-back': 'put back to wait',
  'host-failed': 'failed',
  'host-skipped': 'skipped',
  'host-retry-requested': 'retry asked for',
  'host-left-out': 'left out of rotation',
  'host-returned': 'said to serve again',
  'effect-repeated': 'asked again after a restart',
  'incident-opened': 'incident began',
  'incident-hosts-lost': 'more hosts lost',
  'incident-cause-changed': 'cause of the incident changed',
  'incident-services-hit': 'services hit',
  'incident-hosts-returned': 'hosts answer again',
  'incident-host-judged': 'returned host asked whether it serves',
  'incident-closed': 'incident over',
  'incident-reopened': 'incident began again',
  'host-lost': 'host lost',
  'host-rebooted': 'rebooted, and nobody asked for that',
  'inventory-loaded': 'inventory loaded',
  'inventory-reloaded': 'inventory reloaded',
  'inventory-refused': 'inventory refused',
  'stop-switch-set': 'stop switch set',
  'stop-switch-cleared': 'stop switch cleared',
  'digest-posted': 'daily digest posted',
  'audit-posted': 'placement audit posted',
  'reminder-posted': 'reminder posted',
  'chaos-drawn': 'chaos mode drew',
  'finding-waived': 'finding waived',
} satisfies Record<CampaignEvent['kind'] | EpisodeEvent['kind'] | FleetEntry, string>;
