// A secret that would travel in the clear is the operator's mistake, said so, and not repeated.
import { expect, it } from 'vitest';
import { createSystemClock } from '../../src/adapters/node/system-clock.ts';
import { exitCode } from '../../src/app/exit-code.ts';
import { openChat } from '../../src/app/open-chat.ts';
import { OperatorError } from '../../src/app/operator-error.ts';
import type { Settings } from '../../src/config/settings.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { silentLog } from '../fakes/silent-log.ts';

const webhook: Settings['slack'] = {
  kind: 'webhook',
  url: { kind: 'env', name: 'HOOK' },
  channel: 'webhook',
  language: 'en',
};

const open = (slack: Settings['slack'], secret: string) =>
  openChat({ slack } as Settings, {
    log: silentLog,
    clock: createSystemClock(),
    store: createMemoryStore(),
    reveal: () => Promise.resolve(secret),
  });

it('a webhook over plain http is refused as a mistake of the settings', async () => {
  const error = await open(webhook, 'http://hooks.example/services/key').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OperatorError);
  expect(error).toMatchObject({ exitCode: exitCode.configuration });
  expect(`${String(error)} ${(error as OperatorError).hint}`).not.toContain('key');
});

it('one over https is opened; without Slack there is a chat that shows nothing', async () => {
  expect((await open(webhook, 'https://hooks.example/services/key')).status()).toBe('off');
  expect((await open(null, '')).status()).toBe('off');
});
