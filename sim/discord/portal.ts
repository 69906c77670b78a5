import type { Channel, Command } from './types.ts'

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

/** Who brought the app to a place. */
export type Installed = 'by-server' | 'by-person' | 'not'

/** https://docs.discord.com/developers/interactions/application-commands#contexts */
export function isOffered(
  { contexts, integration_types: types }: Command,
  channel: Channel,
  by: Installed,
): boolean {
  const context = channel.person === undefined ? 0 : 1
  const here = !Array.isArray(contexts) || contexts.includes(context)
  const type = by === 'by-person' ? 1 : 0
  return by !== 'not' && here && (!Array.isArray(types) || types.includes(type))
}
