// A Slack workspace on this machine, for tests and the demo: Web API and Socket Mode over loopback, strict about what
// Slack is strict about, with faults that can be switched on. It holds everything in memory and never leaves 127.0.0.1.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { appManifest, botScopes } from '../../adapters/slack/app-manifest.ts';
import { createFaults, type Faults } from './faults.ts';
import { takeUpload } from './file-methods.ts';
import { deliverOverHttp, type HttpTarget } from './http-delivery.ts';
import {
  closeModal,
  sendClick,
  sendCommand,
  sendHomeOpened,
  sendMention,
  sendSubmission,
  sendViewClick,
  type Click,
  type Submission,
  type SubmitOutcome,
  type ViewClick,
} from './interactions.ts';
import { takeWebhookPost, webhookPath } from './incoming-webhooks.ts';
import { objectAt, stringAt, type JsonObject } from './json.ts';
import { createRateLimits } from './rate-limits.ts';
import { createResponseUrls } from './response-urls.ts';
import { createSocketHub, type Delivery, type EnvelopeType } from './socket-mode.ts';
import { createTriggers } from './triggers.ts';
import { answerCall, readBody, readBytes, tokens, type WebApi } from './web-api.ts';
import {
  addMessage,
  changed,
  createState,
  removeMessage,
  type ApiCall,
  type Ephemeral,
  type OpenView,
  type WorkspaceChannel,
  type WorkspaceFile,
  type WorkspaceGroup,
  type WorkspaceMessage,
  type WorkspaceState,
  type WorkspaceUser,
} from './workspace-state.ts';

export type WorkspaceOptions = {
  /** 0 takes a free port. */
  readonly port?: number;
  readonly users?: readonly WorkspaceUser[];
  readonly groups?: readonly WorkspaceGroup[];
  readonly channels?: readonly WorkspaceChannel[];
  readonly scopes?: readonly string[];
  /** `slack`: Slack's tiers. `none`: only planned faults limit. */
  readonly rateLimits?: 'slack' | 'none';
  /** How long a click waits for its answer, and for the form that it opens. Default: Slack's three seconds. */
  readonly patienceMs?: number;
};

export type Workspace = {
  readonly apiUrl: string;
  readonly baseUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Posts into the first channel. */
  readonly webhookUrl: string;
  readonly teamId: string;
  readonly state: WorkspaceState;
  readonly faults: Faults;
  /** Every API call so far, oldest first. */
  readonly history: readonly ApiCall[];
  /** Files that were shown in a channel, oldest first. */
  files(channel: string): readonly WorkspaceFile[];
  /** Top-level messages of a channel, oldest first. */
  messages(channel: string): readonly WorkspaceMessage[];
  thread(channel: string, ts: string): readonly WorkspaceMessage[];
  ephemerals(user: string): readonly Ephemeral[];
  /** The user's stack of modals, the visible one last. */
  modals(user: string): readonly OpenView[];
  click(click: Click): Promise<Delivery>;
  /** Uses an element of the user's visible modal or App Home. */
  clickView(click: ViewClick): Promise<Delivery>;
  openHome(user: string): Promise<Delivery>;
  submitView(submission: Submission): Promise<SubmitOutcome>;
  closeView(user: string): void;
  slashCommand(command: Parameters<typeof sendCommand>[0]): Promise<Delivery>;
  mention(mention: Parameters<typeof sendMention>[0]): Promise<Delivery>;
  /** A person writes into a channel. */
  say(said: { readonly user: string; readonly channel: string; readonly text: string }): WorkspaceMessage;
  deleteMessage(channel: string, ts: string): void;
  /** Changes a user, group or channel as an administrator would. */
  edit(change: (state: WorkspaceState) => void): void;
  /** From now on everything is delivered to that address, and nothing over sockets. */
  deliverTo(target: HttpTarget): void;
  readonly sockets: {
    count(): number;
    refresh(which: 'oldest' | 'all'): void;
    broadcast(message: JsonObject): void;
    cut(): void;
  };
  /** Resolves once `condition` holds; it is asked again after every change. Rejects after `withinMs`. */
  until<T>(condition: () => T | null | undefined | false, withinMs?: number): Promise<T>;
  /** Slack is away: connections are refused, open ones are cut. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  /** Answers paths that are not Slack's (the page). */
  serve(handler: PageHandler): void;
  close(): Promise<void>;
};

/** False if the path is not the handler's. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export const defaultUsers: readonly WorkspaceUser[] = [
  { id: 'U0APPROVER', name: 'hana', realName: 'Hana Kim', kind: 'member', deleted: false },
  { id: 'U0SECOND', name: 'marco', realName: 'Marco Rossi', kind: 'member', deleted: false },
  { id: 'U0REQUESTER', name: 'joon', realName: 'Joon Park', kind: 'member', deleted: false },
  { id: 'U0STRANGER', name: 'sam', realName: 'Sam Doe', kind: 'member', deleted: false },
];

const defaultGroups: readonly WorkspaceGroup[] = [
  { id: 'S0APPROVERS', handle: 'reboot-approvers', users: ['U0APPROVER', 'U0SECOND'] },
];

export const defaultChannels: readonly WorkspaceChannel[] = [
  {
    id: 'C0REBOOTS',
    name: 'fleet-reboots',
    isPrivate: false,
    isArchived: false,
    botIsMember: true,
    directTo: null,
  },
];

/** What the shipped app manifest asks for, and nothing more. */
const defaultScopes: readonly string[] = Object.keys(botScopes);

/** Starts a workspace on 127.0.0.1. Nothing of it survives `close`. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const state = createState({
    users: options.users ?? defaultUsers,
    groups: options.groups ?? defaultGroups,
    channels: options.channels ?? defaultChannels,
  });
  const bot: WorkspaceUser = {
    id: state.botUserId,
    name: 'stagger',
    realName: 'Stagger',
    kind: 'bot',
    deleted: false,
  };
  state.users.set(bot.id, bot);
  let port = options.port ?? 0;
  const baseUrl = (): string => `http://127.0.0.1:${port}/`;
  const faults = createFaults();
  const { patienceMs = 3_000 } = options;
  const triggers = createTriggers(patienceMs);
  const responseUrls = createResponseUrls(state, baseUrl);
  const hub = createSocketHub({
    baseUrl,
    appId: state.appId,
    ackWithinMs: patienceMs,
    onChange: () => changed(state),
  });
  const scopes = new Set(options.scopes ?? defaultScopes);
  const api: WebApi = {
    context: {
      state,
      triggers,
      scopes,
      socketUrl: () => hub.url(),
      baseUrl,
      uploadUrl: (file) => `${baseUrl()}upload/${file}`,
    },
    faults,
    rateLimits: options.rateLimits === 'none' ? null : createRateLimits(),
    scopes,
  };
  let target: HttpTarget | null = null;
  const deliver = async (type: EnvelopeType, payload: JsonObject): Promise<Delivery> => {
    if (!isSubscribed(type, payload, api.scopes)) return { kind: 'not-delivered' };
    const send = (): Promise<Delivery> =>
      target === null ? hub.deliver(type, payload) : deliverOverHttp(target, { type, payload }, patienceMs);
    const first = send();
    if (faults.duplicateInteractions) await send();
    return first;
  };
  const parts = { state, triggers, responseUrls, deliver };
  const pages: PageHandler[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', baseUrl());
    const [, place, id] = /^\/(api|response|upload)\/([\w.]+)$/.exec(pathname) ?? [];
    if (request.method === 'POST' && place === 'api' && id !== undefined)
      return answerCall(id, request, response, api);
    if (request.method === 'POST' && place === 'response' && id !== undefined) {
      const given = await readBody(request);
      const fault = faults.take('response_url');
      const { status, body } =
        fault?.kind === 'http-status' ? { status: fault.status, body: '' } : responseUrls.post(id, given);
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
    } else if (request.method === 'POST' && place === 'upload' && id !== undefined) {
      const { status, body } = takeUpload(state, id, await readBytes(request), {
        readyAfterMs: faults.filesReadyAfterMs,
      });
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
    } else if (request.method === 'POST' && pathname.startsWith('/services/')) {
      const body = await readText(request);
      const reply = takeWebhookPost(pathname, body, { state, faults, rateLimits: api.rateLimits });
      if (reply.lost) request.socket.destroy();
      else
        response.writeHead(reply.status, { 'content-type': 'text/html', ...reply.headers }).end(reply.body);
    } else if (!pages.some((page) => page(request, response))) {
      response.writeHead(404).end();
    }
  };

  let server: Server | null = null;
  const listen = async (): Promise<void> => {
    const opened = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy());
    });
    opened.on('upgrade', (request, socket, head) => hub.upgrade(request, socket, head));
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, '127.0.0.1', resolve);
    });
    port = (opened.address() as AddressInfo).port;
    server = opened;
  };
  const shut = async (): Promise<void> => {
    const closing = server;
    server = null;
    hub.cut();
    if (closing === null) return;
    closing.closeAllConnections();
    await new Promise((resolve) => closing.close(resolve));
  };
  await listen();

  return {
    apiUrl: `${baseUrl()}api/`,
    baseUrl: baseUrl(),
    botToken: tokens.bot,
    appToken: tokens.app,
    webhookUrl: new URL(webhookPath, baseUrl()).href,
    teamId: state.teamId,
    state,
    faults,
    history: state.calls,
    files: (channel) => [...state.files.values()].filter((file) => file.channel === channel),
    messages: (channel) => (state.messages.get(channel) ?? []).filter(({ threadTs }) => threadTs === null),
    thread: (channel, ts) => (state.messages.get(channel) ?? []).filter(({ threadTs }) => threadTs === ts),
    ephemerals: (user) => state.ephemerals.filter((ephemeral) => ephemeral.user === user),
    modals: (user) => state.modals.get(user) ?? [],
    click: (click) => sendClick(click, parts),
    clickView: (click) => sendViewClick(click, parts),
    openHome: (user) => sendHomeOpened(user, parts),
    submitView: (submission) => sendSubmission(submission, parts),
    closeView: (user) => closeModal(state, user),
    slashCommand: (command) => sendCommand(command, parts),
    mention: (mention) => sendMention(mention, parts),
    say({ user, channel, text }) {
      const said = { channel, threadTs: null, author: user, text, blocks: [], metadata: null };
      const message = addMessage(state, said);
      changed(state);
      return message;
    },
    deleteMessage(channel, ts) {
      removeMessage(state, channel, ts);
      changed(state);
    },
    edit(change) {
      change(state);
      changed(state);
    },
    deliverTo: (address) => void (target = address),
    sockets: hub,
    until: (condition, withinMs = 50_000) => until(state, condition, withinMs),
    goDown: shut,
    comeBack: listen,
    serve: (handler) => void pages.push(handler),
    close: shut,
  };
}

/** Slack delivers the commands that the manifest registers and the events that it subscribes to, given their scopes. */
function isSubscribed(type: EnvelopeType, payload: JsonObject, scopes: ReadonlySet<string>): boolean {
  const { features, settings } = appManifest();
  switch (type) {
    case 'interactive':
      return true;
    case 'slash_commands':
      return (
        scopes.has('commands') &&
        features.slash_commands.some(({ command }) => command === payload['command'])
      );
    case 'events_api': {
      const event = stringAt(objectAt(payload, 'event') ?? {}, 'type') ?? '';
      if (event === 'app_mention' && !scopes.has('app_mentions:read')) return false;
      return settings.event_subscriptions.bot_events.includes(event);
    }
  }
}

function until<T>(
  state: WorkspaceState,
  condition: () => T | null | undefined | false,
  withinMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): boolean => {
      const value = condition();
      if (value === null || value === undefined || value === false) return false;
      clearTimeout(timer);
      state.listeners.delete(give);
      resolve(value);
      return true;
    };
    const timer = setTimeout(() => {
      state.listeners.delete(give);
      reject(new Error(`not within ${withinMs} ms: ${condition.toString()}`));
    }, withinMs);
    if (!give()) state.listeners.add(give);
  });
}
