// Is the address where Slack's requests arrive answered by our daemon, with the signing secret that the settings name?
// Asked with the question that Slack itself asks of a new address (`url_verification`), signed like Slack's; it changes
// nothing. And does a webhook still exist: asked with a post that has nothing in it, which Slack refuses by name.

import { createHmac, randomUUID } from 'node:crypto';
import type { SlackAnswer } from '../../core/doctor/judge-slack.ts';
import { SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import { askEmpty, checkedWebhookUrl } from './webhook-post.ts';

/** Never rejects. */
export async function askAddress(
  url: string,
  given: { readonly signingSecret: string; readonly clock: Clock; readonly callMs: DurationMs },
): Promise<SlackAnswer<null>> {
  const challenge = randomUUID();
  const body = JSON.stringify({ type: 'url_verification', challenge });
  const timestamp = Math.floor(given.clock.now() / SECOND_MS);
  const hash = createHmac('sha256', given.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${hash}`,
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(given.callMs),
    });
    const said = await response.text();
    if (response.status !== 200) return { kind: 'refused', error: `HTTP ${response.status}` };
    return said.includes(challenge)
      ? { kind: 'answered', value: null }
      : { kind: 'refused', error: 'something else answers there' };
  } catch (error) {
    return { kind: 'refused', error: `no answer (${whyNot(error)})` };
  }
}

/** Posts nothing. Never rejects, and names the URL nowhere. */
export async function askWebhook(text: string, callMs: DurationMs): Promise<SlackAnswer<null>> {
  let url: URL;
  try {
    url = checkedWebhookUrl(text);
  } catch (error) {
    return { kind: 'refused', error: error instanceof Error ? error.message : 'not a URL' };
  }
  const found = await askEmpty(url, { callMs });
  return found.kind === 'there' ? { kind: 'answered', value: null } : { kind: 'refused', error: found.why };
}

function whyNot(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error instanceof Error ? error.name : String(error);
}
