// What people click says exactly what will happen: on the card, in Home, in the forms, the digest and answers, a host
// that has rebooted since the plan was made is not counted; with none left nobody is asked.
import type { AnyBlock, Button, KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { CampaignPhase } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { renderAnswer } from '../../../src/views/slack/answer/answer.ts';
import { parsePlanValue } from '../../../src/views/slack/button-value.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { renderCampaignNote } from '../../../src/views/slack/campaign-note.ts';
import { renderDailyDigest } from '../../../src/views/slack/daily-digest.ts';
import { renderEditModal } from '../../../src/views/slack/edit-modal.ts';
import { renderHome } from '../../../src/views/slack/home-tab.ts';
import { detailsText, renderDetailsModal } from '../../../src/views/slack/plan-details.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { sampleCampaign, samplePeople, sampleStartAt } from '../../fakes/sample-campaign.ts';
import { sampleDigest } from '../../fakes/sample-digest.ts';

const campaign = sampleCampaign();
const all = [...campaign.hosts.keys()];
const some = ['web-01', 'db-proxy-01'] as HostId[];
const at = sampleStartAt - 3_600_000;

function buttonsOf(blocks: readonly AnyBlock[]): readonly Button[] {
  return blocks.flatMap((block) =>
    block.type === 'actions' && 'elements' in block
      ? block.elements.filter((element): element is Button => element.type === 'button')
      : [],
  );
}

const labels = (blocks: readonly AnyBlock[]): readonly string[] =>
  buttonsOf(blocks).map(({ text }) => text.text);

const home = (rebooted: readonly HostId[], language: 'en' | 'ko') =>
  renderHome(
    {
      asOf: at,
      hosts: { total: 60, up: 60, overdue: 0 },
      awaiting: [{ campaign, rebooted, card: { channel: 'C1', ts: '1' } }],
      running: [],
      oldest: [],
      mine: null,
    },
    { person: samplePeople.approver, notice: null, linkTo: () => 'https://slack.example/card' },
    catalogues[language],
  );

describe.each([
  [
    'en',
    {
      title: 'Reboot plan: 6 of 8 hosts',
      label: 'Approve 6 reboots',
      confirm: /^2 hosts have rebooted since and are left alone\. 6 hosts will be rebooted/,
      named: 'Rebooted since the plan was made, left alone: `web-01`, `db-proxy-01`',
      home: 'reboot of 6 of 8 servers',
      line: 'awaiting approval, 6 of 8 hosts to reboot',
      nothing: 'Nothing left to reboot',
      rest: 'the plan closes by itself',
      closed: 'Closed: nothing left to reboot',
    },
  ],
  [
    'ko',
    {
      title: '재부팅 계획: 서버 8대 중 6대',
      label: '6대 재부팅 승인',
      confirm: /^이미 재부팅된 2대는 다시 재부팅하지 않습니다\. .*서버 6대를/,
      named: '이미 재부팅되어 다시 재부팅하지 않는 서버: `web-01`, `db-proxy-01`',
      home: '서버 8대 중 6대 재부팅',
      line: '승인 대기, 8대 중 6대 재부팅 예정',
      nothing: '재부팅할 서버가 없음',
      rest: '계획은 자동으로 종료됩니다',
      closed: '종료됨: 재부팅할 서버가 없음',
    },
  ],
] as const)('with hosts that have rebooted since (%s)', (language, words) => {
  const text = catalogues[language];
  const card = renderCampaignCard(campaign, text, [], at, some);

  it('title, button, confirmation and spoken text count what will be rebooted', () => {
    const [approve] = buttonsOf(card.blocks);
    expect(JSON.stringify(card.blocks[0])).toContain(words.title);
    expect(card.text.split('\n')[0]).toContain(words.title);
    expect(card.text).toContain(words.named);
    expect(JSON.stringify(card.blocks)).toContain(words.named);
    expect(approve?.text.text).toBe(words.label);
    expect(approve?.confirm?.text.text).toMatch(words.confirm);
    // Slack cuts at 300: the end is the worst moment.
    expect(approve?.confirm?.text.text).toMatch(new RegExp(`; ${text.more(1)}$`));
    // What is approved stays the whole plan.
    const { plan, digest } = campaign.document;
    expect(parsePlanValue(approve?.value ?? '')?.seen).toEqual({ version: plan.version, digest });
  });

  it('reasons, the worst moment and the order leave them out', () => {
    const before = renderCampaignCard(campaign, text, [], at).text;
    const gone = ['db-proxy-01', 'db-proxy-02'] as HostId[];
    const after = renderCampaignCard(campaign, text, [], at, gone);
    expect(before).toContain(text.plan.reasons.overdue(6));
    expect(after.text).toContain(text.plan.reasons.overdue(5));
    expect(before).toContain('`db-proxy`:');
    expect(after.text).not.toContain('`db-proxy`:');
    const order = (blocks: readonly KnownBlock[]): string =>
      JSON.stringify(blocks.filter((block) => JSON.stringify(block).includes(`*${text.plan.order}*`)));
    expect(order(after.blocks)).toContain('web-01');
    expect(order(after.blocks)).not.toContain('db-proxy');
    expect(order(after.blocks)).toContain('4. `batch-01`');
  });

  it('Home says the same', () => {
    const { blocks } = home(some, language);
    const [, approve] = buttonsOf(blocks);
    expect(JSON.stringify(blocks)).toContain(words.home);
    expect(approve?.text.text).toBe(words.label);
    expect(approve?.confirm?.text.text).toMatch(words.confirm);
  });

  it('the details mark them, and the edit does not offer them', () => {
    const page = JSON.stringify(
      renderDetailsModal(campaign, { metadata: '{}', page: 1, rebooted: some }, text),
    );
    expect(page).toContain(text.approval.rebootedLine(1, '`web-01`'));
    expect(page).not.toContain(text.approval.rebootedLine(2, '`web-02`'));
    expect(detailsText(campaign, some, text)).toContain(text.approval.rebootedLine(4, 'db-proxy-01'));
    const { plan } = campaign.document;
    const form = JSON.stringify(
      renderEditModal(plan, { metadata: '{}', chosen: new Set(), gone: new Set(some) }, text),
    );
    expect(form).toContain(text.approval.editIntro(6));
    expect(form).toContain('"web-02"');
    expect(form).not.toContain('"web-01"');
  });

  it('digest and answers count them', () => {
    const campaigns = [
      { campaign: campaign.id, phase: 'awaiting-approval', done: 0, total: 8, toReboot: 6 },
    ] as const;
    const digest = renderDailyDigest({ ...sampleDigest, campaigns }, text, { language, picture: null });
    expect(digest.text).toContain(words.line);
    const body = { kind: 'campaigns', campaigns: [{ campaign, holds: [], rebooted: some }] } as const;
    const answer = renderAnswer({ body, assumed: [], asOf: at }, text, { command: '/stagger' });
    expect(answer.message.text.replaceAll('*', '')).toContain(words.line);
  });

  it('the note of the start counts them no more, nor what people skipped', () => {
    const why = { kind: 'by-person', by: samplePeople.approver } as const;
    const stages = { 'web-03': { kind: 'skipped', at, why } } as const;
    const event = { at, event: { kind: 'campaign-started' } } as const;
    const note = (rebooted: readonly HostId[]): string =>
      renderCampaignNote(sampleCampaign({ stages }), event, text, [], rebooted).text;
    expect(note(some)).toBe(text.note.started(5, 8));
    expect(note([])).toBe(text.note.started(7, 8));
    expect(renderCampaignNote(campaign, event, text).text).toBe(text.note.started(8, 8));
  });

  it('with nothing left nobody is asked to approve, and the closed plan offers no other', () => {
    const done = renderCampaignCard(campaign, text, [], at, all);
    expect(labels(done.blocks)).toEqual([text.approval.details]);
    for (const shown of [
      done.text,
      JSON.stringify(done.blocks),
      JSON.stringify(home(all, language).blocks),
    ]) {
      expect(shown).toContain(words.nothing);
      expect(shown).toContain(words.rest);
    }
    expect(labels(home(all, language).blocks)).toEqual([text.home.open]);
    const change = { kind: 'rebooted', hosts: all } as const;
    const phase: CampaignPhase = { kind: 'ended', at, as: { kind: 'voided', why: 'in English', change } };
    const closed = renderCampaignCard({ ...campaign, phase }, text, [], at);
    expect(closed.text).toContain(words.closed);
    expect(closed.text).not.toContain('in English');
    expect(labels(closed.blocks)).toEqual([]);
  });
});
