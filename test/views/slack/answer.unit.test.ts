// Answers as messages: at their largest they stay inside Slack's limits, what is left out goes into the file whole, and
// no name can mention, link or format.
import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { CampaignId } from '../../../src/core/fleet/ids.ts';
import type { CampaignHold } from '../../../src/core/campaign/holds.ts';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import { answerQuestion } from '../../../src/core/question/answer-question.ts';
import type { QuestionWorld } from '../../../src/core/question/question-world.ts';
import type { Question } from '../../../src/core/question/question.ts';
import { judgeBlocks } from '../../../src/demo/workspace/block-rules.ts';
import type { Json } from '../../../src/demo/workspace/json.ts';
import { renderAnswer } from '../../../src/views/slack/answer/answer.ts';
import { MAX_BLOCK_CHARS, MAX_BLOCKS, MAX_TEXT_CHARS } from '../../../src/views/slack/slack-message.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { hugeFleet, hugeHosts, hugeOwner, hugeRack, hugeService } from '../../fakes/huge-fleet.ts';
import { questionWorld, seen } from '../../fakes/question-world.ts';
import { hugeCampaign, runningCampaign, sampleStartAt, sampleStep } from '../../fakes/sample-campaign.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';

const since = { kind: 'ago', lengthMs: 400 * DAY_MS } as const;
const campaign = hugeCampaign({ kind: 'running' });

const questions: readonly Question[] = [
  { kind: 'help' },
  { kind: 'name', name: hugeRack },
  { kind: 'host', name: hugeHosts[0] ?? '' },
  { kind: 'host', name: 'host' },
  { kind: 'host', name: '<!here> `x` *y* '.repeat(80) },
  { kind: 'rack', name: hugeRack },
  { kind: 'service', name: hugeService },
  { kind: 'owner', name: hugeOwner },
  { kind: 'owner', name: hugeService },
  { kind: 'overdue' },
  { kind: 'due' },
  { kind: 'what-if', domains: [`rack:${hugeRack}`, ...hugeHosts.slice(0, 19)] },
  { kind: 'next' },
  { kind: 'rebooted', since },
  { kind: 'added', since },
  { kind: 'campaign', id: null },
  { kind: 'campaign', id: campaign.id },
  { kind: 'campaign', id: 'x'.repeat(900) },
  { kind: 'stop', id: null },
  { kind: 'stop', id: campaign.id },
];

let world: QuestionWorld;

beforeAll(() => {
  const fleet = hugeFleet();
  const uptimes = Object.fromEntries(
    hugeHosts.map((host, index) => [host, (index % 3 === 0 ? 400 : index % 3 === 1 ? 170 : 10) * DAY_MS]),
  );
  const plain = questionWorld({ fleet, snapshot: seen(fleet, { uptimes, down: hugeHosts.slice(990) }) });
  const steps = hugeHosts.map((host, index) => sampleStep(host, index));
  const { document } = campaign;
  world = {
    ...plain,
    campaigns: Array.from({ length: 30 }, (_, index) => ({ ...campaign, id: `c${index}` as CampaignId })),
    campaign,
    flags: Array.from({ length: 6 }, () => ({ kind: 'unknown', why: '<!here> 이유 '.repeat(200) })),
    holdsOf: () => Array.from({ length: 6 }, () => ({ kind: 'unknown', why: '<!here> 이유 '.repeat(200) })),
    findings: auditPlacement(fleet, plain.now).findings,
    plan: { kind: 'planned', document: { ...document, plan: { ...document.plan, steps } } },
    running: [...fleet.hosts.keys()].map((hostId) => ({
      hostId,
      bootId: 'b' as never,
      firstSeenAt: plain.now,
      lastSeenAt: plain.now,
      lastUptimeMs: DAY_MS,
      kernel: '6.1',
      ended: null,
      endedBy: null,
    })),
    firstSeen: new Map([...fleet.hosts.keys()].slice(20).map((id) => [id, plain.now])),
  };
});

describe.each(['en', 'ko'] as const)('in %s', (language) => {
  it.each(questions.map((question) => [JSON.stringify(question).slice(0, 60), question] as const))(
    'the largest answer to %s fits',
    (_name, question) => {
      const answer = answerQuestion(question, world);
      const { message } = renderAnswer(answer, catalogues[language], { command: '/stagger' });
      expect(judgeBlocks(message.blocks as unknown as Json[], 'message')).toEqual({ kind: 'ok' });
      expect(message.blocks.length).toBeLessThanOrEqual(MAX_BLOCKS);
      expect(JSON.stringify(message.blocks).length).toBeLessThan(MAX_BLOCK_CHARS * 1.6);
      expect(message.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
      const marked = message.blocks.filter(({ type }) => type !== 'header');
      for (const said of [message.text, JSON.stringify(marked)])
        expect(said).not.toMatch(/<!(here|channel|everyone)/);
    },
  );
});

it('what a message leaves out is whole in the file', () => {
  const { file } = renderAnswer(answerQuestion({ kind: 'overdue' }, world), catalogues.en, {
    command: '/stagger',
  });
  const lines = file?.content.split('\n').filter((line) => line.startsWith('host-')) ?? [];
  expect(lines).toHaveLength(334 - 4);
  expect(lines.every((line) => line.includes('긴이름'))).toBe(true);
});

describe('an answer reads well', () => {
  const said = (question: Question, language: 'en' | 'ko' = 'en'): string =>
    renderAnswer(answerQuestion(question, questionWorld()), catalogues[language], { command: '/stagger' })
      .message.text;

  it('what if', () => {
    const text = said({ kind: 'what-if', domains: ['rack:r12'] });
    expect(text).toContain('What if rack:r12 is lost\n*17 servers would go down*');
    expect(text).toMatch(/• `\S+`: \*down\*, 0 of \d left/);
    expect(text).toContain('Call');
  });

  it.each([
    [
      'en',
      'Held by the stop switch: storage moves\nIt goes on after `stagger stop-switch clear`.',
      'What follows is as if nothing were stopped.',
    ],
    [
      'ko',
      '정지 스위치로 보류: storage moves\n`stagger stop-switch clear` 명령으로 해제하면 계속합니다.',
      '아래는 정지나 보류가 없다고 가정한 내용입니다.',
    ],
  ] as const)(
    'what stops the fleet is said first, once, of what comes next and of a server (%s)',
    (language, held, asIf) => {
      const running = runningCampaign();
      const stop = { cause: { kind: 'stop-switch' }, why: 'storage moves' } as const;
      const stopped = questionWorld({
        campaigns: [running],
        flags: [{ kind: 'set', ...stop }],
        holdsOf: () => [{ kind: 'flag', ...stop }],
      });
      const told = (question: Question): string =>
        renderAnswer(answerQuestion(question, stopped), catalogues[language], {
          command: '/stagger',
        }).message.text.replaceAll('*', '');
      const next = told({ kind: 'next' });
      expect(next.split('\n').slice(1, 4).join('\n')).toBe(`${held}\n${asIf}`);
      expect(next.split(held)).toHaveLength(2);
      expect(next).toContain(running.id);
      const host = told({ kind: 'host', name: 'web-01' });
      expect(host.split('\n').slice(1, 3).join('\n')).toBe(held);
      expect(host).not.toContain(asIf);
    },
  );

  it('a campaign that is held says by what, and expects no end', () => {
    const running = runningCampaign();
    const of = (holds: readonly CampaignHold[], language: 'en' | 'ko'): string =>
      renderAnswer(
        {
          body: { kind: 'campaign', campaign: running, holds, rebooted: [] },
          assumed: [],
          asOf: sampleStartAt,
        },
        catalogues[language],
        { command: '/stagger' },
      ).message.text;
    expect(of([], 'en')).toContain('Expected end: ');
    expect(of([{ kind: 'no-inventory' }], 'en')).toContain('Held: there is no valid inventory.');
    expect(of([{ kind: 'no-inventory' }], 'en')).not.toContain('Expected end');
    expect(of([{ kind: 'no-inventory' }], 'ko')).toContain('보류: 유효한 인벤토리가 없습니다.');
  });

  it('a misspelt name is named with what it was taken for', () => {
    expect(said({ kind: 'rack', name: 'r-12' })).toContain('`r-12` taken for rack `r12`.');
    expect(said({ kind: 'rack', name: 'r-12' }, 'ko')).toContain('랙 `r12`');
  });

  it.each([
    [
      'en',
      'There is no hypervisor `web-01`.\n`web-01` is a server without guests. Ask `what if host:web-01`.',
    ],
    [
      'ko',
      '하이퍼바이저 `web-01`: 찾을 수 없습니다.\n`web-01`: 게스트가 없는 서버입니다. `만약 host:web-01`(으)로 물어보세요.',
    ],
  ] as const)(
    'a server without guests is no hypervisor, and there is a question that fits (%s)',
    (language, text) => {
      expect(said({ kind: 'what-if', domains: ['hypervisor:web-01'] }, language)).toContain(text);
    },
  );

  it('an unknown name says how to find one', () => {
    expect(said({ kind: 'host', name: 'qqqqqqqqq' })).toContain(
      `The inventory has ${sampleFleet().hosts.size} of kind server`,
    );
  });
});
