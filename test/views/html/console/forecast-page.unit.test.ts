import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../../src/core/fleet/ids.ts';
import type { Forecast } from '../../../../src/core/uptime/forecast.ts';
import { forecastPage } from '../../../../src/views/html/console/forecast-page.ts';
import type { Frame } from '../../../../src/views/html/console/frame.ts';
import { forecastView } from '../../../../src/views/terminal/forecast-table.ts';
import { catalogues } from '../../../../src/views/text/language.ts';
import type { Language } from '../../../../src/views/text/language.ts';
import { planningNow } from '../../../fakes/planning-fleet.ts';
import { plainPaper } from '../../../fakes/run-command.ts';

const HOSTS = 61;
const quiet: Forecast = { weeks: [], warnings: [], stuck: [], unknown: [] };
const ids = (count: number): readonly HostId[] =>
  Array.from({ length: count }, (_, at) => `h${at}` as HostId);
const stuck: Forecast['stuck'] = ids(3).map((host) => ({
  host,
  dueAt: planningNow,
  why: { kind: 'no-window', detail: 'none' },
}));

function page(forecast: Forecast, language: Language = 'en'): string {
  const words = catalogues[language];
  const frame: Frame = {
    language,
    words,
    text: words.console,
    timeZone: 'UTC',
    now: planningNow,
    speed: 1,
    nameOf: () => null,
  };
  return forecastPage(frame, { forecast, hosts: HOSTS }, null);
}
const firstLine = (forecast: Forecast): string =>
  forecastView(forecast, { timeZone: 'UTC', paper: plainPaper, hosts: HOSTS }).split('\n')[0] ?? '';

describe('what a forecast says first', () => {
  it('is an all-clear, with what it is based on, only where every host was observed and can go', () => {
    expect(page(quiet)).toMatch(/class="fine">\s*Everything fits: 61 of 61 hosts observed\./);
    expect(page(quiet, 'ko')).toMatch(/class="fine">\s*모두 처리할 수 있습니다\. 서버 61대 중 61대 확인\./);
    expect(firstLine(quiet)).toBe('Everything fits: 61 of 61 hosts observed.');
  });

  it('is a caution that leads to the list where hosts cannot go or were not observed', () => {
    const found = page({ ...quiet, stuck, unknown: ids(3) });
    expect(found).not.toContain('class="fine"');
    expect(found).not.toContain('Everything fits');
    expect(found).toMatch(/class="caution">\s*<a href="#stuck">Cannot go as things are: 3 hosts<\/a>/);
    expect(found).toMatch(/<h2 id="stuck">/);
    expect(found).toMatch(/class="caution">\s*<a href="#unknown">The uptime of 3 hosts is not known\.<\/a>/);
    expect(found).toMatch(/<h2 id="unknown">/);
    expect(found).toContain('58 of 61 hosts observed, 3 cannot go.');
    expect(page({ ...quiet, stuck, unknown: ids(3) }, 'ko')).toContain(
      '서버 61대 중 58대 확인, 3대는 재부팅할 수 없음.',
    );
  });

  it('is on the terminal the same', () => {
    expect(firstLine({ ...quiet, stuck, unknown: ids(3) })).toBe(
      'Not everything fits: 58 of 61 hosts observed, 3 cannot go.',
    );
    expect(firstLine({ ...quiet, unknown: ids(3) })).toBe(
      'Not known whether everything fits: 58 of 61 hosts observed.',
    );
    const why = { kind: 'freeze-unknown', freeze: 'f', why: 'no such file' } as const;
    expect(firstLine({ ...quiet, stuck: stuck.map((one) => ({ ...one, why })) })).toBe(
      'Not known whether everything fits: 61 of 61 hosts observed, 3 cannot go.',
    );
  });

  it('counts who is late, and says what fits only if it begins in time', () => {
    const week = { fromAt: planningNow, untilAt: planningNow + 1, due: ids(2), room: 1, carried: [] };
    const late: Forecast = {
      ...quiet,
      weeks: [{ ...week, late: ids(2) }],
      warnings: [{ kind: 'does-not-fit', week: 0, late: ids(2) }],
    };
    expect(firstLine(late)).toBe('Not everything fits: 61 of 61 hosts observed, 2 too late.');
    const crowded: Forecast = {
      ...quiet,
      weeks: [{ ...week, late: [] }],
      warnings: [{ kind: 'crowded', week: 0, due: 2, room: 1, beginBy: 0 }],
    };
    expect(firstLine(crowded)).toBe('Everything fits if it begins in time: 61 of 61 hosts observed.');
    expect(page(crowded)).not.toContain('class="fine"');
  });
});
