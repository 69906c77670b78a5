import type { Database } from '../adapters/postgres/pool.ts'
import { createInstallationStore } from '../adapters/postgres/studies/installation-store.ts'
import type { SlackDeps, SlackSettings } from '../adapters/slack/index.ts'
import { createSeal } from '../adapters/system/seal.ts'
import type { Config, SlackConfig } from '../config.ts'
import type { Chat, Platform } from '../core/ports/chat.ts'
import type { InstallationStore } from '../core/ports/installation-store.ts'

type More = Omit<SlackSettings, keyof SlackConfig>
type InstallationsOf = (platform: Platform) => InstallationStore

/** The installations of a platform whose tokens stand sealed in the database. */
export function installationsIn(db: Database, { keys }: Pick<Config, 'keys'>): InstallationsOf {
  return (platform) => {
    if (keys === undefined)
      throw new TypeError('the settings let no installations pass without SOUNDING_KEYS')
    return createInstallationStore(db, platform, createSeal(keys))
  }
}

/** As it is configured: the workspace of the bot token, or those that installed the app. */
export async function slackChat(
  settings: SlackConfig,
  installations: InstallationsOf,
  more: More,
  deps: SlackDeps,
): Promise<Chat> {
  const { createSlackChat } = await import('../adapters/slack/index.ts')
  return settings.oauth === undefined
    ? createSlackChat({ ...settings, ...more }, deps)
    : createSlackChat({ ...settings, ...more, oauth: { ...settings.oauth, installations } }, deps)
}
