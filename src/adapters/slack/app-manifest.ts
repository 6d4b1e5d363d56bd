// The Slack app as Slack's "create from a manifest" takes it: Socket Mode or request URLs, interactivity, commands, events, and the
// smallest set of scopes. The local workspace grants exactly these, so every test with it shows that they are enough.

/** Bot scopes, each with what it is for. */
export const botScopes = {
  'chat:write': 'post and edit plans, progress and digests',
  commands: 'the slash command',
  'app_mentions:read': 'questions by mention, in threads too',
  'files:write': 'the digest’s picture, and answers that are too long for a message',
  'im:write': 'send a long answer to a command to its asker alone',
  'channels:history': 'find a message again whose reply was lost (public channels)',
  'groups:history': 'the same in private channels',
  'usergroups:read': 'who is an approver, asked at the click',
  'users:read': 'that an approver is no guest and not deactivated; the language of who asks',
} as const;

/** What Slack tells the app of by itself. */
export const botEvents = ['app_home_opened', 'app_mention'] as const;

export type AppManifest = {
  readonly display_information: {
    readonly name: string;
    readonly description: string;
    readonly background_color: string;
  };
  readonly features: {
    readonly app_home: {
      readonly home_tab_enabled: boolean;
      readonly messages_tab_enabled: boolean;
      readonly messages_tab_read_only_enabled: boolean;
    };
    readonly bot_user: { readonly display_name: string; readonly always_online: boolean };
    readonly slash_commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usage_hint: string;
      readonly should_escape: boolean;
      readonly url?: string;
    }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url?: string };
    readonly org_deploy_enabled: boolean;
    readonly socket_mode_enabled: boolean;
    readonly token_rotation_enabled: boolean;
  };
};

/**
 * Slack's limits: name 35 characters, description 140, bot name 80.
 * @param url where Slack sends its requests; null: Socket Mode, nothing inbound.
 */
export function appManifest(url: string | null = null): AppManifest {
  const request = url === null ? {} : { request_url: url };
  return {
    display_information: {
      name: 'Stagger',
      description:
        'Rolling reboots that never take a service below its minimum, after you approved the exact plan.',
      background_color: '#0b5d42',
    },
    features: {
      // The messages tab is where long answers arrive as files; nobody needs to write there.
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: 'Stagger', always_online: true },
      slash_commands: [
        {
          command: '/stagger',
          description: 'Ask about servers, racks, services, owners and losses, or stop a campaign.',
          usage_hint: 'help | host NAME | what if rack:NAME | overdue | next | stop',
          should_escape: false,
          ...(url === null ? {} : { url }),
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(botScopes) } },
    settings: {
      event_subscriptions: { ...request, bot_events: [...botEvents] },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: url === null,
      token_rotation_enabled: false,
    },
  };
}
