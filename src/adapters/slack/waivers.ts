// Waiving a finding from the weekly audit: a form for the reason and the end, judged when it is sent. Only approvers; what
// was wrong with the form is said at its field.

import type { App } from '@slack/bolt';
import type { ChatInputs } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { refusedText } from '../../views/slack/click-feedback.ts';
import {
  parseWaiveValue,
  renderWaiveModal,
  renderWaiveNotice,
  WAIVE,
  waivedUntil,
  waiveModal,
} from '../../views/slack/waive-modal.ts';
import { catalogues } from '../../views/text/language.ts';
import type { ApproverJudge } from './approvers.ts';
import { personOf } from './clicks.ts';
import type { People } from './people.ts';
import { errorText } from './slack-log.ts';

export type WaiverParts = {
  readonly inputs: () => ChatInputs | null;
  readonly judge: ApproverJudge;
  readonly people: People;
  readonly clock: Clock;
  readonly log: Log;
};

export function listenToWaivers(app: App, parts: WaiverParts): void {
  const { log, clock } = parts;
  app.action({ type: 'block_actions', action_id: WAIVE }, async ({ body, action, ack, respond, client }) => {
    await ack();
    const text = catalogues[(await parts.people(body.user.id)).language];
    const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
    const waived = parseWaiveValue(value);
    try {
      if (waived === null) throw new Error('unreadable button value');
      const view = renderWaiveModal(waived, { metadata: value, now: clock.now() }, text);
      await client.views.open({ trigger_id: body.trigger_id, view });
    } catch (error) {
      log.warn('the waiver form could not be opened', { error: errorText(error) });
      const words = waived === null ? text.feedback.unreadable : text.feedback.failed;
      await respond({ response_type: 'ephemeral', replace_original: false, text: words }).catch(
        () => undefined,
      );
    }
  });

  app.view(waiveModal.callbackId, async ({ body, view, ack }) => {
    const { user } = body;
    const text = catalogues[(await parts.people(user.id)).language];
    const waived = parseWaiveValue(view.private_metadata);
    const { reason, until } = waiveModal;
    const values = view.state.values;
    const untilAt = waivedUntil(values[until.blockId]?.[until.actionId]?.selected_date);
    const inputs = parts.inputs();
    if (waived === null || inputs === null)
      return ack({ response_action: 'update', view: renderWaiveNotice(text.feedback.unreadable, text) });
    if (untilAt === null)
      return ack({ response_action: 'errors', errors: { [until.blockId]: text.audit.waiverEnd } });
    const clicker = { user: user.id, team: body.team?.id ?? null };
    try {
      const answer = await inputs.waive(
        { ...waived, reason: values[reason.blockId]?.[reason.actionId]?.value ?? '', untilAt },
        personOf(clicker),
        (await parts.judge(clicker)).judgement,
      );
      if (answer.kind === 'done')
        return await ack({ response_action: 'update', view: renderWaiveNotice(text.audit.waived, text) });
      if (answer.why === 'waiver-end')
        return await ack({ response_action: 'errors', errors: { [until.blockId]: text.audit.waiverEnd } });
      return await ack({
        response_action: 'update',
        view: renderWaiveNotice(refusedText(answer, text), text),
      });
    } catch (error) {
      log.error('a waiver could not be recorded', { error: errorText(error) });
      return ack({ response_action: 'update', view: renderWaiveNotice(text.feedback.failed, text) });
    }
  });
}
