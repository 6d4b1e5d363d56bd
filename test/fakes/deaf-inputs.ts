// What a chat hears, with every question unanswered: for tests that are about clicks.
import type { ChatInputs } from '../../src/ports/chat.ts';

const unexpected = (): never => {
  throw new Error('nobody asks this in this test');
};

export const deafInputs: Omit<ChatInputs, 'click'> = {
  reviewApprovals: () => Promise.resolve(),
  campaign: unexpected,
  rebootedSince: () => [],
  preview: unexpected,
  ask: unexpected,
  stopFleet: unexpected,
  waive: unexpected,
  home: unexpected,
  ownerChatIds: () => [],
  onNews: () => () => undefined,
};
