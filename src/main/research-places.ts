import type { Config } from '../config.ts'
import type { ConversationRef } from '../core/ports/chat.ts'

/** The research channels of every configured platform, in the order of the settings. */
export function researchPlaces(
  config: Pick<Config, 'slack' | 'discord'>,
): readonly Pick<ConversationRef, 'platform' | 'conversation'>[] {
  const of = (platform: ConversationRef['platform'], channels: readonly string[] = []) =>
    channels.map((conversation) => ({ platform, conversation }))
  return [...of('slack', config.slack?.researchChannels), ...of('discord', config.discord?.researchChannels)]
}
