import type { CampaignHold } from '../../../src/core/campaign/holds.ts';
import type { Catalogue } from '../../../src/views/text/en.ts';
import type { Button, KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import type { Campaign, CampaignPhase, HostStage } from '../../../src/core/campaign/state.ts';
import type { BootId, CampaignId, HostId, IncidentId, RackId } from '../../../src/core/fleet/ids.ts';
import { detailsText, renderDetailsModal } from '../../../src/views/slack/plan-details.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import {
  MAX_BLOCK_CHARS,
  MAX_BLOCKS,
  MAX_TEXT_CHARS,
  plainFallback,
} from '../../../src/views/slack/slack-message.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { tcpGate } from '../../fakes/campaign-scenario.ts';
import {
  haltedCampaign,
  hugeCampaign,
  runningCampaign,
  sampleApprovals,
  sampleCampaign,
  samplePeople,
  sampleScope,
  sampleService,
  sampleStartAt,
  sampleStep,
} from '../../fakes/sample-campaign.ts';

const { en, ko } = catalogues;
const at = sampleStartAt + HOUR_MS;
const by = samplePeople.approver;

const phases: readonly CampaignPhase[] = [
  { kind: 'awaiting-approval' },
  { kind: 'running' },
  { kind: 'paused', by, at },
  { kind: 'stopping', by, at, denial: null, was: null },
  {
    kind: 'halted',
    at,
    why: {
      kind: 'host-failed',
      host: 'web-03' as HostId,
      failure: { kind: 'gate-timed-out', detail: '<!here> '.repeat(900) },
    },
  },
  { kind: 'halted', at, why: { kind: 'clock-jumped', byMs: -7_200_000 } },
  { kind: 'ended', at, as: { kind: 'done' } },
  { kind: 'ended', at, as: { kind: 'stopped', by } },
  { kind: 'ended', at, as: { kind: 'denied', by, reason: '거부 & <!channel> '.repeat(300) } },
  { kind: 'ended', at, as: { kind: 'expired' } },
  { kind: 'ended', at, as: { kind: 'voided', why: 'the fleet changed'.repeat(200) } },
  { kind: 'stopping', by, at, denial: 'release <!here> '.repeat(300), was: null },
];

function buttonsOf(blocks: readonly KnownBlock[]): readonly Button[] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.filter((element): element is Button => element.type === 'button')
      : [],
  );
}

const labels = (campaign: Campaign): readonly string[] =>
  buttonsOf(renderCampaignCard(campaign, en).blocks).map(({ text }) => text.text);

/** Every string below a key named text or in a text object, as Slack would show it. */
function textObjects(value: unknown): readonly { type: string; text: string; [key: string]: unknown }[] {
  if (Array.isArray(value)) return value.flatMap(textObjects);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  const own =
    (object['type'] === 'mrkdwn' || object['type'] === 'plain_text') && typeof object['text'] === 'string'
      ? [object as { type: string; text: string }]
      : [];
  return [...own, ...Object.values(object).flatMap(textObjects)];
}

describe('the plan card', () => {
  const card = renderCampaignCard(sampleCampaign(), en);
  const shown = textObjects(card.blocks)
    .map(({ text }) => text)
    .join('\n');

  it.each([
    ['how many', 'Reboot plan: 8 hosts'],
    ['how far the approval is', 'Waiting for approval: 0 of 2'],
    ['why now', '6 past the maximum uptime'],
    ['the longest uptime', 'longest: `db-proxy-01`, 292 days'],
    ['when, for each reader', '<!date^1796403600^'],
    ['how long', 'about 1 h 28 min'],
    ['who asked', '<@U0REQUESTER>'],
    ['the worst moment', '`db-proxy`: 2 of 3 up (minimum 2)'],
    ['what is lost', '`batch`: '],
    ['until when', '<!date^1796490000^'],
    ['which plan', 'plan v1 · `3b9c1f0a3b9c`'],
  ])('says %s, in the blocks and in the text alone', (_what, words) => {
    expect(shown).toContain(words);
    expect(card.text).toContain(words);
  });

  it.each([
    [en, 'once it is approved: at once, or when the window next opens (about 1 h 28 min)', 'to <!date'],
    [ko, '승인되면 바로, 점검 시간대가 닫혀 있으면 다음에 열릴 때 (약 1시간 28분)', '~ <!date'],
  ])('once its start has passed, expects nothing in the past', (text, words, range) => {
    const late = renderCampaignCard(sampleCampaign(), text, [], sampleStartAt + 2 * HOUR_MS);
    expect(late.text).toContain(words);
    expect(JSON.stringify(late)).not.toContain(`<!date^${sampleStartAt / 1_000}^`);
    expect(late.text).not.toContain(range);
  });

  it.each([
    [en, 'not rebooted by this plan: `web-03`'],
    [ko, '이 계획으로 재부팅하지 않음: `web-03`'],
  ])('says which of its hosts people skipped before an approval was taken back', (text, words) => {
    const why = { kind: 'by-person', by: samplePeople.approver } as const;
    const card = renderCampaignCard(
      sampleCampaign({ stages: { 'web-03': { kind: 'skipped', at, why } } }),
      text,
      [],
      at,
    );
    expect(card.text).toContain(words);
    expect(JSON.stringify(card.blocks)).toContain(words);
  });

  it('read after its start, is still true: it says what a later approval means', () => {
    expect(card.text).toContain('if it is approved before; later, when the window is open');
    const [approve] = buttonsOf(card.blocks);
    expect(approve?.confirm?.text?.text).toContain('about 1 h 28 min, from when the window is open');
  });

  it('has the order in steps', () => {
    expect(shown).toContain('1. `web-01`\n2. `web-02`');
    expect(shown).toContain('… 2 more steps with 2 hosts');
  });

  it('asks with buttons that carry the plan the person saw', () => {
    const buttons = buttonsOf(card.blocks);
    const value = `c-20261205|1|${'3b9c1f0a'.repeat(8)}`;
    expect(buttons).toMatchObject([
      { action_id: 'stagger.approve', value, style: 'primary', text: { text: 'Approve 8 reboots' } },
      { action_id: 'stagger.deny', value, text: { text: 'Deny plan' } },
      { action_id: 'stagger.edit', value, text: { text: 'Edit plan' } },
      { action_id: 'stagger.details', value, text: { text: 'Details' } },
    ]);
    expect(buttons[0]?.confirm?.text?.text).toContain('batch: not served while its only host reboots');
  });

  it('names who has approved', () => {
    const campaign = sampleCampaign({ approvals: sampleApprovals.slice(0, 1) });
    const { blocks, text } = renderCampaignCard(campaign, en);
    expect(JSON.stringify(blocks)).toContain('*Approvals:* <@U0APPROVER>');
    expect(text).toContain('Waiting for approval: 1 of 2');
  });

  it('is in Korean from the Korean catalogue', () => {
    const { text } = renderCampaignCard(sampleCampaign(), ko);
    expect(text).toContain('재부팅 계획: 서버 8대');
    expect(text).toContain('`db-proxy`: 3대 중 2대 가동 (최소 2대)');
    expect(text).not.toMatch(/approval|worst|minimum/i);
  });
});

describe('buttons', () => {
  it.each([
    ['awaiting approval', sampleCampaign(), ['Approve 8 reboots', 'Deny plan', 'Edit plan', 'Details']],
    [
      'half approved',
      sampleCampaign({ approvals: sampleApprovals.slice(0, 1) }),
      ['Approve 8 reboots', 'Deny plan', 'Edit plan', 'Details', 'Withdraw approval'],
    ],
    [
      'approved, nothing begun',
      sampleCampaign({ approvals: sampleApprovals, phase: { kind: 'running' } }),
      ['Pause', 'Stop', 'Withdraw approval'],
    ],
    ['expired', sampleCampaign({ phase: { kind: 'ended', at, as: { kind: 'expired' } } }), ['Plan again']],
    [
      'expired and asked for again',
      sampleCampaign({
        phase: { kind: 'ended', at, as: { kind: 'expired' } },
        successor: 'c-2' as CampaignId,
      }),
      [],
    ],
    ['running', runningCampaign(), ['Pause', 'Stop']],
    ['paused', runningCampaign({ kind: 'paused', by, at }), ['Resume', 'Stop']],
    ['stopping', runningCampaign({ kind: 'stopping', by, at, denial: null, was: null }), []],
    ['halted by a host', haltedCampaign(), ['Retry web-03', 'Skip web-03', 'Stop']],
    ['halted by the clock', runningCampaign(phases[5]), ['Resume', 'Stop']],
    ['ended', runningCampaign({ kind: 'ended', at, as: { kind: 'done' } }), []],
    [
      'denied',
      sampleCampaign({ phase: { kind: 'ended', at, as: { kind: 'denied', by, reason: 'no' } } }),
      [],
    ],
  ])('%s: only what the state allows', (_state, campaign, expected) => {
    expect(labels(campaign)).toEqual(expected);
  });

  it('confirm whatever changes a running campaign', () => {
    for (const campaign of [runningCampaign(), haltedCampaign(), runningCampaign({ kind: 'paused', by, at })])
      for (const { confirm, action_id } of buttonsOf(renderCampaignCard(campaign, en).blocks))
        expect(confirm?.text?.text, action_id).toMatch(/.{20}/);
  });
});

describe('the details of a plan', () => {
  const campaign = sampleCampaign();
  const bases = [{ kind: 'host', reboots: 7 }, { kind: 'model', reboots: 12 }, null] as const;
  const rows = campaign.document.plan.steps.map(({ host }, index) => {
    const lengthBy = bases[index];
    const row = { host, kind: 'planned', wave: 1, waits: [] } as const;
    return lengthBy === undefined ? row : { ...row, lengthBy };
  });
  const told = { ...campaign, document: { ...campaign.document, report: { hosts: rows } } };

  it.each([
    [
      en,
      [
        'about 10 min (by 7 reboots of its own)',
        'about 10 min (by 12 reboots of its model)',
        'about 10 min (as the inventory says)',
      ],
    ],
    [
      ko,
      [
        '약 10분 (이 서버의 최근 재부팅 7회 기준)',
        '약 10분 (같은 모델의 최근 재부팅 12회 기준)',
        '약 10분 (인벤토리 값)',
      ],
    ],
  ])('say how long each host takes, and whose reboots say so', (text, lengths) => {
    const shown = JSON.stringify(renderDetailsModal(told, { metadata: '{}', page: 1, rebooted: [] }, text));
    const file = detailsText(told, [], text);
    for (const length of lengths) {
      expect(shown).toContain(length);
      expect(file).toContain(length);
    }
    // Nobody takes what a plan of yesterday expected for what happens today.
    const madeAt = `<!date^${campaign.document.plan.createdAt / 1_000}^`;
    const [before = ''] = text.approval.order('\n').split('\n');
    expect(shown).toContain(`${before}${madeAt}`);
    // An older plan does not know, and says nothing of it.
    expect(shown.split(text.plan.about(text.duration(600_000)))).toHaveLength(9);
  });
});

describe('the progress card', () => {
  it('counts, says what is in flight with its stage, what is next and when it should end', () => {
    const { text, blocks } = renderCampaignCard(runningCampaign(), en);
    expect(text).toContain('2 of 8 done, 2 in flight, 4 waiting.');
    expect(text).toContain('`web-03`: rebooting, waiting for a new boot, since <!date^1796405100^');
    expect(text).toContain('Next: `db-proxy-02`, `batch-01`');
    expect(JSON.stringify(blocks)).toContain('Expected end: <!date^1796408880^');
    expect(JSON.stringify(blocks)).toContain('Approved by <@U0APPROVER>');
  });

  it.each([
    [en, 'when a slot is free'],
    [ko, '자리가 나는 대로'],
  ])('late, expects no host and no end in the past', (text, words) => {
    const now = sampleStartAt + 5 * HOUR_MS;
    const card = renderCampaignCard(runningCampaign(), text, [], now);
    expect(card.text).toContain(`\`db-proxy-02\`, \`batch-01\``);
    expect(card.text).toContain(`(${words})`);
    expect(JSON.stringify(card.blocks)).toContain(words);
    const expected = card.text.split('\n').filter((line) => /^(Next|다음|Expected end|예상 종료)/.test(line));
    const dates = expected.flatMap((line) =>
      [...line.matchAll(/<!date\^(\d+)/g)].map(([, at]) => Number(at)),
    );
    expect(dates.length).toBeGreaterThan(0);
    expect(Math.min(...dates) * 1_000).toBeGreaterThanOrEqual(now);
  });

  it.each([
    [
      en,
      [
        'Rebooting 6 of 8 hosts.',
        '2 in flight, 2 waiting, 2 rebooted already',
        'Next: `db-proxy-02`, `orders-db-02` (',
      ],
      'Rebooted since the plan was made, left alone: `batch-01`, `orders-db-01`.',
    ],
    [
      ko,
      ['서버 8대 중 6대.', '진행 중 2, 대기 2, 이미 재부팅됨 2', '다음: `db-proxy-02`, `orders-db-02` ('],
      '계획을 세운 뒤 이미 재부팅되어 다시 재부팅하지 않는 서버: `batch-01`, `orders-db-01`.',
    ],
  ])('promises no reboot of hosts that have rebooted by themselves (%#)', (text, said, left) => {
    const now = sampleStartAt + HOUR_MS / 2;
    const rebooted = ['batch-01', 'orders-db-01'] as HostId[];
    const card = renderCampaignCard(runningCampaign(), text, [], now, rebooted);
    for (const each of [...said, left]) expect(card.text).toContain(each);
    expect(JSON.stringify(card.classic)).toContain(left.slice(0, -1));
    expect(JSON.stringify(card.blocks)).toContain(`batch-01: ${text.approval.rebootedHost}`);
    const endOf = ({ text: all }: { readonly text: string }) => all.split('\n').at(-1);
    expect(endOf(card)).not.toBe(endOf(renderCampaignCard(runningCampaign(), text, [], now)));
    const huge = hugeCampaign({ kind: 'running' });
    const waiting = [...huge.hosts].flatMap(([id, { stage }]) => (stage.kind === 'waiting' ? [id] : []));
    const large = renderCampaignCard(huge, text, [], now, waiting.slice(0, 50));
    expect(JSON.stringify(large.blocks)).toContain(text.approval.rebootedCount(50));
  });

  it('counts in its title those that were skipped no more', () => {
    const running = runningCampaign();
    const why = { kind: 'already-rebooted', found: 'b' as BootId } as const;
    const hosts = new Map(running.hosts);
    const batch = hosts.get('batch-01' as HostId);
    if (batch) hosts.set('batch-01' as HostId, { ...batch, stage: { kind: 'skipped', at, why } });
    expect(renderCampaignCard({ ...running, hosts }, en).text).toMatch(/^Rebooting 7 of 8 hosts\./);
    const phase = { kind: 'ended', as: { kind: 'done' }, at } as const;
    const ended = (text: Catalogue) =>
      renderCampaignCard({ ...running, hosts, phase }, text).text.split('\n')[0];
    expect(ended(en)).toBe('Done: reboot of 2 of 8 hosts.');
    expect(ended(ko)).toBe('완료: 서버 8대 중 2대 재부팅.');
  });

  it.each([
    [en, 'guest vm*)'],
    [ko, '게스트 vm*)'],
  ] as const)('says which guest is drained or asked just now', (words, plain) => {
    const campaign = runningCampaign();
    const guest = 'vm*' as HostId;
    const target = { hostId: guest, address: 'vm.example', port: 22, user: 'stagger', assumed: [] };
    const shown = (stage: HostStage) => {
      const hosts = new Map(campaign.hosts);
      const web = hosts.get('web-03' as HostId);
      const gates = [{ service: null, gate: tcpGate, guest: target }];
      if (web) hosts.set('web-03' as HostId, { ...web, step: { ...web.step, gates }, stage });
      return renderCampaignCard({ ...campaign, hosts }, words);
    };
    const drains = shown({ kind: 'draining', effectKey: 'web-03#9', guest });
    expect(drains.text).toContain(`${words.progress.stage.draining} (${words.progress.guest('`vm*`')})`);
    expect(JSON.stringify(drains.blocks)).toContain(plain);
    const asks = shown({ kind: 'gating', effectKey: 'web-03#9', sinceAt: at, gateIndex: 0 });
    expect(asks.text).toContain(
      `(${words.progress.gate(1, 1)}${words.list}${words.progress.guest('`vm*`')})`,
    );
    expect(shown({ kind: 'draining', effectKey: 'web-03#9' }).text).not.toContain('vm*');
  });

  it('says since when a host is in its present stage, not since when it began', () => {
    const campaign = runningCampaign();
    const hosts = new Map(campaign.hosts);
    const web = hosts.get('web-03' as HostId);
    const stage = { kind: 'rechecking', effectKey: 'web-03#9' } as const;
    if (web) hosts.set('web-03' as HostId, { ...web, stage, stageSinceAt: at });
    const { text, blocks } = renderCampaignCard({ ...campaign, hosts }, en);
    expect(text).toContain(`\`web-03\`: ${en.progress.stage.rechecking}, since <!date^${at / 1_000}^`);
    expect(JSON.stringify(blocks)).toContain(`"timestamp":${at / 1_000}`);
  });

  it('when halted says which host, what happened, since when and what to do', () => {
    const { text } = renderCampaignCard(haltedCampaign(), en);
    expect(text).toContain('`web-03` did not come back (<!date^1796406060^');
    expect(text).toContain('no answer on port 22 for 15 min');
    expect(text).toContain('It stays out of rotation.');
    expect(text).toContain('What to do: Look at its console or power.');
    expect(text).not.toContain('Expected end');
  });

  it.each([
    [en, 'Its guests stay out with it: `vm-1`.', 'with `web-03`: `vm-1`'],
    [ko, '게스트도 함께 제외된 채로 둡니다: `vm-1`.', '`web-03`와(과) 함께: `vm-1`'],
  ] as const)(
    'says which guests stay out with it, while it is halted and at the end',
    (words, said, listed) => {
      const halted = haltedCampaign();
      const drainedGuests = ['vm-1' as HostId];
      const hosts = new Map(
        [...halted.hosts].map(([id, host]) => [id, id === 'web-03' ? { ...host, drainedGuests } : host]),
      );
      expect(renderCampaignCard({ ...halted, hosts }, words).text).toContain(said);
      const phase = { kind: 'ended', as: { kind: 'stopped', by }, at } as const;
      const { blocks } = renderCampaignCard({ ...halted, hosts, phase }, words);
      expect(JSON.stringify(blocks)).toContain(listed);
      expect(renderCampaignCard(halted, words).text).not.toContain('vm-1');
    },
  );

  it.each([
    [en, 'These guests of it stay out of rotation: `vm-1`.'],
    [ko, '다음 게스트만 서비스에서 제외된 채로 둡니다: `vm-1`.'],
  ] as const)('does not say that it is out itself where only a guest is: %#', (words, said) => {
    const halted = haltedCampaign();
    const out = { drained: false, away: false, drainedGuests: ['vm-1' as HostId] };
    const hosts = new Map(
      [...halted.hosts].map(([id, host]) => [id, id === 'web-03' ? { ...host, ...out } : host]),
    );
    const { text } = renderCampaignCard({ ...halted, hosts }, words);
    expect(text).toContain(said);
    expect(text).not.toContain(words.halt.outOfRotation);
  });

  it('lists other failed hosts beside the one that halted it', () => {
    const campaign = haltedCampaign();
    const hosts = new Map(campaign.hosts);
    const other = hosts.get('db-proxy-01' as HostId);
    const failure = { kind: 'old-kernel', detail: 'still 6.1.0-25' } as const;
    if (other) hosts.set('db-proxy-01' as HostId, { ...other, stage: { kind: 'failed', at, failure } });
    const { blocks, classic } = renderCampaignCard({ ...campaign, hosts }, en);
    expect(JSON.stringify(classic)).toContain('`db-proxy-01` came back on the old kernel: still 6.1.0-25');
    const plan = blocks.find(({ type }) => type === 'plan');
    expect(plan).toMatchObject({
      title: '2 of 8 done · 4 waiting · 2 failed',
      tasks: [
        { status: 'complete' },
        { status: 'complete' },
        { status: 'error', title: 'web-03: did not come back' },
        { status: 'error', title: 'db-proxy-01: came back on the old kernel' },
        { status: 'pending' },
        { status: 'pending' },
        { status: 'pending' },
        { status: 'pending' },
      ],
    });
  });

  it('of a large campaign has what failed, flies and comes next one by one, and counts the rest', () => {
    const { blocks } = renderCampaignCard(hugeCampaign({ kind: 'running' }), en);
    const plan = blocks.find((block) => block.type === 'plan');
    const titles = (plan?.tasks ?? []).map(({ title }) => String(title).slice(0, 14));
    expect(plan?.title).toBe('0 of 1000 done · 300 in flight · 100 waiting · 300 failed · 300 skipped');
    expect(titles).toEqual([
      '300 skipped',
      'host-0300-long',
      'host-0301-long',
      'host-0302-long',
      'and 297 more: ',
      'host-0000-long',
      'host-0001-long',
      'host-0002-long',
      'host-0003-long',
      'host-0004-long',
      'host-0005-long',
      'and 294 more: ',
      'host-0900-long',
      'host-0901-long',
      'host-0902-long',
      'and 97 more: 9',
    ]);
  });
});

describe('the card of an ended campaign', () => {
  const ended = (as: Extract<CampaignPhase, { kind: 'ended' }>['as']) =>
    renderCampaignCard(sampleCampaign({ phase: { kind: 'ended', as, at } }), en);

  it('shows who denied it and why', () => {
    const { text } = ended({ kind: 'denied', by, reason: 'not during the\nsale <!channel>' });
    expect(text).toContain('Denied by <@U0APPROVER>');
    expect(text).toContain('not during the sale &lt;!channel&gt;');
  });

  it('of a denial in mid-run has the person and the reason before the end and after it, and how far it came', () => {
    const stopping = renderCampaignCard(
      runningCampaign({ kind: 'stopping', by, at, denial: 'release <!day>', was: null }),
      en,
    );
    expect(JSON.stringify(stopping.blocks)).toContain(`Denied by <@U0APPROVER>`);
    expect(JSON.stringify(stopping.blocks)).toContain('release &lt;!day&gt;');
    const ended = renderCampaignCard(
      runningCampaign({ kind: 'ended', at, as: { kind: 'denied', by, reason: 'release day' } }),
      en,
    );
    expect(ended.text).toContain('Reason: release day');
    expect(ended.text).toContain('2 of 8 done');
  });

  it('names what was left out of rotation, with a button that puts each back', () => {
    const halted = haltedCampaign();
    const hosts = new Map([...halted.hosts].map(([id, host]) => [id, { ...host, drained: id === 'web-03' }]));
    const phase = { kind: 'ended', as: { kind: 'stopped', by }, at } as const;
    const { blocks, text } = renderCampaignCard({ ...halted, hosts, phase }, en);
    expect(text).toContain('Left out of rotation, and counted as down until back: `web-03`');
    const [again] = buttonsOf(blocks);
    expect(again).toMatchObject({ action_id: 'stagger.retry', text: { text: 'Put back web-03' } });
  });

  it('tells an expired proposal from an expired run', () => {
    expect(ended({ kind: 'expired' }).text).toContain('Nothing was rebooted');
    const run = renderCampaignCard(runningCampaign({ kind: 'ended', as: { kind: 'expired' }, at }), en);
    expect(run.text).toContain('before every host was done');
    expect(run.text).toContain('2 of 8 done');
  });
});

describe('every card', () => {
  const campaigns: readonly [string, Campaign][] = phases.map((phase) => [
    phase.kind === 'ended' ? phase.as.kind : phase.kind,
    hugeCampaign(phase),
  ]);

  it.each(campaigns)(
    '%s fits with 1,000 hosts of the longest names, in both languages',
    (_phase, campaign) => {
      for (const text of [en, ko]) {
        const card = renderCampaignCard(campaign, text);
        expect(card.blocks.length).toBeLessThanOrEqual(MAX_BLOCKS);
        expect(JSON.stringify(card.blocks).length).toBeLessThanOrEqual(MAX_BLOCK_CHARS);
        expect(JSON.stringify(card.classic ?? []).length).toBeLessThanOrEqual(MAX_BLOCK_CHARS);
        // Not cut, so no date or mention of ours is cut in two.
        expect(card.text.length).toBeLessThan(MAX_TEXT_CHARS);
        for (const object of textObjects(card.blocks)) {
          expect(object.text.length).toBeGreaterThan(0);
          expect(object.text.length).toBeLessThanOrEqual(3_000);
          expect(object).toMatchObject(object.type === 'mrkdwn' ? { verbatim: true } : { emoji: false });
        }
      }
    },
  );

  it.each(campaigns)('%s mentions nobody but the people who acted', (_phase, campaign) => {
    for (const text of [en, ko]) {
      const card = renderCampaignCard(campaign, text);
      const mrkdwn = [card.text, ...textObjects(card.blocks).map((object) => object.text)].join('\n');
      expect(mrkdwn.match(/<(?!!date\^|@U0(?:REQUESTER|APPROVER|SECOND)>)[^>]*>?/g)).toBeNull();
    }
  });

  it('falls back to its text and buttons where Slack refuses a block', () => {
    const card = renderCampaignCard(sampleCampaign(), en);
    const fallback = plainFallback(card);
    expect(fallback.blocks.map(({ type }) => type)).toEqual(['section', 'actions']);
    expect(JSON.stringify(fallback.blocks[0])).toContain('Waiting for approval');
    expect(buttonsOf(fallback.blocks)).toHaveLength(4);
  });

  it('says so where the plan touches no service', () => {
    const steps = [sampleStep('spare-01', 0)];
    const scope = sampleScope(['spare-01'], [sampleService('web', ['web-01'], 0)]);
    const { text } = renderCampaignCard(sampleCampaign({ plan: { steps, scope } }), en);
    expect(text).toContain('No service runs on these hosts.');
  });
});

describe('a campaign that is held says so, with the reason and what ends it', () => {
  const cause = {
    kind: 'incident',
    incident: 'i-7' as IncidentId,
    cause: { kind: 'domains', domains: [{ level: 'rack', id: 'r12' as RackId }] },
  } as const;
  const held = (hold: CampaignHold, text: Catalogue) => renderCampaignCard(runningCampaign(), text, [hold]);

  it.each<readonly [string, CampaignHold, string, string]>([
    [
      'an incident',
      { kind: 'flag', cause, why: 'x' },
      'Held: incident rack `r12` (`i-7`). No further host starts.\nIt goes on by itself when the incident is over.',
      '보류: 장애 랙 `r12` (`i-7`). 다음 서버를 시작하지 않습니다.\n장애가 끝나면 자동으로 계속합니다.',
    ],
    [
      'a stop file of nobody',
      { kind: 'flag', cause: { kind: 'stop-switch', file: 'STOP.foo' }, why: 'STOP.foo names nobody' },
      'Held by the stop switch: STOP.foo names nobody\nIt goes on after `stagger stop-switch clear --file STOP.foo`.',
      '정지 스위치로 보류: STOP.foo names nobody\n`stagger stop-switch clear --file STOP.foo` 명령으로 해제하면 계속합니다.',
    ],
    [
      'a stop file whose name wants quotes at a shell',
      { kind: 'flag', cause: { kind: 'stop-switch', file: 'STOP.not tonight' }, why: 'STOP.x names nobody' },
      "Held by the stop switch: STOP.x names nobody\nIt goes on after `stagger stop-switch clear --file 'STOP.not tonight'`.",
      "정지 스위치로 보류: STOP.x names nobody\n`stagger stop-switch clear --file 'STOP.not tonight'` 명령으로 해제하면 계속합니다.",
    ],
    [
      'the stop switch',
      { kind: 'flag', cause: { kind: 'stop-switch' }, why: 'core switch <!here>' },
      'Held by the stop switch: core switch &lt;!here&gt;\nIt goes on after `stagger stop-switch clear`.',
      '정지 스위치로 보류: core switch &lt;!here&gt;\n`stagger stop-switch clear` 명령으로 해제하면 계속합니다.',
    ],
    [
      'the stop switch of a host',
      { kind: 'stopped', subject: { kind: 'host', id: 'web-1' as HostId }, hosts: 1, why: 'disk' },
      '1 host held by the stop switch of host `web-1`: disk\nIt goes on after `stagger stop-switch clear --host web-1`.',
      '서버 `web-1` 정지 스위치로 서버 1대 보류: disk\n`stagger stop-switch clear --host web-1` 명령으로 해제하면 계속합니다.',
    ],
    [
      'a freeze',
      { kind: 'frozen', freeze: 'year end', untilAt: at },
      'Held by a freeze until <!date^1796407200^',
      '변경 동결로 <!date^1796407200^',
    ],
    [
      'its window',
      { kind: 'window-shut', opensAt: at },
      'Waits for its maintenance window: the next host starts <!date^1796407200^',
      '점검 시간대를 기다리는 중: 다음 서버는 빨라도 <!date^1796407200^',
    ],
  ])('%s', (_, hold, english, korean) => {
    for (const [text, words] of [
      [en, english],
      [ko, korean],
    ] as const) {
      const card = held(hold, text);
      expect(card.text).toContain(words);
      for (const blocks of [card.blocks, card.classic ?? []])
        expect(JSON.stringify(blocks).replaceAll('*', '').replaceAll('\\n', '\n')).toContain(words);
    }
  });
});
