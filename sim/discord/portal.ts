/** What an operator sets up in Discord's developer portal, as far as the bot can ask for it. */
export interface Portal {
  readonly publicBot: boolean
  readonly userInstall: boolean
  readonly privacyPolicyUrl: string | null
  readonly interactionsEndpointUrl: string | null
  /** Bits of the application: its privileged intents among them. */
  readonly flags: number
  /** Connections the bot is told to open. */
  readonly shards: number
}

/** As docs/discord-setup.md says. */
export const AS_TOLD: Portal = {
  publicBot: false,
  userInstall: false,
  privacyPolicyUrl: 'https://privacy.invalid/',
  interactionsEndpointUrl: null,
  flags: 0,
  shards: 1,
}

export function applicationObject(id: string, name: string, bot: unknown, portal: Portal) {
  return {
    id,
    name,
    description: '',
    flags: portal.flags,
    bot_public: portal.publicBot,
    interactions_endpoint_url: portal.interactionsEndpointUrl,
    ...(portal.privacyPolicyUrl === null ? {} : { privacy_policy_url: portal.privacyPolicyUrl }),
    integration_types_config: { 0: {}, ...(portal.userInstall ? { 1: {} } : {}) },
    bot,
  }
}
