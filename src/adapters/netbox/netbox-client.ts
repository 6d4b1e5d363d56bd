// A live NetBox, page by page. Pages come only from the host that was configured: a `next` link that leads elsewhere
// would carry the token there. Bounded in time, size and number; the token is never part of an error.

import { jsonProblem, SourceError } from '../../core/fleet/source-problem.ts';
import { RecordLists } from './netbox-files.ts';
import { collectionPaths, collections, isObject, recordsOf, type NetboxRecords } from './netbox-json.ts';

export type NetboxConnection = {
  /** `https://netbox.example.com`, with the path it is served below, if any. */
  readonly url: string;
  readonly token: string;
  /** One page's bound. */
  readonly pageWithinMs: number;
};

/** Asked for explicitly: `limit=0` means everything in some versions and the default in others. */
const pageSize = 250;
const pageLimit = 32 * 1_048_576;
/** 250 × 2,000 is half a million records of one kind. */
const pagesLimit = 2_000;

function fail(file: string, what: string, hint: string | null = null): never {
  throw new SourceError({ file, line: null, what, hint });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The checked base address, ending in a slash. @throws SourceError */
export function netboxBase(text: string): URL {
  const base = URL.canParse(text)
    ? new URL(text)
    : fail('--url', `"${text.replace(/\/\/.*@/, '//')}" is no address`);
  if (base.username !== '' || base.password !== '')
    fail('--url', 'a login in the address', 'give the token by --token-env or --token-file');
  const safe = base.protocol === 'https:' || (base.protocol === 'http:' && isLoopback(base.hostname));
  if (!safe)
    fail(base.origin, 'neither https nor a loopback address', 'a token must not travel in the clear');
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

/** The body, refused as soon as it is too long. */
async function boundedText(response: Response, page: string): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > pageLimit) fail(page, `a page larger than ${pageLimit / 1_048_576} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** v2 tokens (`nbt_…`) are bearer tokens, older ones have a scheme of their own. */
function authorization(token: string): string {
  return token.startsWith('nbt_') ? `Bearer ${token}` : `Token ${token}`;
}

const statusHints: Readonly<Record<number, string>> = {
  401: 'the token is not accepted: is it complete, and not expired?',
  403: 'the token may not read this; it needs "view" on sites, racks, devices, virtual machines and clusters',
  404: 'is NetBox served below a path? Put it into --url',
};

async function fetchPage(url: URL, { token, pageWithinMs }: NetboxConnection): Promise<unknown> {
  const page = `${url.origin}${url.pathname}${url.search}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      headers: { accept: 'application/json', authorization: authorization(token) },
      redirect: 'manual',
      signal: AbortSignal.timeout(pageWithinMs),
    });
    text = await boundedText(response, page);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof Error && error.name === 'TimeoutError')
      return fail(page, `no answer within ${pageWithinMs / 1_000} s`, 'raise --timeout, or save the pages');
    const cause = error instanceof Error ? error.cause : null;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
    return fail(page, `not reached (${code})`);
  }
  if (response.status >= 300 && response.status < 400)
    fail(page, `a redirect (${response.status}), which is not followed`, 'name the final address in --url');
  if (response.status !== 200) fail(page, `status ${response.status}`, statusHints[response.status] ?? null);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new SourceError(jsonProblem(page, text, error));
  }
}

/** The next page's address, or null after the last. @throws SourceError where it leads away. */
function nextOf(page: URL, answer: unknown, base: URL): URL | null {
  const next = isObject(answer) ? answer['next'] : null;
  if (next === null || next === undefined) return null;
  const url = typeof next === 'string' && URL.canParse(next, page.href) ? new URL(next, page.href) : null;
  if (url === null) return fail(page.href, 'a "next" link that is no address');
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
    return fail(
      page.href,
      `its "next" link leads to ${url.origin}${url.pathname}, away from ${base.href}`,
      'behind a proxy NetBox must know its own address (X-Forwarded-Host); the token is sent nowhere else',
    );
  return url;
}

/** Every record of the six lists. @throws SourceError */
export async function fetchNetbox(connection: NetboxConnection): Promise<NetboxRecords> {
  const base = netboxBase(connection.url);
  const lists = new RecordLists();
  for (const collection of collections) {
    let url: URL | null = new URL(`api/${collectionPaths[collection]}/?limit=${pageSize}`, base);
    const seen = new Set<string>();
    let expected = 0;
    while (url !== null) {
      if (seen.has(url.href)) fail(url.href, 'its pages go round in a circle');
      if (seen.size >= pagesLimit) fail(url.href, `more than ${pagesLimit} pages`);
      seen.add(url.href);
      const answer: unknown = await fetchPage(url, connection);
      for (const record of recordsOf(url.href, answer)) lists.add(collection, record);
      if (isObject(answer) && typeof answer['count'] === 'number') expected = answer['count'];
      url = nextOf(url, answer, base);
    }
    if (lists.sizeOf(collection) < expected)
      fail(
        new URL(`api/${collectionPaths[collection]}/`, base).href,
        `${lists.sizeOf(collection)} of ${expected} ${collection} were on its pages`,
        'something changed while they were read; run it again',
      );
  }
  return lists.all();
}
