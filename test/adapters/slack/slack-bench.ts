// A workspace and the real Slack chat connected to it, with what the chat heard. For integration tests.
import { createSlackChat } from '../../../src/adapters/slack/slack-chat.ts';
import type { SlackChatOptions } from '../../../src/adapters/slack/slack-options.ts';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../../src/demo/workspace/workspace.ts';
import type { ApproverJudgement } from '../../../src/core/campaign/input.ts';
import type { PersonId } from '../../../src/core/fleet/ids.ts';
import type { Chat, ChatClick, ChatInputs, ClickAnswer } from '../../../src/ports/chat.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { MessageRef } from '../../../src/ports/store.ts';
import { sampleCampaign } from '../../fakes/sample-campaign.ts';
import { deafInputs } from '../../fakes/deaf-inputs.ts';

export const channel = 'C0REBOOTS';

const systemClock = createSystemClock();

export type Heard = {
  readonly click: ChatClick;
  readonly by: PersonId;
  readonly approver: ApproverJudgement;
};

export type SlackBench = {
  readonly workspace: Workspace;
  readonly chat: Chat;
  readonly heard: Heard[];
  /** Log lines as `level message fields`. */
  readonly lines: string[];
  /** What clicks are answered; may wait. */
  answer: (click: ChatClick) => Promise<ClickAnswer>;
  start(): void;
  ready(sockets?: number): Promise<void>;
  /** The address where a chat that is reached over HTTP listens. */
  address(): Promise<string>;
  postCard(): Promise<MessageRef>;
  close(): Promise<void>;
};

export function recordingLog(lines: string[]): Log {
  const line =
    (level: string) =>
    (message: string, fields: object = {}): void =>
      void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

export async function openBench(
  given: {
    readonly workspace?: WorkspaceOptions;
    readonly chat?: Partial<SlackChatOptions>;
    readonly inputs?: Partial<ChatInputs>;
  } = {},
): Promise<SlackBench> {
  const workspace = await startWorkspace({
    rateLimits: 'none',
    patienceMs: 50_000,
    ...given.workspace,
  });
  const lines: string[] = [];
  const heard: Heard[] = [];
  const chat = createSlackChat({
    botToken: workspace.botToken,
    way: { kind: 'sockets', appToken: workspace.appToken },
    apiUrl: workspace.apiUrl,
    teamId: null,
    approvers: { users: [], groups: ['S0APPROVERS'] },
    language: 'en',
    drawPng: null,
    clock: systemClock,
    log: recordingLog(lines),
    ...given.chat,
    // Only what a test makes hang has to reach a bound.
    timing: {
      ...{ callMs: 50_000, lookupMs: 50_000, ackMs: 50_000 },
      ...{ secondSocketAfterMs: 0, reconnectMinMs: 50 },
      ...given.chat?.timing,
    },
  });
  const bench: SlackBench = {
    workspace,
    chat,
    heard,
    lines,
    answer: () => Promise.resolve({ kind: 'done' }),
    start() {
      const inputs: ChatInputs = {
        ...deafInputs,
        ...given.inputs,
        click: async (click, by, standingOf) => {
          heard.push({ click, by, approver: (await standingOf(by, [])).judgement });
          return bench.answer(click);
        },
      };
      chat.start(inputs);
    },
    async ready(sockets = 2) {
      await workspace.until(() => workspace.sockets.count() === sockets);
      while (chat.status() !== 'connected') await systemClock.sleep(5);
    },
    async address() {
      for (;;) {
        const said = lines.find((line) => line.startsWith('info listening for Slack '));
        if (said !== undefined) {
          const { address, port, path } = JSON.parse(said.slice(said.indexOf('{'))) as Record<string, string>;
          return `http://${address}:${port}${path}`;
        }
        await systemClock.sleep(5);
      }
    },
    async postCard() {
      const shown = await chat.post('card:one', channel, {
        kind: 'campaign-card',
        campaign: sampleCampaign(),
        asOf: 0,
      });
      if (shown.kind !== 'shown') throw new Error(`not shown: ${JSON.stringify(shown)}`);
      return shown.ref;
    },
    async close() {
      await chat.stop();
      await workspace.close();
    },
  };
  return bench;
}
