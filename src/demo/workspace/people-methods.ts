// Who is who: auth.test, users.info and user groups.

import { refuse, type ApiAnswer, type ApiMethod } from './api-method.ts';
import { stringAt, type JsonObject } from './json.ts';
import type { WorkspaceState, WorkspaceUser } from './workspace-state.ts';

/** A user as users.info shows them; somebody of another workspace has that workspace's team id. */
function shownUser(state: WorkspaceState, user: WorkspaceUser, args: JsonObject): JsonObject {
  return {
    id: user.id,
    team_id: user.kind === 'stranger' ? 'T0ELSEWHERE' : state.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: user.deleted,
    is_bot: user.kind === 'bot',
    is_restricted: user.kind === 'guest' || user.kind === 'single-channel-guest',
    is_ultra_restricted: user.kind === 'single-channel-guest',
    ...(user.kind === 'stranger' ? { is_stranger: true } : {}),
    ...(args['include_locale'] === true || args['include_locale'] === 'true'
      ? { locale: user.locale ?? 'en-US' }
      : {}),
    profile: { display_name: user.name, real_name: user.realName },
  };
}

function listGroups(args: JsonObject, state: WorkspaceState): ApiAnswer {
  const withUsers = args['include_users'] === true || args['include_users'] === 'true';
  return {
    ok: true,
    usergroups: [...state.groups.values()].map(({ id, handle, users }) => ({
      id,
      team_id: state.teamId,
      handle,
      name: handle,
      user_count: users.length,
      date_delete: 0,
      ...(withUsers ? { users } : {}),
    })),
  };
}

export const peopleMethods: Readonly<Record<string, ApiMethod>> = {
  'auth.test': {
    token: 'bot',
    scopes: [],
    call: (_args, { state, baseUrl }) => ({
      ok: true,
      url: baseUrl(),
      team: 'Stagger demo',
      user: 'stagger',
      team_id: state.teamId,
      user_id: state.botUserId,
      bot_id: state.botId,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    token: 'app',
    scopes: [],
    call: (_args, { socketUrl }) => ({ ok: true, url: socketUrl() }),
  },
  'users.info': {
    token: 'bot',
    scopes: ['users:read'],
    call: (args, { state }) => {
      const user = state.users.get(stringAt(args, 'user') ?? '');
      return user === undefined ? refuse('user_not_found') : { ok: true, user: shownUser(state, user, args) };
    },
  },
  'usergroups.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    call: (args, { state }) =>
      state.plan === 'free' ? refuse('plan_upgrade_required') : listGroups(args, state),
  },
  'usergroups.users.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    call: (args, { state }) => {
      if (state.plan === 'free') return refuse('plan_upgrade_required');
      const group = state.groups.get(stringAt(args, 'usergroup') ?? '');
      return group === undefined ? refuse('no_such_subteam') : { ok: true, users: group.users };
    },
  },
};
