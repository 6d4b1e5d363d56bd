// One call of the Web API from the request to the answer: token, scope, rate limit, faults, then the method. Every call
// is kept, so that a test can say how often something was asked.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer, text as readText } from 'node:stream/consumers';
import { refuse, type ApiAnswer, type ApiContext, type ApiMethod } from './api-method.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './file-methods.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { isObject, parseJson, stringAt, type JsonObject } from './json.ts';
import { peopleMethods } from './people-methods.ts';
import type { RateLimits } from './rate-limits.ts';
import { viewMethods } from './view-methods.ts';
import { changed } from './workspace-state.ts';

export const tokens = { bot: 'xoxb-workspace-bot', app: 'xapp-workspace-app' } as const;

const methods: Readonly<Record<string, ApiMethod>> = {
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
};

export type WebApi = {
  readonly context: ApiContext;
  readonly faults: FaultPlan;
  /** Null: nothing is limited. */
  readonly rateLimits: RateLimits | null;
  readonly scopes: ReadonlySet<string>;
};

/** The body as an object, whether it came as a form or as JSON. */
export async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const body = await readText(request);
  if (request.headers['content-type']?.includes('json') === true) {
    const json = parseJson(body);
    return isObject(json) ? json : {};
  }
  return Object.fromEntries(new URLSearchParams(body));
}

/** The bytes of an upload, sent as they are or as the one file of a form. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const body = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const part of form.values())
    return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
  return Buffer.alloc(0);
}

function judgeCall(name: string, request: IncomingMessage, api: WebApi): ApiMethod | ApiAnswer {
  const method = methods[name];
  if (method === undefined) return refuse('unknown_method');
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return refuse('not_authed');
  if (token !== tokens[method.token])
    return refuse(Object.values<string>(tokens).includes(token) ? 'not_allowed_token_type' : 'invalid_auth');
  if (method.scopes.length > 0 && !method.scopes.some((scope) => api.scopes.has(scope)))
    return {
      ...refuse('missing_scope'),
      needed: method.scopes.join(','),
      provided: [...api.scopes].join(','),
    };
  return method;
}

function isMethod(judged: ApiMethod | ApiAnswer): judged is ApiMethod {
  return 'call' in judged;
}

/** Answers one `POST /api/NAME`. */
export async function answerCall(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  api: WebApi,
): Promise<void> {
  const args = await readBody(request);
  const record = (outcome: string): void => {
    api.context.state.calls.push({ method: name, args, outcome });
    changed(api.context.state);
  };
  const fault = api.faults.take(name);
  const before = fault === null ? null : refusalOf(fault);
  if (before !== null) {
    record(fault?.kind ?? '');
    return send(response, before, api);
  }
  const waitSeconds = api.rateLimits?.take(name, stringAt(args, 'channel'), performance.now()) ?? null;
  if (waitSeconds !== null) {
    record('rate-limit');
    return send(response, rateLimited(waitSeconds), api);
  }
  const judged = judgeCall(name, request, api);
  const answer = isMethod(judged) ? judged.call(args, api.context) : judged;
  record(answer.ok ? 'ok' : String(answer['error']));
  const reply: Reply = { status: 200, headers: {}, body: answer };
  if (fault?.kind === 'lose-reply') request.socket.destroy();
  else if (fault?.kind === 'slow') setTimeout(() => send(response, reply, api), fault.afterMs);
  else if (fault?.kind !== 'hang') send(response, reply, api);
}

type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
};

const rateLimited = (seconds: number): Reply => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: refuse('ratelimited'),
});

/** The answer of a fault that does nothing, or null for one that does the work. */
function refusalOf(fault: Fault): Reply | null {
  switch (fault.kind) {
    case 'http-status':
      return { status: fault.status, headers: {}, body: {} };
    case 'error':
      return { status: 200, headers: {}, body: refuse(fault.error) };
    case 'rate-limit':
      return rateLimited(fault.retryAfterSeconds);
    case 'slow':
    case 'lose-reply':
    case 'hang':
      return null;
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply, api: WebApi): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-oauth-scopes': [...api.scopes].join(','),
    ...headers,
  });
  response.end(JSON.stringify(body));
}
