import type { Chat, Platform } from './ports/chat.ts'

/** What people call a platform; one that is configured no more goes by its id. */
export function platformName(
  chats: ReadonlyMap<Platform, Pick<Chat, 'capabilities'>>,
  platform: Platform,
): string {
  return chats.get(platform)?.capabilities.displayName ?? platform
}
