import { describe, expect, it } from 'vitest';
import {
  code,
  date,
  joinWithin,
  mention,
  person,
  plainName,
  prose,
} from '../../../src/views/slack/mrkdwn.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import type { PersonId } from '../../../src/core/fleet/ids.ts';
import { fc } from '../../fakes/properties.ts';

const { en } = catalogues;

describe('untrusted text', () => {
  it.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U0EVIL>', '&lt;@U0EVIL&gt;'],
    ['<https://evil.example|fine>', '&lt;https://evil.example|fine&gt;'],
    ['a & b', 'a &amp; b'],
    ['one\ntwo\u2028three', 'one two three'],
    ['abc\u202edef', 'abc def'],
  ])('%j becomes %j', (given, shown) => {
    expect(prose(given, 100)).toBe(shown);
  });

  it('has no character that opens a mention or link, and never outgrows its share', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (text, chars) => {
        const shown = prose(text, chars);
        expect(shown).not.toMatch(/[<>\n]/);
        expect(shown.length).toBeLessThanOrEqual(chars + 1);
        expect(code(text)).toMatch(/^`[^`<>\n]+`$/);
      }),
    );
  });

  it('never cuts an escape in two', () => {
    expect(prose('&&&', 7)).toBe('&amp;…');
  });

  it('keeps a name from ending its code span', () => {
    expect(code('a`b')).toBe("`a'b`");
    expect(code('')).toBe('`?`');
    expect(plainName('x'.repeat(300), 10)).toBe(`${'x'.repeat(10)}…`);
  });
});

describe('person', () => {
  it.each([
    ['slack:T0A/U0B', '<@U0B>'],
    ['os:alice', '`alice` (command line)'],
    ['daemon', 'Stagger'],
    ['slack:T0A/<!here>', '`slack:T0A/&lt;!here&gt;`'],
  ])('%s is shown as %s', (id, shown) => {
    expect(person(id as PersonId, en)).toBe(shown);
  });
});

describe('mention', () => {
  it.each([
    ['U0ABCDEF', '<@U0ABCDEF>'],
    ['W0ABCDEF', '<@W0ABCDEF>'],
    ['S0DBATEAM', '<!subteam^S0DBATEAM>'],
    ['C0STORE01', '<#C0STORE01>'],
    ['G0PRIVATE', '<#G0PRIVATE>'],
    ['<!here>', null],
    ['S0<!here>', null],
    ['#store-team', null],
  ])('%s is %s', (id, shown) => {
    expect(mention(id)).toBe(shown);
  });
});

describe('date', () => {
  it('carries whole seconds and a fallback in UTC', () => {
    expect(date(Date.UTC(2026, 11, 4, 17, 5, 9, 999))).toBe(
      '<!date^1796403909^{date_short_pretty} {time}|2026-12-04 17:05 UTC>',
    );
  });
});

describe('joinWithin', () => {
  const limits = { items: 3, chars: 10, separator: ', ' };
  it('counts what it leaves out', () => {
    expect(joinWithin(['a', 'b'], limits, en.more)).toBe('a, b');
    expect(joinWithin(['a', 'b', 'c', 'd'], limits, en.more)).toBe('a, b, c, and 1 more');
    expect(joinWithin(['aaaaaa', 'bbbbbb'], limits, en.more)).toBe('aaaaaa, and 1 more');
  });
});
