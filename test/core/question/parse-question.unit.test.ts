import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../src/config/known-names.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import { parseQuestion } from '../../../src/core/question/parse-question.ts';
import { fc } from '../../fakes/properties.ts';

const question = (text: string): unknown => {
  const parsed = parseQuestion(text, nearestName);
  return parsed.kind === 'question' ? parsed.question : parsed;
};

describe('what people type', () => {
  it.each([
    ['', { kind: 'help' }],
    ['?', { kind: 'help' }],
    ['도움말', { kind: 'help' }],
    ['host web-01', { kind: 'host', name: 'web-01' }],
    ['HOST Web-01', { kind: 'host', name: 'Web-01' }],
    ['uptime of web-01?', { kind: 'host', name: 'web-01' }],
    ['서버 web-01', { kind: 'host', name: 'web-01' }],
    ['web-01', { kind: 'name', name: 'web-01' }],
    ['rack r12', { kind: 'rack', name: 'r12' }],
    ['랙 r12', { kind: 'rack', name: 'r12' }],
    ['service store', { kind: 'service', name: 'store' }],
    ['who owns web-01?', { kind: 'owner', name: 'web-01' }],
    ['담당 web-01', { kind: 'owner', name: 'web-01' }],
    ['overdue', { kind: 'overdue' }],
    ['기한 초과', { kind: 'overdue' }],
    ['due soon', { kind: 'due' }],
    ['임박', { kind: 'due' }],
    ['next', { kind: 'next' }],
    ["what's next?", { kind: 'next' }],
    ['다음', { kind: 'next' }],
    ['what if rack:r12', { kind: 'what-if', domains: ['rack:r12'] }],
    ['what if rack r12 and feed north', { kind: 'what-if', domains: ['rack:r12', 'feed:north'] }],
    ['what if Rack:r12, zone:z1?', { kind: 'what-if', domains: ['rack:r12', 'zone:z1'] }],
    ['만약 랙:r12', { kind: 'what-if', domains: ['rack:r12'] }],
    ['rebooted since 7d', { kind: 'rebooted', since: { kind: 'ago', lengthMs: 7 * DAY_MS } }],
    ['rebooted', { kind: 'rebooted', since: { kind: 'ago', lengthMs: 7 * DAY_MS } }],
    ['rebooted in the last 24 hours', { kind: 'rebooted', since: { kind: 'ago', lengthMs: 24 * HOUR_MS } }],
    ['재부팅 최근 3일', { kind: 'rebooted', since: { kind: 'ago', lengthMs: 3 * DAY_MS } }],
    ['재부팅 3일간', { kind: 'rebooted', since: { kind: 'ago', lengthMs: 3 * DAY_MS } }],
    ['재부팅 12시간', { kind: 'rebooted', since: { kind: 'ago', lengthMs: 12 * HOUR_MS } }],
    ['added since 2026-11-01', { kind: 'added', since: { kind: 'day', at: Date.UTC(2026, 10, 1) } }],
    ['added since 2024-02-29', { kind: 'added', since: { kind: 'day', at: Date.UTC(2024, 1, 29) } }],
    ['추가 어제', { kind: 'added', since: { kind: 'ago', lengthMs: DAY_MS } }],
    ['campaign', { kind: 'campaign', id: null }],
    ['campaign abc123', { kind: 'campaign', id: 'abc123' }],
    ['stop', { kind: 'stop', id: null }],
    ['stop all', { kind: 'stop', id: null }],
    ['중지 abc123', { kind: 'stop', id: 'abc123' }],
  ])('%j', (text, expected) => {
    expect(question(text)).toEqual(expected);
  });

  it.each([
    ['host', { kind: 'incomplete', word: 'host', needs: 'name' }],
    ['what if', { kind: 'incomplete', word: 'what if', needs: 'domain' }],
    ['what if and', { kind: 'incomplete', word: 'what if', needs: 'domain' }],
    ['rebooted since tuesday', { kind: 'incomplete', word: 'rebooted since', needs: 'time' }],
    ['rebooted 0d', { kind: 'incomplete', word: 'rebooted', needs: 'time' }],
    ['added since 2026-02-30', { kind: 'incomplete', word: 'added since', needs: 'time' }],
    ['overdew hosts', { kind: 'not-understood', found: 'overdew hosts', nearest: 'overdue' }],
  ])('%j is not enough', (text, expected) => {
    expect(question(text)).toEqual(expected);
  });

  it.each([
    ['overdue in channel', 'channel'],
    ['overdue 공개', 'channel'],
    ['overdue', 'asker'],
  ])('%j is for the %s', (text, audience) => {
    expect(parseQuestion(text, nearestName)).toEqual({
      kind: 'question',
      question: { kind: 'overdue' },
      audience,
    });
  });

  it('is total: whatever is typed, something bounded comes out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3_000 }), (text) => {
        const parsed = parseQuestion(text, nearestName);
        expect(JSON.stringify(parsed).length).toBeLessThan(14_000);
      }),
    );
  });
});
