// The Slack app as Slack's "create from a manifest" takes it: Socket Mode, interactivity, and the smallest set of
// scopes. The local workspace grants exactly these, so every test with it shows that they are enough.

/** Bot scopes, each with what it is for. */
export const botScopes = {
  'chat:write': 'post and edit plans, progress and digests',
  'channels:history': 'find a message again whose reply was lost (public channels)',
  'groups:history': 'the same in private channels',
  'usergroups:read': 'who is an approver, asked at the click',
  'users:read': 'that an approver is no guest and not deactivated',
} as const;

export type AppManifest = {
  readonly display_information: {
    readonly name: string;
    readonly description: string;
    readonly background_color: string;
  };
  readonly features: {
    readonly bot_user: { readonly display_name: string; readonly always_online: boolean };
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly interactivity: { readonly is_enabled: boolean };
    readonly org_deploy_enabled: boolean;
    readonly socket_mode_enabled: boolean;
    readonly token_rotation_enabled: boolean;
  };
};

/** Slack's limits: name 35 characters, description 140, bot name 80. */
export function appManifest(): AppManifest {
  return {
    display_information: {
      name: 'Stagger',
      description:
        'Rolling reboots that never take a service below its minimum, after you approved the exact plan.',
      background_color: '#0b5d42',
    },
    features: { bot_user: { display_name: 'Stagger', always_online: true } },
    oauth_config: { scopes: { bot: Object.keys(botScopes) } },
    settings: {
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
}
