// Accepting a finding: why, and until when. What is accepted is named by its code and subject alone.

import type { ModalView } from '@slack/types';
import type { Instant } from '../../core/brand.ts';
import type { Catalogue } from '../text/en.ts';
import { plain, plainName } from './mrkdwn.ts';
import { section } from './slack-message.ts';

export const WAIVE = 'waive';

export const waiveModal = {
  callbackId: 'waive-finding',
  reason: { blockId: 'waive-reason', actionId: 'reason' },
  until: { blockId: 'waive-until', actionId: 'until' },
} as const;

export type Waived = { readonly code: string; readonly subject: string };

export function waiveValue({ code, subject }: Waived): string {
  return JSON.stringify({ code, subject });
}

const codeShape = /^[a-z][a-z-]{1,60}$/;
const subjectShape = /^(service|host):[^\s]{1,300}$/u;

/** What the button stands for, or null if it is not one of ours. */
export function parseWaiveValue(value: string): Waived | null {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null || !('code' in parsed && 'subject' in parsed))
      return null;
    const { code, subject } = parsed;
    if (typeof code !== 'string' || typeof subject !== 'string') return null;
    return codeShape.test(code) && subjectShape.test(subject) ? { code, subject } : null;
  } catch {
    return null;
  }
}

function subjectWords({ subject }: Waived, text: Catalogue): string {
  const [kind, ...rest] = subject.split(':');
  return text.holds[kind === 'host' ? 'host' : 'service'](plainName(rest.join(':'), 120));
}

/** A code that an older button carries may have no words any more. */
function codeWords({ code }: Waived, text: Catalogue): string {
  const words: Readonly<Record<string, string | undefined>> = text.audit.codes;
  return words[code] ?? code;
}

/** A month is offered; Slack's picker takes any day. */
const OFFERED_MS = 30 * 86_400_000;

export function renderWaiveModal(
  waived: Waived,
  given: { readonly metadata: string; readonly now: Instant },
  text: Catalogue,
): ModalView {
  const words = text.audit;
  return {
    type: 'modal',
    callback_id: waiveModal.callbackId,
    private_metadata: given.metadata,
    title: plain(words.waiveTitle),
    submit: plain(words.waiveSubmit),
    close: plain(text.plan.cancel),
    blocks: [
      { type: 'section', text: plain(text.labelPlain(subjectWords(waived, text), codeWords(waived, text))) },
      {
        type: 'input',
        block_id: waiveModal.reason.blockId,
        label: plain(words.waiveReason),
        hint: plain(words.waiveReasonHint),
        element: {
          type: 'plain_text_input',
          action_id: waiveModal.reason.actionId,
          multiline: true,
          min_length: 5,
          max_length: 500,
          focus_on_load: true,
        },
      },
      {
        type: 'input',
        block_id: waiveModal.until.blockId,
        label: plain(words.waiveUntil),
        hint: plain(words.waiveUntilHint),
        element: {
          type: 'datepicker',
          action_id: waiveModal.until.actionId,
          initial_date: new Date(given.now + OFFERED_MS).toISOString().slice(0, 10),
        },
      },
    ],
  };
}

/** The beginning of that day, UTC; null if it is no day. */
export function waivedUntil(selected: string | null | undefined): Instant | null {
  if (selected === null || selected === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(selected)) return null;
  const at = Date.parse(`${selected}T00:00:00Z`);
  return Number.isFinite(at) ? at : null;
}

/** What became of it, in place of the form. */
export function renderWaiveNotice(words: string, text: Catalogue): ModalView {
  return {
    type: 'modal',
    title: plain(text.audit.waiveTitle),
    close: plain(text.plan.close),
    blocks: [section(words)],
  };
}
