// What people do in the workspace, turned into the payloads that Slack sends: clicks, modal submissions, slash
// commands and mentions. A click is delivered whoever clicks: judging it is the app's business.

import { acceptView, pushView, replaceView, shownView } from './view-methods.ts';
import { shownMessage } from './conversations.ts';
import { elementsOf, sizeOf, valueOf, valuesOf, type Element, type Given } from './element-values.ts';
import { arrayAt, objectAt, stringAt, type Json, type JsonObject } from './json.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Delivery, EnvelopeType } from './socket-mode.ts';
import type { Triggers } from './triggers.ts';
import {
  addEphemeral,
  addMessage,
  changed,
  findMessage,
  newId,
  topModal,
  type OpenView,
  type WorkspaceState,
} from './workspace-state.ts';

export type Place = { readonly channel: string; readonly ts: string };

export type Click = {
  readonly user: string;
  readonly message: Place;
  readonly actionId: string;
  /** The value of a button that the message does not show any more: a click that was on its way. */
  readonly value?: Given;
};

export type ViewClick = {
  readonly user: string;
  readonly place: 'modal' | 'home';
  readonly actionId: string;
  /** The option that was chosen, for menus. */
  readonly value?: Given | undefined;
  /** What stands in the inputs of the view meanwhile, by block id. */
  readonly values?: Readonly<Record<string, Given>>;
};

export type Submission = {
  readonly user: string;
  /** By block id: what was typed or chosen; what is not named stays as the app set it. */
  readonly values: Readonly<Record<string, Given>>;
};

export type SubmitOutcome =
  | { readonly kind: 'closed' | 'replaced' | 'not-delivered' | 'not-acked' }
  /** The form, or the app, refuses fields: by block id, why. */
  | { readonly kind: 'invalid'; readonly errors: Readonly<Record<string, FieldProblem>> };

/** What is wrong with one input: found by Slack's own form, or `refused` by the app. */
export type FieldProblem =
  | { readonly kind: 'required' }
  | { readonly kind: 'too-short'; readonly least: number }
  | { readonly kind: 'too-long'; readonly most: number }
  | { readonly kind: 'refused'; readonly why: string };

type Parts = {
  readonly state: WorkspaceState;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly deliver: (type: EnvelopeType, payload: JsonObject) => Promise<Delivery>;
};

function common(state: WorkspaceState, userId: string): JsonObject {
  const name = state.users.get(userId)?.name ?? userId;
  const elsewhere = state.users.get(userId)?.kind === 'stranger';
  return {
    team: { id: state.teamId, domain: 'stagger-demo' },
    user: { id: userId, username: name, name, team_id: elsewhere ? 'T0ELSEWHERE' : state.teamId },
    api_app_id: state.appId,
    token: 'verification-token',
    enterprise: null,
    is_enterprise_install: false,
  };
}

type Clicked = { readonly actionId: string; readonly value?: Given | undefined };

/** The action as Slack sends it: the element with what was chosen. */
function actionOf(blocks: readonly Json[], clicked: Clicked, where: string): JsonObject {
  const found = elementsOf(blocks).find(({ actionId }) => actionId === clicked.actionId);
  const actionTs = `${(Date.now() / 1000).toFixed(6)}`;
  if (found !== undefined)
    return {
      ...found.element,
      ...valueOf(found.element, clicked.value),
      block_id: found.blockId,
      action_ts: actionTs,
    };
  if (clicked.value === undefined) throw new Error(`no element ${clicked.actionId} in ${where}`);
  return {
    type: 'button',
    action_id: clicked.actionId,
    block_id: 'gone',
    value: String(clicked.value),
    action_ts: actionTs,
  };
}

export function sendClick(click: Click, parts: Parts): Promise<Delivery> {
  const { state, triggers, responseUrls } = parts;
  const { channel, ts } = click.message;
  const message = findMessage(state, channel, ts);
  const whisper = state.ephemerals.find((one) => one.ts === ts && one.user === click.user);
  const action = actionOf(message?.blocks ?? whisper?.blocks ?? [], click, `${channel} ${ts}`);
  return parts.deliver('interactive', {
    type: 'block_actions',
    ...common(state, click.user),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: message === null && whisper !== undefined,
      ...(message?.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: triggers.issue(click.user),
    channel: { id: channel, name: state.channels.get(channel)?.name ?? '' },
    ...(message === null ? {} : { message: shownMessage(state, message) }),
    state: { values: valuesOf(message?.blocks ?? [], {}) },
    response_url: responseUrls.issue({ user: click.user, channel, ts }),
    actions: [action],
  });
}

/** A person uses an element of their visible modal, or of their App Home. */
export function sendViewClick(click: ViewClick, parts: Parts): Promise<Delivery> {
  const { state, triggers } = parts;
  const home = state.homes.get(click.user) ?? null;
  const open = click.place === 'home' ? home : topModal(state, click.user);
  if (open === null) throw new Error(`${click.user} has no ${click.place} open`);
  const blocks = arrayAt(open.view, 'blocks') ?? [];
  return parts.deliver('interactive', {
    type: 'block_actions',
    ...common(state, click.user),
    container: { type: 'view', view_id: open.id },
    trigger_id: triggers.issue(click.user),
    view: { ...shownView(open, state), state: { values: valuesOf(blocks, click.values ?? {}) } },
    actions: [actionOf(blocks, click, open.id)],
  });
}

function inputsOf(view: JsonObject): readonly Element[] {
  return elementsOf(arrayAt(view, 'blocks') ?? []).filter(({ block }) => block['type'] === 'input');
}

/** What Slack's form refuses before anything is sent: required inputs, minimum and maximum lengths. */
function formErrors(
  inputs: readonly Element[],
  values: Readonly<Record<string, Given>>,
): Readonly<Record<string, FieldProblem>> {
  const errors: Record<string, FieldProblem> = {};
  for (const { blockId, block, element } of inputs) {
    const size = sizeOf(valueOf(element, values[blockId]));
    const min = Number(element['min_length'] ?? 0);
    const max = Number(element['max_length'] ?? element['max_selected_items'] ?? 3_000);
    if (size === 0 && block['optional'] !== true) errors[blockId] = { kind: 'required' };
    else if (size < min) errors[blockId] = { kind: 'too-short', least: min };
    else if (size > max) errors[blockId] = { kind: 'too-long', most: max };
  }
  return errors;
}

function closeTop(state: WorkspaceState, user: string): void {
  state.modals.set(user, (state.modals.get(user) ?? []).slice(0, -1));
  changed(state);
}

export function closeModal(state: WorkspaceState, user: string): void {
  closeTop(state, user);
}

/** What the app's acknowledgement makes of the modal. */
function answered(state: WorkspaceState, open: OpenView, payload: JsonObject): SubmitOutcome {
  const action = stringAt(payload, 'response_action');
  if (action === 'errors') {
    const errors = objectAt(payload, 'errors') ?? {};
    return {
      kind: 'invalid',
      errors: Object.fromEntries(
        Object.entries(errors).map(([block, why]) => [block, { kind: 'refused', why: String(why) }]),
      ),
    };
  }
  if (action === 'update' || action === 'push') {
    const accepted = acceptView(payload['view']);
    if (!('view' in accepted)) throw new Error(`Slack refuses the view: ${JSON.stringify(accepted)}`);
    const view = accepted.view as JsonObject;
    if (action === 'update') replaceView(state, open, view);
    else pushView(state, open.user, view);
    return { kind: 'replaced' };
  }
  if (action === 'clear') {
    state.modals.set(open.user, []);
    changed(state);
  } else closeTop(state, open.user);
  return { kind: 'closed' };
}

export async function sendSubmission(submission: Submission, parts: Parts): Promise<SubmitOutcome> {
  const { state, triggers } = parts;
  const open = topModal(state, submission.user);
  if (open === null) throw new Error(`${submission.user} has no modal open`);
  const inputs = inputsOf(open.view);
  const errors = formErrors(inputs, submission.values);
  if (Object.keys(errors).length > 0) return { kind: 'invalid', errors };
  const values = valuesOf(arrayAt(open.view, 'blocks') ?? [], submission.values);
  const delivery = await parts.deliver('interactive', {
    type: 'view_submission',
    ...common(state, submission.user),
    trigger_id: triggers.issue(submission.user),
    view: { ...shownView(open, state), state: { values } },
    response_urls: [],
  });
  return delivery.kind === 'acked' ? answered(state, open, delivery.payload) : { kind: delivery.kind };
}

export async function sendCommand(
  command: {
    readonly user: string;
    readonly channel: string;
    readonly command: string;
    readonly text: string;
  },
  parts: Parts,
): Promise<Delivery> {
  const { state, triggers, responseUrls } = parts;
  const { user, channel } = command;
  const delivery = await parts.deliver('slash_commands', {
    token: 'verification-token',
    team_id: state.teamId,
    team_domain: 'stagger-demo',
    channel_id: channel,
    channel_name: state.channels.get(channel)?.name ?? '',
    user_id: user,
    user_name: state.users.get(user)?.name ?? user,
    command: command.command,
    text: command.text,
    api_app_id: state.appId,
    is_enterprise_install: 'false',
    response_url: responseUrls.issue({ user, channel, ts: null }),
    trigger_id: triggers.issue(user),
  });
  const text = delivery.kind === 'acked' ? stringAt(delivery.payload, 'text') : null;
  if (text !== null && delivery.kind === 'acked') {
    const blocks = arrayAt(delivery.payload, 'blocks') ?? [];
    addEphemeral(state, { user, channel, text, blocks });
    changed(state);
  }
  return delivery;
}

function eventFrame(state: WorkspaceState): JsonObject {
  return {
    token: 'verification-token',
    team_id: state.teamId,
    api_app_id: state.appId,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [{ team_id: state.teamId, user_id: state.botUserId, is_bot: true }],
  };
}

export function sendMention(
  mention: {
    readonly user: string;
    readonly channel: string;
    readonly threadTs: string | null;
    readonly text: string;
  },
  parts: Parts,
): Promise<Delivery> {
  const { state } = parts;
  const { user, channel, threadTs, text } = mention;
  const said = `<@${state.botUserId}> ${text}`;
  const message = addMessage(state, {
    channel,
    threadTs,
    author: user,
    text: said,
    blocks: [],
    metadata: null,
  });
  changed(state);
  return parts.deliver('events_api', {
    ...eventFrame(state),
    event: {
      type: 'app_mention',
      user,
      team: state.teamId,
      text: said,
      ts: message.ts,
      channel,
      event_ts: message.ts,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    },
  });
}

/** A person opens the app's Home. */
export function sendHomeOpened(user: string, parts: Parts): Promise<Delivery> {
  const { state } = parts;
  const home = state.homes.get(user);
  return parts.deliver('events_api', {
    ...eventFrame(state),
    event: {
      type: 'app_home_opened',
      user,
      channel: 'D0HOME',
      tab: 'home',
      event_ts: `${(Date.now() / 1000).toFixed(6)}`,
      ...(home === undefined ? {} : { view: shownView(home, state) }),
    },
  });
}
