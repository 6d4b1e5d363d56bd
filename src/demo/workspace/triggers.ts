// Trigger ids: a click lets the app open one modal, as long as Slack is patient.

import { newId } from './workspace-state.ts';

export type Triggers = {
  issue(user: string): string;
  /** The user whose click it was, or Slack's error. Using a trigger spends it. */
  spend(id: string): { readonly user: string } | { readonly error: string };
};

/** @param lifeMs how long a trigger can be used. */
export function createTriggers(lifeMs: number): Triggers {
  const issued = new Map<string, { readonly user: string; readonly atMs: number; spent: boolean }>();
  return {
    issue(user) {
      const id = newId('Tr');
      issued.set(id, { user, atMs: performance.now(), spent: false });
      return id;
    },
    spend(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) return { error: 'invalid_trigger_id' };
      if (trigger.spent) return { error: 'exchanged_trigger_id' };
      if (performance.now() - trigger.atMs > lifeMs) return { error: 'expired_trigger_id' };
      trigger.spent = true;
      return { user: trigger.user };
    },
  };
}
