import { describe, expect, it } from 'vitest';
import { judgeBlocks, viewProblems } from '../../../src/demo/workspace/block-rules.ts';
import type { Json, JsonObject } from '../../../src/demo/workspace/json.ts';
import { renderPlacementAudit } from '../../../src/views/slack/placement-audit.ts';
import { renderReminder } from '../../../src/views/slack/reminder.ts';
import { MAX_TEXT_CHARS } from '../../../src/views/slack/slack-message.ts';
import {
  parseWaiveValue,
  renderWaiveModal,
  renderWaiveNotice,
  waivedUntil,
  waiveValue,
} from '../../../src/views/slack/waive-modal.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { hugeAuditNews, sampleAuditNews } from '../../fakes/audit-news.ts';
import { askedAt } from '../../fakes/question-world.ts';

describe('the weekly audit', () => {
  it('tells what is open with a button each, what is new, and who waived what until when', () => {
    const news = sampleAuditNews();
    const { text, blocks } = renderPlacementAudit(news, catalogues.en, 'en');
    expect(text).toContain('Placement audit, Sunday 22 November');
    expect(text).toContain('New since the last audit');
    expect(text).toMatch(/by <@U0APPROVER>, until <!date.*a new rack arrives &lt;!channel&gt; in May/);
    const buttons = blocks.filter((block) => 'accessory' in block);
    expect(buttons.length).toBe(Math.min(12, news.open.length));
  });

  it.each(['en', 'ko'] as const)('at its largest fits in %s', (language) => {
    const { text, blocks } = renderPlacementAudit(hugeAuditNews(), catalogues[language], language);
    expect(judgeBlocks(blocks as unknown as Json[], 'message')).toEqual({ kind: 'ok' });
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
    const marked = blocks.map((block) => ('accessory' in block ? { ...block, accessory: null } : block));
    expect(text + JSON.stringify(marked)).not.toMatch(/<!(channel|here|everyone)/);
  });

  it('a clean fleet is said to be clean', () => {
    const news = { ...sampleAuditNews(), open: [], waived: [], changes: { added: [], gone: [] } };
    expect(renderPlacementAudit(news, catalogues.en, 'en').text).toContain('no single loss takes a service');
  });
});

describe('the waiver form', () => {
  const waived = { code: 'single-instance', subject: 'service:search' };

  it('is one that Slack takes', () => {
    for (const text of Object.values(catalogues)) {
      const view = renderWaiveModal(waived, { metadata: waiveValue(waived), now: askedAt }, text);
      expect(viewProblems(view as unknown as JsonObject)).toEqual([]);
      const notice = renderWaiveNotice('x'.repeat(2_000), text);
      expect(viewProblems(notice as unknown as JsonObject)).toEqual([]);
    }
  });

  it('reads back what it wrote, and nothing else', () => {
    expect(parseWaiveValue(waiveValue(waived))).toEqual(waived);
    for (const value of [
      '',
      '{}',
      '{"code":1,"subject":"service:x"}',
      '{"code":"x y","subject":"service:x"}',
    ])
      expect(parseWaiveValue(value)).toBeNull();
  });

  it('takes a day, and only a day', () => {
    expect(waivedUntil('2026-12-31')).toBe(Date.UTC(2026, 11, 31));
    for (const text of [null, undefined, '', '2026-13-01', 'tomorrow']) expect(waivedUntil(text)).toBeNull();
  });
});

it('a reminder fills its figures in and leaves everything else alone', () => {
  const values = {
    forAt: askedAt,
    timeZone: 'Asia/Seoul',
    hosts: 1_200,
    up: 60,
    overdue: 3,
    due_soon: 2,
    awaiting: 1,
    running: 0,
    findings: 4,
  };
  const template = '{date}: {overdue} of {hosts} overdue, {awaiting} to approve. {not this} stays.';
  const { text, blocks } = renderReminder({ name: 'monday', template, values }, catalogues.en, 'en');
  expect(text).toBe('Sunday 22 November: 3 of 1,200 overdue, 1 to approve. {not this} stays.');
  expect(judgeBlocks(blocks as unknown as Json[], 'message')).toEqual({ kind: 'ok' });
});

it('the form says in words what is waived', () => {
  const { en, ko } = catalogues;
  const waived = { code: 'all-in-one-domain', subject: 'service:db-proxy' };
  const said = (text: typeof en): string =>
    JSON.stringify(renderWaiveModal(waived, { metadata: '', now: 0 }, text).blocks[0]);
  expect(said(en)).toContain('service db-proxy: all instances in one place');
  expect(said(ko)).toContain('서비스 db-proxy: 모든 인스턴스가 한곳에 있음');
  const gone = { code: 'no-such-code', subject: 'host:web-1' };
  expect(JSON.stringify(renderWaiveModal(gone, { metadata: '', now: 0 }, en))).toContain(
    'host web-1: no-such-code',
  );
});
