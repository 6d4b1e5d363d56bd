// From a click to a decision: decided in the store first, and only then answered. What is no decision about a campaign
// (the fleet's stop switch, a waiver) is recorded in the journal with who did it.

import { DAY_MS } from '../core/brand.ts';
import { judged } from '../core/campaign/decide-approval.ts';
import type { ApproverJudgement } from '../core/campaign/input.ts';
import { rebootedSince } from '../core/campaign/rebooted-since.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { PersonId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { ChatInputs, ClickAnswer, WaiveRequest } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { StopSwitch } from '../ports/stop-switch.ts';
import type { Store } from '../ports/store.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import { createCampaignClicks } from './campaign-clicks.ts';
import type { PlanEditor } from './plan-editor.ts';
import type { Questions } from './questions.ts';

export type ChatInputOptions = {
  readonly runner: Pick<CampaignRunner, 'submit' | 'campaign' | 'openCampaigns'>;
  readonly editor: PlanEditor;
  readonly questions: Questions;
  readonly store: Pick<Store, 'appendFleetEvent'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  readonly stopSwitch: StopSwitch;
  /** Called after something that Homes and audits show has changed. */
  readonly onChange: () => void;
};

export type NewsSource = ChatInputs & { readonly news: () => void };

/** A waiver is for a while: what is accepted for longer belongs into the inventory, where it is reviewed. */
const MAX_WAIVER_MS = 366 * DAY_MS;

export function createChatInputs(options: ChatInputOptions): NewsSource {
  const { questions, clock, log, store } = options;
  const listeners = new Set<() => void>();

  const waive = async (
    request: WaiveRequest,
    by: PersonId,
    approver: ApproverJudgement,
  ): Promise<ClickAnswer> => {
    const refusal = refusalOf(approver) ?? waiverRefusal(request, clock.now());
    if (refusal !== null) return refusal;
    const { code, subject, reason, untilAt } = request;
    await store.appendFleetEvent({
      at: clock.now(),
      actor: by,
      event: { kind: 'finding-waived', by, code, subject, reason: reason.trim(), untilAt },
      messages: [],
    });
    options.onChange();
    return { kind: 'done' };
  };

  return {
    ...createCampaignClicks(options),
    rebootedSince: (campaign) => rebootedSince(campaign, options.snapshot()),
    ask: questions.ask,
    stopFleet: async (by, approver) => {
      const refusal = refusalOf(approver);
      if (refusal !== null) return refusal;
      // The switch is thrown before it is recorded: it must work with a full disk, too.
      const reason = 'stopped from chat';
      await options.stopSwitch.set(`${reason} (${by})`);
      const event = { kind: 'stop-switch-set', by, reason } as const;
      await store
        .appendFleetEvent({ at: clock.now(), actor: by, event, messages: [] })
        // It holds: whoever pulled it must not be told that it failed.
        .catch((error: unknown) => {
          log.error('the stop switch is set and holds, but the journal does not say so', {
            by,
            error: error instanceof Error ? error.message : String(error),
          });
        });
      options.onChange();
      return { kind: 'done' };
    },
    waive,
    home: questions.home,
    ownerChatIds: () =>
      [...options.fleet().owners.values()].flatMap(({ slack }) => (slack === null ? [] : [slack])),
    onNews: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    news: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** Null if they may. A look-up that failed is no yes. */
function refusalOf(approver: ApproverJudgement): ClickAnswer | null {
  const refusal = judged(approver);
  return refusal && { kind: 'refused', ...refusal };
}

function waiverRefusal({ reason, untilAt }: WaiveRequest, now: number): ClickAnswer | null {
  if (reason.trim() === '')
    return { kind: 'refused', why: 'reason-missing', detail: 'a waiver needs a reason' };
  if (untilAt > now && untilAt - now <= MAX_WAIVER_MS) return null;
  return { kind: 'refused', why: 'waiver-end', detail: 'a waiver ends after today and within a year' };
}
