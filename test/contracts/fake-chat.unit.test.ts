import { createFakeChat } from '../fakes/fake-chat.ts';
import { sampleCampaign, samplePeople } from '../fakes/sample-campaign.ts';
import { itKeepsTheChatContract } from './chat-contract.ts';

itKeepsTheChatContract('the fake', () => {
  const chat = createFakeChat();
  const channel = 'C0REBOOTS';
  const { id, document } = sampleCampaign();
  const seen = { version: document.plan.version, digest: document.digest };
  return Promise.resolve({
    chat,
    channel,
    ready: () => Promise.resolve(),
    remove: (ref) => chat.remove(ref),
    archive: () => chat.archive(channel),
    loseNextReply: () => chat.failNext({ kind: 'lost', why: 'reply lost' }),
    limitNext: (afterMs) => chat.failNext({ kind: 'later', afterMs, holds: 'channel', why: 'rate limited' }),
    approve: async () => {
      await chat.click({ kind: 'approve', campaign: id, seen }, samplePeople.approver);
    },
    close: () => Promise.resolve(),
  });
});
