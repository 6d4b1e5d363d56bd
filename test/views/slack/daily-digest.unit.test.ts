import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { CampaignId, HostId, OwnerId } from '../../../src/core/fleet/ids.ts';
import type { DailyDigest } from '../../../src/core/uptime/daily-digest.ts';
import { renderDailyDigest } from '../../../src/views/slack/daily-digest.ts';
import { MAX_BLOCK_CHARS, MAX_TEXT_CHARS } from '../../../src/views/slack/slack-message.ts';
import { catalogues } from '../../../src/views/text/language.ts';

const { en, ko } = catalogues;
const forAt = Date.UTC(2026, 11, 7, 0, 0);

const digest: DailyDigest = {
  forAt,
  asOf: forAt,
  timeZone: 'Asia/Seoul',
  hosts: { total: 60, up: 57, unreachable: 1, unknown: 2 },
  overdue: [{ host: 'db-01' as HostId, owner: 'data' as OwnerId, uptimeMs: 203 * DAY_MS }],
  dueSoon: [{ host: 'web-01' as HostId, owner: null, dueAt: forAt + 3 * DAY_MS }],
  findings: { critical: 1, warning: 4, notice: 0 },
  campaigns: [{ campaign: 'c-1' as CampaignId, phase: 'halted', done: 3, total: 8 }],
  missed: [forAt - DAY_MS],
  auditHeadHash: '0123456789abcdef'.repeat(4),
};

const calm: DailyDigest = {
  ...digest,
  hosts: { total: 60, up: 60, unreachable: 0, unknown: 0 },
  overdue: [],
  dueSoon: [],
  findings: { critical: 0, warning: 0, notice: 0 },
  campaigns: [],
  missed: [],
};

describe('the daily digest', () => {
  it('says what changed and what needs a person', () => {
    const { text, blocks } = renderDailyDigest(digest, en, 'en');
    expect(text).toContain('Fleet on Monday 7 December: 57 of 60 hosts up, 1 unreachable, 2 unknown.');
    expect(text).toContain('`db-01`: 203 days, `data`');
    expect(text).toContain('Placement: 1 critical, 4 warnings, 0 notices');
    expect(text).toContain('`c-1`: halted, needs a decision, 3 of 8 done');
    const shown = JSON.stringify(blocks);
    expect(shown).toContain('`web-01`: by <!date^');
    expect(shown).toContain('no owner');
    expect(shown).toContain('Audit trail: `0123456789abcdef`');
    expect(shown).toContain('1 digest before this one');
  });

  it('takes its day from the digest’s time zone', () => {
    const late = { ...digest, forAt: Date.UTC(2026, 11, 6, 23, 30) };
    expect(renderDailyDigest(late, ko, 'ko').text).toContain('12월 7일 월요일 서버 현황');
  });

  it('is calm on a calm day', () => {
    const { text } = renderDailyDigest(calm, en, 'en');
    expect(text).toContain('No host is past its maximum uptime or close to it.');
    expect(text).not.toMatch(/unreachable|unknown/);
  });

  it('fits with a thousand overdue hosts of the longest names', () => {
    const host = 'x'.repeat(253) as HostId;
    const owner = '&'.repeat(200) as OwnerId;
    const huge: DailyDigest = {
      ...digest,
      overdue: Array.from({ length: 1_000 }, () => ({ host, owner, uptimeMs: 900 * DAY_MS })),
      dueSoon: Array.from({ length: 1_000 }, () => ({ host, owner, dueAt: forAt })),
      campaigns: Array.from({ length: 100 }, () => ({
        campaign: 'c'.repeat(60) as CampaignId,
        phase: 'running',
        done: 1,
        total: 1_000,
      })),
    };
    for (const language of ['en', 'ko'] as const) {
      const { text, blocks } = renderDailyDigest(huge, catalogues[language], language);
      expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(MAX_BLOCK_CHARS);
      expect(text.length).toBeLessThan(MAX_TEXT_CHARS);
    }
  });
});
