import { describe, expect, it } from 'vitest';
import type { DailyDigest } from '../../../src/core/uptime/daily-digest.ts';
import { judgeBlocks } from '../../../src/demo/workspace/block-rules.ts';
import type { Json } from '../../../src/demo/workspace/json.ts';
import { renderDailyDigest } from '../../../src/views/slack/daily-digest.ts';
import {
  MAX_BLOCK_CHARS,
  MAX_TEXT_CHARS,
  type SlackMessage,
} from '../../../src/views/slack/slack-message.ts';
import { catalogues, type Language } from '../../../src/views/text/language.ts';
import { calmDigest, hugeDigest, sampleDigest } from '../../fakes/sample-digest.ts';

const picture = { fileId: 'F0PICTURE1', alt: 'Bar chart of uptimes: 1 of 60 servers overdue' };

const render = (digest: DailyDigest, language: Language = 'en'): SlackMessage =>
  renderDailyDigest(digest, catalogues[language], { language, picture });

describe('the daily digest', () => {
  it('says what changed and what needs a person', () => {
    const { text, blocks } = render(sampleDigest);
    expect(text).toContain('Fleet on Monday 7 December: 57 of 60 hosts up, 1 unreachable, 2 unknown.');
    expect(text).toContain('`data` (1): `db-01` 203 days');
    expect(text).toContain('The loss of rack `r12` leaves 1 of 3 instances of `store`; 2 must stay.');
    expect(text).toContain('Findings that are gone: 1');
    expect(text).toContain('`c-0`: done, 5 of 6 done, 1 failed');
    expect(text).toMatch(/Unplanned reboots: 1\n• `rec-03`: <!date/);
    expect(text).toMatch(/Next, if it is approved at once\n• `db-01`: <!date.*, overdue/);
    expect(text).toMatch(
      /Chaos draws since the last digest: 2\n• `web-02` <!date.*: proposed as `c-2`\n• `web-03` <!date.*: told only/,
    );
    expect(text).toContain('Placement: 1 critical, 4 warnings, 0 notices');
    expect(text).toContain('`c-1`: halted, needs a decision, 3 of 8 done');
    const shown = JSON.stringify(blocks);
    expect(shown).toContain('`web-01`: by <!date^');
    expect(shown).toContain('no owner');
    expect(shown).toContain('Audit trail: `0123456789abcdef` (entry 1,234)');
    expect(shown).toContain('1 digest before this one');
  });

  it('takes its day from the digest’s time zone', () => {
    const late = { ...sampleDigest, forAt: Date.UTC(2026, 11, 6, 23, 30) };
    expect(render(late, 'ko').text).toContain('12월 7일 월요일 서버 현황');
  });

  it('is calm on a calm day', () => {
    const { text } = render(calmDigest);
    expect(text).toContain('No host is past its maximum uptime or close to it (60 of 60 hosts observed).');
    expect(text).not.toMatch(/unreachable|unknown/);
    const hosts = { ...calmDigest.hosts, up: 57, unknown: 3 };
    expect(render({ ...calmDigest, hosts }).text).toContain('(57 of 60 hosts observed).');
    expect(render({ ...calmDigest, hosts }, 'ko').text).toContain('(서버 60대 중 57대 확인).');
  });

  it('shows its picture with what it says, and stands without it', () => {
    const image = (message: SlackMessage) => message.blocks.find(({ type }) => type === 'image');
    expect(image(render(sampleDigest))).toEqual({
      type: 'image',
      slack_file: { id: 'F0PICTURE1' },
      alt_text: picture.alt,
    });
    expect(
      image(renderDailyDigest(sampleDigest, catalogues.en, { language: 'en', picture: null })),
    ).toBeUndefined();
  });

  it.each(['en', 'ko'] as const)('at its largest fits in %s, and no name mentions anybody', (language) => {
    const { text, blocks } = render(hugeDigest(), language);
    expect(judgeBlocks(blocks as unknown as Json[], 'message')).toEqual({ kind: 'ok' });
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(MAX_BLOCK_CHARS * 1.2);
    expect(text.length).toBeLessThan(MAX_TEXT_CHARS);
    expect(text + JSON.stringify(blocks)).not.toMatch(/<!(channel|here|everyone)/);
  });
});
