import { BOT_EVENTS, botScopes } from './scopes.ts'

export interface CommandNames {
  /** Without the slash. */
  readonly study: string
  readonly interview: string
}

/** As typed: `study` and `/study` both mean `/study`. */
export function typedCommand(name: string): string {
  return name.startsWith('/') ? name : `/${name}`
}

/** Where Slack's requests are taken, events, commands and interactions alike. */
export const REQUEST_PATH = '/slack/events'
/** Where somebody begins to install the app in a workspace, and where Slack sends them back to. */
export const INSTALL_PATH = '/slack/install'
export const REDIRECT_PATH = '/slack/oauth_redirect'

/**
 * The app manifest to create the Slack app from. Same names, same text: docs/slack-setup.md prints it. With `http`, the
 * address at which Slack reaches the bot from outside (`https://bot.example.org`), it is for HTTP instead of Socket Mode;
 * with `installs` too, for several workspaces that install the app.
 */
export function slackManifest(commands: CommandNames, http?: string, installs = false) {
  const outside = http?.replace(/\/+$/, '')
  const requestUrl = outside === undefined ? undefined : `${outside}${REQUEST_PATH}`
  const redirects = installs && outside !== undefined ? { redirect_urls: [`${outside}${REDIRECT_PATH}`] } : {}
  const sentTo = <Key extends string>(key: Key) =>
    (requestUrl === undefined ? {} : { [key]: requestUrl }) as { readonly [key in Key]?: string }
  return {
    display_information: {
      name: 'Sounding',
      description: 'Interviews people where they already talk.',
      background_color: '#1f3a4d',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'Sounding', always_online: true },
      slash_commands: [
        {
          command: typedCommand(commands.study),
          ...sentTo('url'),
          description: 'Plan, launch and read studies (researchers)',
          usage_hint: 'new | plan | approve | launch | status | report | help',
          should_escape: true,
        },
        {
          command: typedCommand(commands.interview),
          ...sentTo('url'),
          description: 'Your interview: start, pause, skip, stop, delete',
          usage_hint: 'status | start | pause | resume | skip | stop | why | mydata | delete | help',
          should_escape: true,
        },
      ],
    },
    oauth_config: { ...redirects, scopes: { bot: botScopes() } },
    settings: {
      event_subscriptions: { ...sentTo('request_url'), bot_events: Object.keys(BOT_EVENTS).sort() },
      interactivity: { is_enabled: true, ...sentTo('request_url') },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: installs,
    },
  }
}
