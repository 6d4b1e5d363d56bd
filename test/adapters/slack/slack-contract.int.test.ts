import { itKeepsTheChatContract } from '../../contracts/chat-contract.ts';
import { channel, openBench } from './slack-bench.ts';

itKeepsTheChatContract('Slack', async () => {
  const { chat, workspace, ready } = await openBench();
  return {
    chat,
    channel,
    ready: () => ready(),
    remove: (ref) => workspace.deleteMessage(ref.channel, ref.ts),
    archive: () =>
      workspace.edit(({ channels }) => {
        const archived = channels.get(channel);
        if (archived) archived.isArchived = true;
      }),
    loseNextReply: () => workspace.faults.next('chat.postMessage', { kind: 'lose-reply' }),
    limitNext: (afterMs) =>
      workspace.faults.next('chat.postMessage', {
        kind: 'rate-limit',
        retryAfterSeconds: afterMs / 1_000,
      }),
    approve: async (message) => {
      await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.approve' });
    },
    close: () => workspace.close(),
  };
});
