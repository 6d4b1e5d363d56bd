// What is only said where Slack is reached by a webhook alone, in English.

export const webhook = {
  /** Below a message whose buttons were left out. */
  noButtons:
    'Posted through a webhook, which cannot hear clicks: there are no buttons here. `stagger` on its machine pauses, stops, retries and skips; approving needs the Slack app.',
};
