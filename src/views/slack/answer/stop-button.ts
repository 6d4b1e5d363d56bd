// `stop` changes nothing by itself: it shows a button that says what it will do, asks once more, and is judged when it is
// pressed.

import type { AnswerBody } from '../../../core/question/answer.ts';
import type { Catalogue } from '../../text/en.ts';
import { actionIds } from '../button-value.ts';
import { flagWords, unknownWords } from '../hold-text.ts';
import { plainName } from '../mrkdwn.ts';
import { button } from '../slack-message.ts';
import { campaignLine } from './answer-lists.ts';
import { said, type AnswerText } from './answer-text.ts';

/** The button of the whole fleet; campaigns use the button of their cards. */
export const STOP_FLEET = 'stop-fleet';

type StopBody = Extract<AnswerBody, { kind: 'stop-campaign' | 'stop-fleet' }>;

export function stopText(body: StopBody, text: Catalogue): AnswerText {
  const words = text.questions.stop;
  if (body.kind === 'stop-fleet') {
    const consequence = words.fleet(body.open.length, body.inFlight);
    const { already } = body;
    if (already !== null)
      return said(words.fleetTitle, [
        words.already(already.kind === 'set' ? flagWords(already, text) : unknownWords(already, text)),
      ]);
    return {
      ...said(words.fleetTitle, [consequence, words.approversOnly]),
      buttons: [
        stopButton(
          {
            actionId: STOP_FLEET,
            value: 'fleet',
            label: words.fleetButton,
            consequence: words.fleet(body.open.length, body.inFlight),
          },
          text,
        ),
      ],
    };
  }
  const { campaign, inFlight } = body;
  const title = words.campaignTitle(plainName(campaign.id));
  if (campaign.phase.kind === 'ended') return said(title, [campaignLine(body, text), words.ended]);
  return {
    ...said(title, [campaignLine(body, text), words.campaign(inFlight), words.approversOnly]),
    buttons: [
      stopButton(
        {
          actionId: actionIds.stop,
          value: campaign.id,
          label: words.campaignButton,
          consequence: words.campaign(inFlight),
        },
        text,
      ),
    ],
  };
}

function stopButton(
  given: {
    readonly actionId: string;
    readonly value: string;
    readonly label: string;
    readonly consequence: string;
  },
  text: Catalogue,
) {
  const words = text.questions.stop;
  return button({
    actionId: given.actionId,
    label: given.label,
    value: given.value,
    style: 'danger',
    confirm: {
      title: words.confirmTitle,
      text: given.consequence.replaceAll('`', ''),
      confirm: given.label,
      deny: words.confirmNo,
    },
  });
}
