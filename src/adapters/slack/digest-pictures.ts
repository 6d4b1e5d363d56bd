// The picture of a digest, gone up as a file of ours that stands inside the message. A digest is never held up by its
// picture: what cannot be drawn or uploaded is left out.

import { WebAPIRequestError, type WebClient } from '@slack/web-api';
import type { DailyDigest } from '../../core/uptime/daily-digest.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageKey } from '../../ports/store.ts';
import type { DigestPicture } from '../../views/slack/daily-digest.ts';
import { catalogues, type Language } from '../../views/text/language.ts';
import { errorText } from './slack-log.ts';
import { uploadFile } from './upload-file.ts';

/** Draws SVG as PNG. */
export type DrawPng = (svg: string) => Promise<Uint8Array>;

export type DigestPictures = (key: MessageKey, digest: DailyDigest) => Promise<DigestPicture | null>;

/** Tries of one message share a picture; older ones are not edited any more. */
const KEPT = 8;

/** Once more after a connection that broke: a file that nobody sees may lie there twice. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WebAPIRequestError)) throw error;
    return work();
  }
}

/** @param given.draw null: digests have no picture. */
export function createDigestPictures(given: {
  readonly client: WebClient;
  readonly draw: DrawPng | null;
  readonly language: Language;
  readonly log: Log;
}): DigestPictures {
  const { client, draw, language, log } = given;
  const kept = new Map<MessageKey, DigestPicture>();
  return async (key, digest) => {
    const known = kept.get(key);
    if (known !== undefined || draw === null) return known ?? null;
    try {
      // Charts are only loaded by who draws one.
      const { uptimeChart, uptimeChartAlt } = await import('../../views/charts/uptime-chart.ts');
      const text = catalogues[language];
      const alt = uptimeChartAlt(digest.buckets, text);
      const content = await draw(uptimeChart(digest.buckets, text));
      const day = new Date(digest.forAt).toISOString().slice(0, 10);
      const file = { name: `uptimes-${day}.png`, content, altText: alt };
      const { id } = await twice(() => uploadFile(client, file, { kind: 'unshared' }));
      const picture = { fileId: id, alt };
      kept.set(key, picture);
      for (const old of [...kept.keys()].slice(0, -KEPT)) kept.delete(old);
      return picture;
    } catch (error) {
      log.warn('the digest is posted without its picture', { error: errorText(error) });
      return null;
    }
  };
}
