// Waiving a finding through the real client: the form, its fields' own errors, and who may.
import { afterEach, expect, it, vi } from 'vitest';
import type { ChatInputs } from '../../../src/ports/chat.ts';
import { waiveModal, waiveValue } from '../../../src/views/slack/waive-modal.ts';
import { sampleAuditNews } from '../../fakes/audit-news.ts';
import { channel, openBench, type SlackBench } from './slack-bench.ts';

const news = sampleAuditNews();
const [worst] = news.open;
if (worst === undefined) throw new Error('the sample fleet has findings');
const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);

let bench: SlackBench;
afterEach(() => bench.close());

async function open(waive: ChatInputs['waive'], user = 'U0APPROVER'): Promise<SlackBench> {
  bench = await openBench({ inputs: { waive } });
  bench.start();
  await bench.ready();
  const shown = await bench.chat.post('audit/1', channel, { kind: 'placement-audit', news });
  if (shown.kind !== 'shown') throw new Error(shown.kind);
  const value = waiveValue(worst as NonNullable<typeof worst>);
  await bench.workspace.click({ user, message: shown.ref, actionId: 'waive', value });
  await bench.workspace.until(() => bench.workspace.modals(user).length === 1);
  return bench;
}

const values = (until: string): Record<string, string> => ({
  [waiveModal.reason.blockId]: 'a new rack arrives in May',
  [waiveModal.until.blockId]: until,
});

it('an approver’s waiver carries the finding, the reason and the end', async () => {
  const waive = vi.fn<ChatInputs['waive']>(() => Promise.resolve({ kind: 'done' }));
  const { workspace } = await open(waive);
  const outcome = await workspace.submitView({ user: 'U0APPROVER', values: values(day) });
  expect(outcome).toEqual({ kind: 'replaced' });
  expect(waive.mock.calls).toEqual([
    [
      {
        code: worst.code,
        subject: worst.subject,
        reason: 'a new rack arrives in May',
        untilAt: Date.parse(`${day}T00:00:00Z`),
      },
      'slack:T0STAGGER/U0APPROVER',
      { kind: 'approver' },
    ],
  ]);
  expect(JSON.stringify(workspace.modals('U0APPROVER'))).toContain('Every audit honours it');
});

it('an end that does not hold is said at its field, and the form stays', async () => {
  const { workspace } = await open(() =>
    Promise.resolve({ kind: 'refused', why: 'waiver-end', detail: 'within a year' }),
  );
  const outcome = await workspace.submitView({ user: 'U0APPROVER', values: values('2026-01-01') });
  expect(outcome).toMatchObject({
    kind: 'invalid',
    errors: { [waiveModal.until.blockId]: { kind: 'refused' } },
  });
});

it('somebody who is no approver is told so', async () => {
  const { workspace } = await open(
    (_request, _by, approver) => Promise.resolve({ kind: 'refused', why: approver.kind, detail: '' }),
    'U0STRANGER',
  );
  await workspace.submitView({ user: 'U0STRANGER', values: values(day) });
  expect(JSON.stringify(workspace.modals('U0STRANGER'))).toContain('You are not an approver');
});
