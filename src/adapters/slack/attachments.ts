// What goes into a message's thread as a file: the long form of a closing report. It goes up once, after its message; one
// that does not arrive is missed by nobody, because the message says where else the same stands.

import type { WebClient } from '@slack/web-api';
import type { ChatMessage } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageRef } from '../../ports/store.ts';
import { closingIsLong, closingReportText } from '../../views/slack/closing-report.ts';
import { catalogues, type Language } from '../../views/text/language.ts';
import { errorText } from './slack-log.ts';
import { uploadFile } from './upload-file.ts';

/** To be called with each message that was just posted. Never rejects. */
export type Attachments = (message: ChatMessage, posted: MessageRef) => Promise<void>;

export function createAttachments(given: {
  readonly client: WebClient;
  readonly language: Language;
  readonly log: Log;
}): Attachments {
  const { client, log } = given;
  const text = catalogues[given.language];
  return async (message, posted) => {
    if (message.kind !== 'closing-report' || !closingIsLong(message.report)) return;
    const name = `report-${message.report.campaign}.txt`;
    const content = Buffer.from(closingReportText(message, text));
    const { channel, ts } = message.thread ?? posted;
    try {
      await uploadFile(client, { name, content, altText: null }, { kind: 'channel', channel, thread: ts });
    } catch (error) {
      log.warn('the file of a closing report was not posted', {
        campaign: message.report.campaign,
        error: errorText(error),
      });
    }
  };
}
