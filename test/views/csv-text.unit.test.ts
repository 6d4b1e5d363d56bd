// What a spreadsheet makes of names that other people chose.
import { expect, it } from 'vitest';
import { csvText } from '../../src/views/csv/csv-text.ts';

it('quotes what must be quoted, and keeps formulas from being run', () => {
  const text = csvText(
    ['host', 'days'],
    [
      ['=cmd|calc', 1],
      ['+1', null],
      ['@sum', 2],
      ['-2', 3],
      ['a "b", c\nd', 4],
    ],
  );
  expect(text).toBe(
    'host,days\r\n' + "'=cmd|calc,1\r\n" + "'+1,\r\n" + "'@sum,2\r\n" + "'-2,3\r\n" + '"a ""b"", c\nd",4\r\n',
  );
});
