// The modal that asks for the reason of a denial, and what the modal says afterwards. A denial without a reason is
// not taken, so the input is required and has a minimum.

import type { ModalView } from '@slack/types';
import type { Catalogue } from '../text/en.ts';
import { denyModal } from './button-value.ts';
import { plain } from './mrkdwn.ts';
import { section } from './slack-message.ts';

/** Longest reason that a person may type; the card shows the first 600 characters. */
const REASON_CHARS = 1_000;

/** `privateMetadata` comes back with the submission (at most 3,000 characters). */
export function renderDenyModal(privateMetadata: string, text: Catalogue): ModalView {
  return {
    type: 'modal',
    callback_id: denyModal.callbackId,
    private_metadata: privateMetadata,
    title: plain(text.plan.denyTitle.slice(0, 24)),
    submit: plain(text.plan.denySubmit.slice(0, 24)),
    close: plain(text.plan.cancel.slice(0, 24)),
    blocks: [
      {
        type: 'input',
        block_id: denyModal.blockId,
        label: plain(text.plan.denyLabel),
        hint: plain(text.plan.denyHint),
        element: {
          type: 'plain_text_input',
          action_id: denyModal.actionId,
          multiline: true,
          min_length: 3,
          max_length: REASON_CHARS,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** What stands in the modal once it was submitted: a refusal, or that it is being looked up. */
export function renderDenyNotice(message: string, text: Catalogue): ModalView {
  return {
    type: 'modal',
    callback_id: denyModal.callbackId,
    title: plain(text.plan.denyTitle.slice(0, 24)),
    close: plain(text.plan.close.slice(0, 24)),
    blocks: [section(message)],
  };
}
