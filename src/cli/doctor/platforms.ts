import { createSystemClock } from '../../adapters/system/clock.ts'
import { createLog } from '../../adapters/system/log.ts'
import type { Config } from '../../config.ts'
import type { Chat } from '../../core/ports/chat.ts'
import { broken, type Check } from '../../core/ports/check.ts'
import { installationsIn, slackChat } from '../../main/slack-chat.ts'
import { withDatabase } from '../database.ts'
import { reason } from './reason.ts'

/** Tokens, scopes, channels of each configured platform, as its adapter checks them. */
export async function checkPlatforms(config: Config): Promise<readonly Check[]> {
  const { slack, discord, commands } = config
  const deps = { clock: createSystemClock(), log: createLog({ level: 'silent' }) }
  const checks: Check[] = []
  if (slack) {
    const look = async (installations: Installations) =>
      examined(await slackChat(slack, installations, { commands }, deps), channelsOf(slack.researchChannels))
    checks.push(...(slack.oauth ? await withInstallations(config, look) : await look(none)))
  }
  if (discord) {
    const { createDiscordChat } = await import('../../adapters/discord/index.ts')
    checks.push(
      ...(await examined(createDiscordChat({ ...discord, commands }, deps), discord.researchChannels)),
    )
  }
  if (!slack && !discord)
    checks.push(
      broken(
        'platforms',
        'none is configured: see docs/slack-setup.md and docs/discord-setup.md, or run the demo',
      ),
    )
  return checks
}

type Installations = ReturnType<typeof installationsIn>

function none(): never {
  throw new TypeError('one workspace by its bot token has no installations')
}

async function withInstallations(
  config: Config,
  look: (installations: Installations) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    const silent = createLog({ level: 'silent' })
    return await withDatabase(config, silent, (db) => look(installationsIn(db, config)))
  } catch (error) {
    return [broken('slack installations', `could not be read: ${reason(error)}`)]
  }
}

/** Without their workspaces: a channel's id is the same in none other. */
function channelsOf(named: readonly string[]): readonly string[] {
  return named.map((each) => each.replace(/^.*\//, ''))
}

async function examined(chat: Chat, places: readonly string[]): Promise<readonly Check[]> {
  try {
    return await chat.doctor(places)
  } catch (error) {
    return [broken(chat.platform, `could not be examined: ${reason(error)}`)]
  }
}
