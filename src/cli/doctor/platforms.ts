import { createSystemClock } from '../../adapters/system/clock.ts'
import { createLog } from '../../adapters/system/log.ts'
import type { Config } from '../../config.ts'
import type { Chat } from '../../core/ports/chat.ts'
import { broken, type Finding, fine, reason } from './finding.ts'

/** Tokens, scopes, channels of each configured platform, as its adapter checks them. */
export async function checkPlatforms(config: Config): Promise<readonly Finding[]> {
  const { slack, discord, commands } = config
  const deps = { clock: createSystemClock(), log: createLog({ level: 'silent' }) }
  const findings: Finding[] = []
  if (slack) {
    const { createSlackChat } = await import('../../adapters/slack/index.ts')
    findings.push(...(await examined(createSlackChat({ ...slack, commands }, deps), slack.researchChannels)))
  }
  if (discord) {
    const { createDiscordChat } = await import('../../adapters/discord/index.ts')
    findings.push(
      ...(await examined(createDiscordChat({ ...discord, commands }, deps), discord.researchChannels)),
    )
  }
  if (!slack && !discord)
    findings.push(
      broken(
        'platforms',
        'none is configured: see docs/slack-setup.md and docs/discord-setup.md, or run the demo',
      ),
    )
  return findings
}

async function examined(chat: Chat, places: readonly string[]): Promise<readonly Finding[]> {
  try {
    const checks = await chat.doctor(places)
    return checks.map(({ name, ok, detail }) => (ok ? fine(name, detail) : broken(name, detail)))
  } catch (error) {
    return [broken(chat.platform, `could not be examined: ${reason(error)}`)]
  }
}
