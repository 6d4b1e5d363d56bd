// views.*: modals on a stack of at most three, and the App Home.

import { refuse, type ApiAnswer, type ApiContext, type ApiMethod } from './api-method.ts';
import { viewProblems } from './block-rules.ts';
import { jsonArgument } from './chat-methods.ts';
import { arrayAt, isObject, stringAt, type JsonObject } from './json.ts';
import { changed, newId, withBlockIds, type OpenView, type WorkspaceState } from './workspace-state.ts';

const STACK = 3;

export function shownView({ id, hash, view }: OpenView, state: WorkspaceState): JsonObject {
  return { ...view, id, hash, team_id: state.teamId, app_id: state.appId, bot_id: state.botId };
}

/** The view argument, checked; block ids are given where the app did not. */
export function acceptView(value: unknown): { readonly view: JsonObject } | ApiAnswer {
  if (!isObject(value))
    return refuse('invalid_arguments', ['[ERROR] must be an object [json-pointer:/view]']);
  const problems = viewProblems(value);
  if (problems.length > 0) return refuse('invalid_arguments', problems);
  if (JSON.stringify(value).length > 250_000) return refuse('view_too_large');
  return {
    view: {
      callback_id: '',
      private_metadata: '',
      external_id: '',
      ...value,
      blocks: withBlockIds(arrayAt(value, 'blocks') ?? []),
    },
  };
}

const isAnswer = (value: object): value is ApiAnswer => 'ok' in value;

export function pushView(state: WorkspaceState, user: string, view: JsonObject): OpenView {
  const opened: OpenView = { id: newId('V'), user, hash: newId('h'), view };
  state.modals.set(user, [...(state.modals.get(user) ?? []), opened]);
  changed(state);
  return opened;
}

export function replaceView(state: WorkspaceState, old: OpenView, view: JsonObject): OpenView {
  const updated: OpenView = { ...old, hash: newId('h'), view };
  const stack = state.modals.get(old.user) ?? [];
  state.modals.set(
    old.user,
    stack.map((open) => (open.id === old.id ? updated : open)),
  );
  changed(state);
  return updated;
}

function open(args: JsonObject, { state, triggers }: ApiContext): ApiAnswer {
  const accepted = acceptView(jsonArgument(args, 'view'));
  if (isAnswer(accepted)) return accepted;
  const spent = triggers.spend(stringAt(args, 'trigger_id') ?? '');
  if ('error' in spent) return refuse(spent.error);
  if ((state.modals.get(spent.user)?.length ?? 0) >= STACK) return refuse('push_limit_reached');
  return { ok: true, view: shownView(pushView(state, spent.user, accepted.view), state) };
}

/** A view on top of the one whose element was used; the trigger is that click's. */
function push(args: JsonObject, { state, triggers }: ApiContext): ApiAnswer {
  const accepted = acceptView(jsonArgument(args, 'view'));
  if (isAnswer(accepted)) return accepted;
  const spent = triggers.spend(stringAt(args, 'trigger_id') ?? '');
  if ('error' in spent) return refuse(spent.error);
  const stack = state.modals.get(spent.user) ?? [];
  if (stack.length === 0) return refuse('not_found');
  if (stack.length >= STACK) return refuse('push_limit_reached');
  return { ok: true, view: shownView(pushView(state, spent.user, accepted.view), state) };
}

function update(args: JsonObject, { state }: ApiContext): ApiAnswer {
  const id = stringAt(args, 'view_id');
  const old = [...state.modals.values()].flat().find((view) => view.id === id);
  if (old === undefined) return refuse('not_found');
  const hash = stringAt(args, 'hash');
  if (hash !== null && hash !== old.hash) return refuse('hash_conflict');
  const accepted = acceptView(jsonArgument(args, 'view'));
  if (isAnswer(accepted)) return accepted;
  return { ok: true, view: shownView(replaceView(state, old, accepted.view), state) };
}

function publish(args: JsonObject, { state }: ApiContext): ApiAnswer {
  const user = stringAt(args, 'user_id') ?? '';
  if (!state.users.has(user)) return refuse('user_not_found');
  const accepted = acceptView(jsonArgument(args, 'view'));
  if (isAnswer(accepted)) return accepted;
  const hash = stringAt(args, 'hash');
  if (hash !== null && hash !== state.homes.get(user)?.hash) return refuse('hash_conflict');
  const home: OpenView = { id: newId('V'), user, hash: newId('h'), view: accepted.view };
  state.homes.set(user, home);
  changed(state);
  return { ok: true, view: shownView(home, state) };
}

export const viewMethods: Readonly<Record<string, ApiMethod>> = {
  'views.open': { token: 'bot', scopes: [], call: open },
  'views.push': { token: 'bot', scopes: [], call: push },
  'views.update': { token: 'bot', scopes: [], call: update },
  'views.publish': { token: 'bot', scopes: [], call: publish },
};
