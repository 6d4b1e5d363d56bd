// The workspace in a browser: one page a person, kept up to date by server-sent events, with working buttons, confirm
// dialogs and modals. Only for this machine: a foreign site can neither read nor press anything.

import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { paletteCss } from '../../views/palette.ts';
import type { Language } from '../../views/text/language.ts';
import type { Given } from './element-values.ts';
import { objectAt, stringAt, type JsonObject } from './json.ts';
import { pageHtml, pageState, type Reader } from './page-html.ts';
import { pageTexts, type PageText } from './page-text.ts';
import { readBody } from './web-api.ts';
import type { Workspace } from './workspace.ts';

export type PageOptions = {
  readonly language: Language;
  /** Who looks when the address does not say: the approver of the default workspace. */
  readonly user?: string;
  readonly channel?: string;
  /** Where the page is; `/` where nothing is said. */
  readonly path?: string;
  /** IANA name of the zone that whoever looks lives in; this machine's where nothing is said. */
  readonly timeZone?: string;
  /** What a message time stamp is shown as: a demo whose time runs faster than ours shows its own. */
  readonly timeOf?: (realMs: number) => number;
  /** Hears of everything that somebody does on the page. */
  readonly onUse?: (use: PageUse) => void;
};

/** What somebody did, and whether the app answered. */
export type PageUse =
  | { readonly kind: 'pressed'; readonly actionId: string; readonly answered: boolean }
  | { readonly kind: 'asked'; readonly answered: boolean };

const asset = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Changes within this time are shown together. */
const COALESCE_MS = 40;

const security = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { ...security, 'content-type': `${type}; charset=utf-8` }).end(body);
}

/**
 * The name by which the browser asked must be this machine's own (DNS rebinding), and a post must carry a header that
 * a foreign page cannot send without asking first.
 */
function isOwn(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const named = host === '127.0.0.1' || host === 'localhost';
  return named && (request.method === 'GET' || request.headers['x-workspace'] === 'page');
}

function stream(workspace: Workspace, reader: Reader, response: ServerResponse): void {
  response.writeHead(200, { ...security, 'content-type': 'text/event-stream' });
  const send = (): void => {
    response.write(`data: ${JSON.stringify(pageState(workspace, reader))}\n\n`);
  };
  let timer: NodeJS.Timeout | null = null;
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      send();
    }, COALESCE_MS);
  };
  workspace.state.listeners.add(soon);
  response.on('close', () => {
    workspace.state.listeners.delete(soon);
    if (timer !== null) clearTimeout(timer);
  });
  send();
}

/** What stands in a form: a text or, for a list of boxes, the ticked ones. */
function valuesGiven(body: JsonObject): Readonly<Record<string, Given>> {
  const given = Object.entries(objectAt(body, 'values') ?? {});
  return Object.fromEntries(
    given.map(([block, value]) => [block, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}

const fileTypes: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg' };

/** A file that went up, as what it is: a picture, or text that is only shown. */
function sendFile(workspace: Workspace, id: string, response: ServerResponse): void {
  const file = workspace.state.files.get(id);
  if (file?.bytes === null || file === undefined) {
    response.writeHead(404, security).end();
    return;
  }
  const type = fileTypes[file.name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8';
  response.writeHead(200, { ...security, 'content-type': type }).end(file.bytes);
}

/** What a person typed: a command, a mention of the app, or something for the others. */
async function say(
  workspace: Workspace,
  given: { readonly user: string; readonly channel: string; readonly text: string },
): Promise<JsonObject> {
  const text = given.text.trim().slice(0, 4_000);
  if (text === '') return { kind: 'nothing' };
  const [, command, rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(text) ?? [];
  if (command !== undefined)
    return { kind: (await workspace.slashCommand({ ...given, command, text: rest })).kind };
  const [, asked] = /^@stagger\b\s*(.*)$/is.exec(text) ?? [];
  if (asked !== undefined)
    return { kind: (await workspace.mention({ ...given, threadTs: null, text: asked })).kind };
  workspace.say({ ...given, text });
  return { kind: 'acked' };
}

async function act(
  workspace: Workspace,
  what: string,
  body: JsonObject,
  text: PageText,
): Promise<JsonObject> {
  const user = stringAt(body, 'user') ?? '';
  switch (what) {
    case 'click': {
      const message = { channel: stringAt(body, 'channel') ?? '', ts: stringAt(body, 'ts') ?? '' };
      const actionId = stringAt(body, 'actionId') ?? '';
      const value = stringAt(body, 'value') ?? undefined;
      const { kind } = await workspace.click({
        user,
        message,
        actionId,
        ...(value === undefined ? {} : { value }),
      });
      return { kind };
    }
    case 'use': {
      const actionId = stringAt(body, 'actionId') ?? '';
      const value = stringAt(body, 'value') ?? undefined;
      const { kind } = await workspace.clickView({
        user,
        place: body['place'] === 'home' ? 'home' : 'modal',
        actionId,
        value,
        values: valuesGiven(body),
      });
      return { kind };
    }
    case 'submit': {
      const outcome = await workspace.submitView({ user, values: valuesGiven(body) });
      if (outcome.kind !== 'invalid') return outcome;
      const problems = Object.entries(outcome.errors);
      return {
        kind: 'invalid',
        errors: Object.fromEntries(problems.map(([block, problem]) => [block, text.field(problem)])),
      };
    }
    case 'say':
      return say(workspace, {
        user,
        channel: stringAt(body, 'channel') ?? '',
        text: stringAt(body, 'text') ?? '',
      });
    case 'home':
      return { ...(await workspace.openHome(user)) };
    case 'close':
      workspace.closeView(user);
      return { kind: 'closed' };
    default:
      return { kind: 'unknown' };
  }
}

function useOf(what: string, body: JsonObject, { kind }: JsonObject): PageUse | null {
  const answered = kind === 'acked';
  if (what === 'say')
    return /^(?:\/|@stagger\b)/i.test(stringAt(body, 'text') ?? '') ? { kind: 'asked', answered } : null;
  if (what !== 'click' && what !== 'use') return null;
  return { kind: 'pressed', actionId: stringAt(body, 'actionId') ?? '', answered };
}

/** Serves the page of the workspace. */
export function servePage(workspace: Workspace, options: PageOptions): void {
  const assets: Readonly<Record<string, readonly [string, string]>> = {
    '/page.css': ['text/css', paletteCss() + asset('page.css')],
    '/page-client.js': ['text/javascript', asset('page-client.js')],
  };
  const { path = '/', onUse = () => undefined } = options;
  const readerOf = ({ searchParams }: URL): Reader => {
    const asked = searchParams.get('as') ?? '';
    const channel = searchParams.get('channel') ?? '';
    const [firstChannel = ''] = workspace.state.channels.keys();
    return {
      user: workspace.state.users.has(asked) ? asked : (options.user ?? 'U0APPROVER'),
      channel: workspace.state.channels.has(channel) ? channel : (options.channel ?? firstChannel),
      language: options.language,
      timeZone: options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      tab: searchParams.get('tab') === 'home' ? 'home' : 'channel',
      timeOf: options.timeOf ?? ((realMs) => realMs),
    };
  };

  workspace.serve((request, response) => {
    const url = new URL(request.url ?? '/', workspace.baseUrl);
    const [, what] = /^\/act\/(\w+)$/.exec(url.pathname) ?? [];
    const archived = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(url.pathname);
    if (archived !== null) {
      const [, channel, seconds, micros] = archived;
      const place = `${path}?channel=${channel}#m-${seconds}-${micros}`;
      response.writeHead(302, { ...security, location: place }).end();
      return true;
    }
    const file = assets[url.pathname];
    const [, shown] = /^\/file\/(F[A-Z0-9]+)$/.exec(url.pathname) ?? [];
    const known = what ?? file ?? shown ?? (url.pathname === path || url.pathname === '/events');
    if (known === false) return false;
    if (!isOwn(request)) response.writeHead(403).end();
    else if (what !== undefined && request.method === 'POST')
      readBody(request)
        .then(async (body) => {
          const outcome = await act(workspace, what, body, pageTexts[options.language]);
          const use = useOf(what, body, outcome);
          if (use !== null) onUse(use);
          return outcome;
        })
        .then((outcome) => answer(response, 'application/json', JSON.stringify(outcome)))
        .catch(() => response.writeHead(400, security).end());
    else if (shown !== undefined) sendFile(workspace, shown, response);
    else if (file !== undefined) answer(response, file[0], file[1]);
    else if (url.pathname === '/events') stream(workspace, readerOf(url), response);
    else answer(response, 'text/html', pageHtml(workspace, readerOf(url)));
    return true;
  });
}
