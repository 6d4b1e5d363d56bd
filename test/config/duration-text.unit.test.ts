import { describe, expect, it } from 'vitest';
import { durationText, parseDuration } from '../../src/config/duration-text.ts';
import { fc } from '../fakes/properties.ts';

describe('durations as text', () => {
  it.each([
    ['0s', 0],
    ['30s', 30_000],
    ['90m', 5_400_000],
    ['1h30m', 5_400_000],
    ['180d', 15_552_000_000],
    ['2w', 1_209_600_000],
    ['1w2d3h4m5s', 788_645_000],
  ])('%s', (text, lengthMs) => {
    expect(parseDuration(text)).toBe(lengthMs);
  });

  it.each([
    '',
    ' ',
    '5',
    '5 m',
    '1.5h',
    '-5m',
    '+5m',
    '30m1h',
    '5m5m',
    '5ms',
    '5M',
    '1e3s',
    'PT5M',
    '٥m',
    '123456d',
    '5m\n',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('comes back from its own text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 * 86_400 }), (seconds) => {
        expect(parseDuration(durationText(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });

  it('is the sum of its parts', () => {
    const part = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(part, part, part, part, part, (w, d, h, m, s) => {
        const seconds = (((w * 7 + d) * 24 + h) * 60 + m) * 60 + s;
        expect(parseDuration(`${w}w${d}d${h}h${m}m${s}s`)).toBe(seconds * 1_000);
      }),
    );
  });
});
