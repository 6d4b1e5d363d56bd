// The drawing and its font: Korean is drawn with glyphs, not with boxes, on a machine without fonts.
import { describe, expect, it } from 'vitest';
import { svgToPng } from '../../../src/adapters/resvg/svg-to-png.ts';
import { CHART_FONT, uptimeChart } from '../../../src/views/charts/uptime-chart.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { sampleDigest } from '../../fakes/sample-digest.ts';

const drawn = (text: string): Promise<Uint8Array> =>
  svgToPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30"><text x="4" y="20" font-size="16" font-family="${CHART_FONT}">${text}</text></svg>`,
  );

describe('drawing', () => {
  it('makes a PNG of twice the size', async () => {
    const png = Buffer.from(await svgToPng(uptimeChart(sampleDigest.buckets, catalogues.ko)));
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_520, 680]);
    expect(png.length).toBeLessThan(200_000);
  });

  it('knows Korean letters: two of them differ, and neither is empty', async () => {
    const [empty, one, other] = await Promise.all([drawn(''), drawn('가동'), drawn('초과')]);
    expect(Buffer.compare(one, other)).not.toBe(0);
    expect(Buffer.compare(one, empty)).not.toBe(0);
  });

  it('refuses what is no drawing', async () => {
    await expect(svgToPng('not a drawing')).rejects.toThrow();
  });
});
