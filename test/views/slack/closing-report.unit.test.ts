// The closing report says how long it took and what did not go well; what does not fit is counted, and stands in the file.
import { describe, expect, it } from 'vitest';
import {
  closingIsLong,
  closingReportText,
  renderClosingReport,
} from '../../../src/views/slack/closing-report.ts';
import { closingReportView } from '../../../src/views/terminal/closing-report-view.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { hugeClosing, sampleClosing } from '../../fakes/sample-closing.ts';

const { en, ko } = catalogues;

describe('the message', () => {
  it('reads like this', () => {
    const { text } = renderClosingReport(sampleClosing, en);
    expect(text.replaceAll(/<!date[^>]*>/g, 'DATE').split('\n')).toEqual([
      'Ended DATE.',
      '2 of 8 done, 2 in flight, 4 hosts not begun. 1 h in all.',
      'How long the parts took',
      '• checks: 2 min typically, at most 6 min (`orders-db-02`)',
      '• drain: 2 min typically, at most 6 min (`orders-db-02`)',
      '• down: 2 min typically, at most 6 min (`orders-db-02`)',
      '• settling: 2 min typically, at most 6 min (`orders-db-02`)',
      '• gates: 2 min typically, at most 6 min (`orders-db-02`)',
      '• ramp: 2 min typically, at most 6 min (`orders-db-02`)',
      '• soak: 2 min typically, at most 6 min (`orders-db-02`)',
      'Slowest hosts',
      '• `orders-db-02`: 44 min (checks 6 min, drain 6 min, down 6 min, settling 6 min, gates 6 min, ramp 6 min, soak 6 min)',
      '• `batch-01`: 37 min (checks 5 min, drain 5 min, down 5 min, settling 5 min, gates 5 min, ramp 5 min, soak 5 min)',
      '• `db-proxy-02`: 30 min (checks 4 min, drain 4 min, down 4 min, settling 4 min, gates 4 min, ramp 4 min, soak 4 min)',
      'Missing since the reboot',
      '• `web-02`: units: nightly-sync.service',
      '• `batch-01`: units: nightly-sync.service',
      'Rebooted by itself meanwhile',
      '• `batch-09` DATE (owner `data`)',
      'Every host: `stagger campaign report c-20261205`',
    ]);
  });

  it('is in Korean from the Korean catalogue', () => {
    const { text } = renderClosingReport(sampleClosing, ko);
    expect(text).toContain('단계별 소요 시간\n• 점검: 보통 2분, 최대 6분 (`orders-db-02`)');
    expect(text).toContain('그사이 계획 없이 재부팅된 서버');
    expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/[a-z]{4,} [a-z]{3,} [a-z]{3,}/);
  });

  it('of a campaign without drift says so, and of one that was not compared does not', () => {
    const { report } = sampleClosing;
    const said = (change: Partial<typeof report>): string =>
      renderClosingReport({ ...sampleClosing, report: { ...report, drifted: [], ...change } }, en).text;
    expect(said({})).toContain('Nothing was missing after the reboot of 8 hosts.');
    expect(said({ compared: 0 })).toContain('No host was compared with what it was before.');
  });
});

describe('the file', () => {
  it('has every host, and comes only where the message does not', () => {
    expect(closingIsLong(sampleClosing.report)).toBe(false);
    expect(closingIsLong(hugeClosing.report)).toBe(true);
    const file = closingReportText(hugeClosing, ko);
    const { report } = hugeClosing;
    expect(file.split('\n').filter((line) => line.startsWith('• host-')).length).toBeGreaterThanOrEqual(
      report.hosts.length + report.drifted.length + report.skipped.length + report.failed.length,
    );
    expect(file).not.toMatch(/<!date|`/);
  });
});

it('a terminal shows the same, with nothing left out', () => {
  const shown = closingReportView(hugeClosing.report, {
    timeZone: 'UTC',
    paper: { colour: 'plain', columns: null },
  });
  expect(shown).toContain('hosts     0 of 1000 done, 100 not begun');
  expect(shown.match(/drain 1 min/g)?.length).toBeGreaterThan(100);
});
