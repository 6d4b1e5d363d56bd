// Why a host waits, in the reader's language and time zone: a start that is blocked now, or a place in a plan.

import { assertNever, type Instant } from '../../../core/brand.ts';
import type { StartBlock } from '../../../core/campaign/start-conditions.ts';
import type { WaitReason } from '../../../core/planning/plan.ts';
import { flagWords, unknownWords } from '../../slack/hold-text.ts';
import { plainText } from '../../slack/mrkdwn.ts';
import { saidWords } from '../../slack/said-words.ts';
import { detailWords, domainWords } from '../../slack/wait-words.ts';
import { instantText } from '../../terminal/time-text.ts';
import type { Frame } from './frame.ts';

const NAMED = 6;

function names(hosts: readonly string[]): string {
  const more = hosts.length - NAMED;
  return `${hosts.slice(0, NAMED).join(', ')}${more > 0 ? ` +${more}` : ''}`;
}

/** Each reason once. */
export function blockLines(frame: Frame, blocks: readonly StartBlock[]): readonly string[] {
  return [...new Set(blocks.flatMap((block) => linesOf(frame, block)))];
}

function linesOf(frame: Frame, block: StartBlock): readonly string[] {
  if (block.kind === 'budget') return block.why.map((why) => waitLine(frame, why));
  return [lineOf(frame, block)];
}

function lineOf(frame: Frame, block: Exclude<StartBlock, { readonly kind: 'budget' }>): string {
  const { text, timeZone } = frame;
  const { blocks, campaigns, statuses } = text;
  const at = (instant: Instant): string => instantText(instant, timeZone);
  switch (block.kind) {
    case 'no-inventory':
    case 'removed-from-inventory':
    case 'changed-since-plan':
    case 'in-other-campaign':
    case 'chaos-not-allowed':
      return blocks[block.kind];
    case 'phase':
      return blocks.phase(block.phase === 'ended' ? block.phase : campaigns.phases[block.phase]);
    case 'approval-missing':
      return blocks[block.kind](block.have, block.needed);
    case 'approval-expired':
      return blocks[block.kind](at(block.at));
    case 'flag-set':
      return plainText(flagWords(block, frame.words));
    case 'flag-unknown':
      return blocks[block.kind](plainText(unknownWords(block, frame.words)));
    case 'frozen':
      return blocks.frozen(block.freeze, at(block.untilAt));
    case 'freeze-unknown':
      return blocks[block.kind](block.freeze, plainText(saidWords(block.why, 160, frame.words)));
    case 'window-shut':
      return blocks[block.kind](block.opensAt === null ? null : at(block.opensAt), block.guest ?? null);
    case 'does-not-fit':
      return blocks[block.kind](at(block.closesAt), block.guest ?? null);
    case 'after':
    case 'chaos-alone':
      return blocks[block.kind](names(block.hosts));
    case 'not-up':
      return blocks[block.kind](statuses[block.status], block.guest ?? null);
    case 'left-out':
      return blocks[block.kind](block.campaign);
    case 'relative-out':
      return blocks[block.kind](block.relative, block.campaign);
    case 'attempts-used':
      return blocks[block.kind](block.attempts);
    case 'reboots-used':
      return blocks[block.kind](block.reboots, block.limit, block.guest ?? null);
    case 'stopped':
      return blocks.stopped(block.subject.id, block.why);
    default:
      return assertNever(block);
  }
}

/** In the words of the plan card. */
export function waitLine({ words, timeZone }: Frame, reason: WaitReason): string {
  const { wait } = words;
  const at = (instant: Instant): string => instantText(instant, timeZone);
  switch (reason.kind) {
    case 'not-selected':
    case 'no-placement':
    case 'own-path-alone':
      return wait[reason.kind]();
    case 'not-due':
      return wait['not-due'](at(reason.dueAt));
    case 'exempt':
    case 'frozen':
      return wait[reason.kind](reason.reason, at(reason.untilAt));
    case 'guest-exempt':
      return wait[reason.kind](reason.guest, reason.reason, at(reason.untilAt));
    case 'guest-not-up':
      return wait[reason.kind](reason.guest);
    case 'freeze-unknown':
      return wait['freeze-unknown'](reason.freeze, plainText(saidWords(reason.why, 160, words)));
    case 'not-observed':
    case 'no-window':
      return wait[reason.kind](plainText(detailWords(reason, words)));
    case 'window-shut':
      return wait['window-shut'](at(reason.opensAt));
    case 'campaign-size':
    case 'cap':
      return wait[reason.kind](reason.limit);
    case 'budget':
      return wait.budget(reason.service, reason.up, reason.minAvailable);
    case 'domain-in-flight':
      return wait[reason.kind](reason.service, reason.host, domainWords(reason.domain, words, String));
    case 'zone-in-flight':
    case 'dependency-in-flight':
      return wait[reason.kind](reason.service, reason.host);
    case 'hypervisor-in-flight':
    case 'same-machine':
      return wait[reason.kind](reason.host);
    case 'domain-cap':
      return wait['domain-cap'](domainWords(reason.domain, words, String), reason.limit);
    case 'fleet-cap':
      return wait['fleet-cap'](reason.limit);
    case 'after':
      return wait.after(names(reason.hosts));
    case 'in-other-campaign':
      return wait[reason.kind](reason.campaign);
    default:
      return assertNever(reason);
  }
}
