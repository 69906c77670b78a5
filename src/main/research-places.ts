import type { Config } from '../config.ts'
import { type ConversationRef, PLATFORMS, type Platform } from '../core/ports/chat.ts'

type Configured = Pick<Config, Platform>

/** A research channel as it is set: its workspace only where that is named. */
export interface ResearchPlace extends Pick<ConversationRef, 'platform' | 'conversation'> {
  readonly workspace?: string
}

/** The research channels of every configured platform, in the order of the settings. */
export function researchPlaces(config: Configured): readonly ResearchPlace[] {
  return PLATFORMS.flatMap((platform) =>
    (config[platform]?.researchChannels ?? []).map((channel) => {
      const [conversation = '', workspace] = channel.split('/').reverse()
      return { platform, conversation, ...(workspace === undefined ? {} : { workspace }) }
    }),
  )
}

/** Who may do research, by platform; nobody named: everyone in its research channels. */
export function researchers(config: Configured): ReadonlyMap<Platform, readonly string[]> {
  return new Map(PLATFORMS.map((platform) => [platform, config[platform]?.researchers ?? []]))
}
