import { describe, expect, it } from 'vitest';
import { plainTable, tersePlainTable } from '../../../src/views/terminal/plain-table.ts';
import { plainPaper } from '../../fakes/run-command.ts';

const head = ['HOST', 'WHAT IT DOES', 'STATE'];
const rows = [
  ['web-1', 'a very long list of services that nobody reads to its end', 'up'],
  ['데이터베이스-1', 'short', { text: 'down', tone: 'bad' }],
] as const;

describe('a table on a terminal', () => {
  it('is as wide as it wants where nobody says how wide the terminal is', () => {
    expect(plainTable(head, rows, plainPaper)).toContain('nobody reads to its end');
  });

  it('stays within its width by breaking what is widest, and loses no word', () => {
    const lines = plainTable(head, rows, { ...plainPaper, columns: 50 }).split('\n');
    // A Korean letter is two columns wide.
    const widths = lines.map((line) => [...line].reduce((sum, c) => sum + (/[가-힣]/.test(c) ? 2 : 1), 0));
    expect(Math.max(...widths)).toBeLessThanOrEqual(50);
    expect(lines[1]).toMatch(/^web-1 .* up$/);
    for (const word of rows[0][1].split(' ')) expect(lines.join('\n')).toContain(word);
    expect(lines.at(-1)).toMatch(/^데이터베이스-1 +short +down$/);
  });

  it('becomes a block a row where whole words do not fit side by side', () => {
    const dated = [['weeknights', '2026-11-24 06:00', '5 h']];
    const text = plainTable(['WINDOW', 'OPENS', 'REALLY OPEN'], dated, { ...plainPaper, columns: 30 });
    expect(text).toBe('weeknights\n  OPENS: 2026-11-24 06:00\n  REALLY OPEN: 5 h');
  });

  it('rather goes without what can be missed, says so, and leaves a wide terminal all of it', () => {
    const terse = (columns: number | null): readonly string[] =>
      tersePlainTable(
        ['HOST', 'STATE', 'KERNEL', 'WHERE'],
        [['web-1', 'up', '6.1.0-25-amd64', 'seoul-a/r12']],
        {
          paper: { ...plainPaper, columns },
          expendable: ['KERNEL', 'WHERE'],
        },
      ).split('\n');
    expect(terse(null)).toEqual(terse(80));
    expect(terse(80)[1]).toBe('web-1  up     6.1.0-25-amd64  seoul-a/r12');
    expect(terse(30)).toEqual([
      'HOST   STATE  WHERE',
      'web-1  up     seoul-a/r12',
      '',
      'Not shown at 30 columns:',
      'KERNEL (--json has them).',
    ]);
    // Where not even the rest fits, nothing is missing.
    expect(terse(10).join(' ')).toContain('KERNEL');
  });

  it('has colours only where they are wanted', () => {
    expect(plainTable(head, rows, plainPaper)).not.toContain('\u001b');
    expect(plainTable(head, rows, { ...plainPaper, colour: 'colour' })).toContain('\u001b[31mdown');
  });
});
