// The buttons of a running campaign's card: what its state allows, each with a question that names the consequence.

import type { Button } from '@slack/types';
import { assertNever } from '../../core/brand.ts';
import { retryFrom } from '../../core/campaign/retry-from.ts';
import type { Campaign, CampaignPhase } from '../../core/campaign/state.ts';
import type { Catalogue } from '../text/en.ts';
import { actionIds, hostButtonValue } from './button-value.ts';
import { plainName } from './mrkdwn.ts';
import { button } from './slack-message.ts';

export type OpenPhase = Extract<CampaignPhase, { kind: 'running' | 'paused' | 'halted' | 'stopping' }>;

/** @param waiting hosts that a stop would leave out. */
export function progressButtons(
  campaign: Campaign,
  phase: OpenPhase,
  waiting: number,
  text: Catalogue,
): Button[] {
  const { confirmTitle, confirmNo } = text.progress;
  const plainButton = (kind: 'pause' | 'resume' | 'stop', confirmText: string): Button =>
    button({
      actionId: actionIds[kind],
      label: text.progress[kind],
      value: campaign.id,
      style: kind === 'stop' ? 'danger' : null,
      confirm: {
        title: confirmTitle[kind],
        text: confirmText,
        confirm: text.progress[kind],
        deny: confirmNo,
      },
    });
  const stop = plainButton('stop', text.progress.confirmStop(waiting));
  const resume = plainButton('resume', text.progress.confirmResume);
  switch (phase.kind) {
    case 'running':
      return [plainButton('pause', text.progress.confirmPause), stop];
    case 'paused':
      return [resume, stop];
    case 'stopping':
      return [];
    case 'halted': {
      if (phase.why.kind !== 'host-failed') return [resume, stop];
      const { host } = phase.why;
      const name = plainName(host, 20);
      const failed = campaign.hosts.get(host);
      const begins = failed !== undefined && retryFrom(failed) === 'start';
      const hostButton = (kind: 'retry' | 'skip', confirmText: string): Button =>
        button({
          actionId: actionIds[kind],
          label: text.progress[kind](name),
          value: hostButtonValue(campaign.id, host),
          style: null,
          confirm: {
            title: confirmTitle[kind],
            text: confirmText,
            confirm: text.progress[kind](name),
            deny: confirmNo,
          },
        });
      return [
        hostButton('retry', begins ? text.progress.confirmRestart : text.progress.confirmRetry),
        hostButton('skip', text.progress.confirmSkip),
        stop,
      ];
    }
    default:
      return assertNever(phase);
  }
}
