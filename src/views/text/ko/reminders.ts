// Reminders in Korean.

import type { reminders as english } from '../en/reminders.ts';

export const reminders: typeof english = {
  footer: (name) => `알림 “${name}” (settings.yaml)`,
};
