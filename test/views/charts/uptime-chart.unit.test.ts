// The picture of the digest: the same for the same figures, every figure in it as a number and in its alt text as words.
import { describe, expect, it } from 'vitest';
import { uptimeChart, uptimeChartAlt } from '../../../src/views/charts/uptime-chart.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { calmDigest, sampleDigest } from '../../fakes/sample-digest.ts';

const { en, ko } = catalogues;

describe('the uptime chart', () => {
  it('is the same SVG for the same figures', () => {
    expect(uptimeChart(sampleDigest.buckets, en)).toBe(uptimeChart(sampleDigest.buckets, en));
  });

  it('names its parts and writes their numbers', () => {
    const svg = uptimeChart(sampleDigest.buckets, en);
    const words = [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, word]) => word);
    expect(words).toEqual(expect.arrayContaining(['Servers by uptime', 'in time', 'due soon', 'overdue']));
    expect(words).toEqual(expect.arrayContaining(['0–30 d', '180 d +', '9', '4', '1']));
    expect(uptimeChart(sampleDigest.buckets, ko)).toContain('가동 시간별 서버 수');
  });

  it('draws nothing for a fleet that nobody has seen', () => {
    const none = sampleDigest.buckets.map((bucket) => ({ ...bucket, ok: 0, dueSoon: 0, overdue: 0 }));
    expect(uptimeChart(none, en)).toContain('<svg');
    expect(uptimeChartAlt(none, en)).toContain('0 of 0 servers overdue');
  });

  it('says in words what it shows', () => {
    expect(uptimeChartAlt(calmDigest.buckets, en)).toBe(
      'Bar chart of uptimes: 1 of 40 servers overdue, 4 due soon. Most are up for 0–30 d.',
    );
  });
});
