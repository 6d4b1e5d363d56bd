import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { judgeBlocks, viewProblems, type BlockVerdict } from '../../../src/demo/workspace/block-rules.ts';
import type { Json, JsonObject } from '../../../src/demo/workspace/json.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { renderDenyModal, renderDenyNotice } from '../../../src/views/slack/deny-modal.ts';
import { plainFallback } from '../../../src/views/slack/slack-message.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import {
  haltedCampaign,
  hugeCampaign,
  runningCampaign,
  sampleCampaign,
} from '../../fakes/sample-campaign.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (given: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...given });
const actions = (...elements: object[]) => ({ type: 'actions', elements });

const option = (text: string, value = text) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));
const groups = (count: number, each: number) =>
  Array.from({ length: count }, (_, group) => ({
    label: plain(`g${group}`),
    options: Array.from({ length: each }, (__, index) => option(`${group}-${index}`)),
  }));
const select = (given: object) => ({ type: 'multi_static_select', action_id: 'a', ...given });
const input = (element: object) => ({ type: 'input', label: plain('l'), element });
const task = (given: object = {}) => ({
  type: 'task_card',
  task_id: 't',
  title: 'web-01',
  status: 'complete',
  ...given,
});
const plan = (...tasks: object[]) => ({ type: 'plan', title: 'Rebooting', tasks });

const judge = (...blocks: object[]): BlockVerdict => judgeBlocks(blocks as JsonObject[], 'message');

describe('Slack’s rules for blocks', () => {
  it.each<[string, object]>([
    ['a property that Slack does not document', actions(button({ disabled: true }))],
    ['a block of an unknown type', { type: 'blink', text: plain('x') }],
    ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    ['a header of 151 characters', { type: 'header', text: plain('x'.repeat(151)) }],
    ['a section of 3,001 characters', section('x'.repeat(3_001))],
    ['a section of nothing', section('')],
    ['a section with neither text nor fields', { type: 'section' }],
    ['eleven fields', { type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }],
    ['a field of 2,001 characters', { type: 'section', fields: [plain('x'.repeat(2_001))] }],
    ['a button text of 76 characters', actions(button({ text: plain('x'.repeat(76)) }))],
    ['a button value of 2,001 characters', actions(button({ value: 'x'.repeat(2_001) }))],
    ['a button in another colour', actions(button({ style: 'green' }))],
    ['the same action twice', actions(button(), button())],
    ['no action', actions()],
    [
      'a confirm text of 301 characters',
      actions(
        button({
          confirm: { title: plain('a'), text: plain('x'.repeat(301)), confirm: plain('b'), deny: plain('c') },
        }),
      ),
    ],
    [
      'eleven elements of context',
      { type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) },
    ],
    ['a menu inside a message’s inputs of 101 options', input(select({ options: options(101) }))],
    ['a menu with an option of 76 characters', input(select({ options: [option('x'.repeat(76))] }))],
    ['an option value of 151 characters', input(select({ options: [option('a', 'x'.repeat(151))] }))],
    ['101 groups', input(select({ option_groups: groups(101, 1) }))],
    ['a group of 101 options', input(select({ option_groups: groups(1, 101) }))],
    ['options and groups at once', input(select({ options: options(1), option_groups: groups(1, 1) }))],
    ['the same value twice', input(select({ options: [option('a', 'v'), option('b', 'v')] }))],
    [
      'an initial option that is none of the options',
      input(select({ options: options(1), initial_options: [option('z')] })),
    ],
    ['eleven boxes', input({ type: 'checkboxes', action_id: 'a', options: options(11) })],
    ['an overflow menu of six', actions({ type: 'overflow', action_id: 'a', options: options(6) })],
    ['a date that is none', input({ type: 'datepicker', action_id: 'a', initial_date: 'tomorrow' })],
    ['a plan whose task is "completed"', plan(task({ status: 'completed' }))],
    ['a plan with a task twice', plan(task(), task())],
    ['a plan with a title of 151 characters', { ...plan(task()), title: 'x'.repeat(151) }],
    ['an image without words', { type: 'image', image_url: 'https://a.example/a.png' }],
  ])('refuse %s', (_what, block) => {
    expect(judge(block)).toMatchObject({ kind: 'refused', error: 'invalid_blocks' });
  });

  it.each<[string, object]>([
    ['100 options', input(select({ options: options(100), initial_options: [option('o7')] }))],
    ['100 groups of 100', input(select({ option_groups: groups(100, 100) }))],
    ['a date', input({ type: 'datepicker', action_id: 'a', initial_date: '2026-11-22' })],
  ])('let %s into a form', (_what, block) => {
    expect(judgeBlocks([block] as JsonObject[], 'modal')).toEqual({ kind: 'ok' });
  });

  it('let plans stand in messages only', () => {
    expect(judge(plan(task(), task({ task_id: 'u', status: 'in_progress' })))).toEqual({ kind: 'ok' });
    expect(judgeBlocks([plan(task())] as JsonObject[], 'modal').kind).toBe('refused');
  });

  it('refuse 51 blocks and repeated block ids', () => {
    expect(judge(...Array.from({ length: 51 }, () => ({ type: 'divider' }))).kind).toBe('refused');
    expect(judge({ type: 'divider', block_id: 'x' }, { type: 'divider', block_id: 'x' }).kind).toBe(
      'refused',
    );
  });

  it('refuse more text in all than Slack takes', () => {
    expect(judge(...Array.from({ length: 5 }, () => section('x'.repeat(2_500))))).toMatchObject({
      error: 'msg_blocks_too_long',
    });
  });

  it('let in what is at the limits', () => {
    expect(judge(section('x'.repeat(3_000)), actions(button({ value: 'x'.repeat(2_000) })))).toEqual({
      kind: 'ok',
    });
  });

  it('say where, as Slack does', () => {
    expect(judge(actions(button({ disabled: true })))).toMatchObject({
      messages: [
        '[ERROR] invalid additional property: disabled [json-pointer:/blocks/0/elements/0/disabled]',
      ],
    });
  });
});

describe('Slack’s rules for views', () => {
  const modal = {
    type: 'modal',
    title: plain('Title'),
    blocks: [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input', action_id: 'a' } }],
  };

  it.each<[string, object]>([
    ['a title of 25 characters', { ...modal, submit: plain('Go'), title: plain('x'.repeat(25)) }],
    ['an input without a submit button', modal],
    [
      'private metadata of 3,001 characters',
      { ...modal, submit: plain('Go'), private_metadata: 'x'.repeat(3_001) },
    ],
    ['a property that Slack does not document', { ...modal, submit: plain('Go'), colour: 'red' }],
    ['a block for messages only', { ...modal, blocks: [{ type: 'markdown', text: 'x' }] }],
  ])('refuse %s', (_what, view) => {
    expect(viewProblems(view as JsonObject)).not.toEqual([]);
  });

  it('let in a plain one', () => {
    expect(viewProblems({ ...modal, submit: plain('Go') })).toEqual([]);
  });
});

describe('everything that Stagger sends', () => {
  const verdict = (blocks: readonly KnownBlock[]) => judgeBlocks(blocks as unknown as Json[], 'message');
  const at = 1_800_000_000_000;
  const campaigns = [
    sampleCampaign(),
    runningCampaign(),
    haltedCampaign(),
    runningCampaign({ kind: 'ended', at, as: { kind: 'done' } }),
    hugeCampaign(),
    hugeCampaign({ kind: 'running' }),
    hugeCampaign({ kind: 'ended', at, as: { kind: 'voided', why: 'x'.repeat(9_000) } }),
  ];

  it('is taken, in both languages', () => {
    for (const text of Object.values(catalogues)) {
      for (const campaign of campaigns) {
        const card = renderCampaignCard(campaign, text);
        expect(verdict(card.blocks)).toEqual({ kind: 'ok' });
        expect(verdict(plainFallback(card).blocks)).toEqual({ kind: 'ok' });
      }
      expect(viewProblems(renderDenyModal('{}', text) as unknown as JsonObject)).toEqual([]);
      expect(viewProblems(renderDenyNotice('x', text) as unknown as JsonObject)).toEqual([]);
    }
  });
});
