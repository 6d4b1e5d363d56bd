// The HTTP gate: one request to the host's own address. Bounded in time and size; redirects are not followed (the
// answer must come from this host); of an answer only a short finding leaves here, never its text.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { DurationMs } from '../../core/brand.ts';
import type { GateAnswer, HttpQuestion } from '../../core/fleet/check.ts';
import { parseJsonPath, valueAt } from '../../core/fleet/json-path.ts';

/** A health page is small; what is longer is cut and judged by its beginning. */
const MAX_BODY_BYTES = 64 * 1024;

type Body = { readonly text: string; readonly whole: boolean };

/** @param host the name or address that the inventory has; `address` is what it resolved to. */
export function askHttp(
  { host, address }: { readonly host: string; readonly address: string },
  question: HttpQuestion,
  withinMs: DurationMs,
): Promise<GateAnswer> {
  const { scheme, port, path } = question;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const where = `${scheme}://${authority}${path}`;
  return new Promise((resolve) => {
    const request = (scheme === 'https' ? httpsRequest : httpRequest)({
      host: address,
      port,
      path,
      agent: false,
      headers: { host: authority },
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const settle = (answer: GateAnswer): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => settle({ kind: 'fail', found: `${where} did not answer in ${withinMs} ms` }),
      withinMs,
    );
    request.on('error', (error) => settle({ kind: 'fail', found: `${where}: ${error.message}` }));
    request.once('response', (response) => {
      readBody(response, (body) =>
        settle(judge(question, { where, status: response.statusCode ?? 0, body })),
      );
    });
    request.end();
  });
}

function readBody(response: IncomingMessage, done: (body: Body) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (whole: boolean): void => done({ text: Buffer.concat(chunks).toString('utf8'), whole });
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) finish(false);
  });
  response.once('end', () => finish(true));
  // A body that breaks off is an error of the request, which reports it.
  response.on('error', () => undefined);
}

function judge(
  { statuses, bodyIncludes, json }: HttpQuestion,
  { where, status, body }: { readonly where: string; readonly status: number; readonly body: Body },
): GateAnswer {
  if (!statuses.includes(status))
    return { kind: 'fail', found: `${where} answered ${status}, expected ${statuses.join(' or ')}` };
  if (bodyIncludes !== null && !body.text.includes(bodyIncludes))
    return {
      kind: 'fail',
      found: `${where} answered ${status}, but its body does not contain "${bodyIncludes}"`,
    };
  if (json === null) return { kind: 'pass' };
  const found = wrongJson(json, body);
  return found === null ? { kind: 'pass' } : { kind: 'fail', found: `${where}: ${found}` };
}

function wrongJson({ path, equals }: NonNullable<HttpQuestion['json']>, body: Body): string | null {
  const steps = parseJsonPath(path);
  if (steps === null) return `${path} is no path to one value`;
  if (!body.whole) return `its body is longer than ${MAX_BODY_BYTES / 1024} KiB, so it was not read as JSON`;
  let document: unknown;
  try {
    document = JSON.parse(body.text);
  } catch {
    return 'its body is not JSON';
  }
  const value = valueAt(document, steps);
  if (value === equals) return null;
  const is = value === undefined ? 'is not there' : `is ${shown(value)}`;
  return `${path} ${is}, expected ${JSON.stringify(equals)}`;
}

/** A scalar, short; never a piece of a document that nobody asked for. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value).slice(0, 80);
}
