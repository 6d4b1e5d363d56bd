// Trigger ids: a click lets the app open one modal within three seconds.

import { newId } from './workspace-state.ts';

const TRIGGER_LIFE_MS = 3_000;

export type Triggers = {
  issue(user: string): string;
  /** The user whose click it was, or Slack's error. Using a trigger spends it. */
  spend(id: string): { readonly user: string } | { readonly error: string };
};

export function createTriggers(): Triggers {
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
      if (performance.now() - trigger.atMs > TRIGGER_LIFE_MS) return { error: 'expired_trigger_id' };
      trigger.spent = true;
      return { user: trigger.user };
    },
  };
}
