// Reminders in English: what stands below the operator's own words.

export const reminders = {
  footer: (name: string): string => `Reminder “${name}”, from settings.yaml`,
};
