// One decision in the making: events are folded in as they are recorded, so that what is decided next sees them (two
// hosts started by one tick see each other). The state it began from stays untouched.

import type { HostId } from '../fleet/ids.ts';
import type { DecisionCause } from './decision-cause.ts';
import type { Effect, EffectKey, EffectRequest } from './effect.ts';
import type { CampaignEvent, DecisionRefusal } from './event.ts';
import { evolve } from './evolve.ts';
import type { World } from './input.ts';
import type { Campaign, HostReboot } from './state.ts';

/** Why an input changed nothing (or nothing but the record that it was refused). */
export type Refusal = {
  readonly why: DecisionRefusal;
  /** In English, for the journal. */
  readonly detail: string;
  /** Absent: `why` says it all, or only the detail does. */
  readonly cause?: DecisionCause;
};

export type DecisionResult = {
  readonly events: readonly CampaignEvent[];
  readonly effects: readonly Effect[];
  readonly refusal: Refusal | null;
};

export type Draft = {
  readonly world: World;
  readonly campaign: () => Campaign;
  readonly host: (id: HostId) => HostReboot;
  readonly record: (event: CampaignEvent) => void;
  /** Records the event that names a new effect, and the effect, together: neither exists without the other. */
  readonly ask: (id: HostId, request: EffectRequest, event: (effectKey: EffectKey) => CampaignEvent) => void;
  readonly close: (refusal?: Refusal) => DecisionResult;
};

export function openDraft(from: Campaign, world: World): Draft {
  let campaign = from;
  const events: CampaignEvent[] = [];
  const effects: Effect[] = [];
  const host = (id: HostId): HostReboot => {
    const found = campaign.hosts.get(id);
    if (found === undefined) throw new Error(`${id} is not in the plan of campaign ${campaign.id}`);
    return found;
  };
  const record = (event: CampaignEvent): void => {
    campaign = evolve(campaign, { at: world.now, event });
    events.push(event);
  };
  return {
    world,
    campaign: () => campaign,
    host,
    record,
    ask: (id, request, event) => {
      const { step, effects: count } = host(id);
      const key = `${id}#${count + 1}`;
      record(event(key));
      effects.push({ key, host: id, target: step.target, request });
    },
    close: (refusal) => ({ events, effects, refusal: refusal ?? null }),
  };
}

export const nothing: DecisionResult = { events: [], effects: [], refusal: null };
