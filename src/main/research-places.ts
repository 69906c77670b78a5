import type { Config } from '../config.ts'
import { type ConversationRef, PLATFORMS, type Platform } from '../core/ports/chat.ts'

type Configured = Pick<Config, Platform>

/** The research channels of every configured platform, in the order of the settings. */
export function researchPlaces(
  config: Configured,
): readonly Pick<ConversationRef, 'platform' | 'conversation'>[] {
  return PLATFORMS.flatMap((platform) =>
    (config[platform]?.researchChannels ?? []).map((conversation) => ({ platform, conversation })),
  )
}

/** Who may do research, by platform; nobody named: everyone in its research channels. */
export function researchers(config: Configured): ReadonlyMap<Platform, readonly string[]> {
  return new Map(PLATFORMS.map((platform) => [platform, config[platform]?.researchers ?? []]))
}
