import { createDiscordStandIn } from '../../../sim/discord/index.ts'
import type { LogLine, Seat } from '../../../sim/seat.ts'
import { createSlackStandIn } from '../../../sim/slack/index.ts'
import type { Platform } from '../../../src/core/ports/chat.ts'

export type Line = Omit<LogLine, 'seq' | 'at'>

/** One stand-in platform with a research channel, and what a test may do to it. */
export interface PlatformStage {
  readonly platform: Platform
  readonly workspace: string
  /** The research channel. Robin Hale and Kim Ostrow are in it. */
  readonly place: string
  readonly robin: Seat
  readonly kim: Seat
  /** Every line of the platform's log so far. */
  readonly lines: readonly Line[]
  /** What the bot needs to run here. */
  readonly env: Readonly<Record<string, string>>
  /** The setting that names the people who may run studies here. */
  readonly researchersSetting: string
  /** As typed in front of a message to the bot. */
  readonly mention: string
  addPerson(person: { readonly name: string; readonly locale?: string; readonly unreachable?: boolean }): Seat
  /** A channel that the bot and these people see. */
  addChannel(name: string, members: readonly Seat[]): string
  /** Slack: the account is deactivated. Discord: direct messages are closed. */
  shutOut(user: string): void
  letIn(user: string): void
  close(): Promise<void>
}

/** Tests shorten waits: the stand-ins take more in a second than the platforms would. */
const SLACK_RATES = { messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 }
const DISCORD_CHANNEL = { limit: 250, windowMs: 5_000 }
const DISCORD_OPENS = { count: 10_000, windowMs: 600_000 }

export function setStage(platform: Platform): Promise<PlatformStage> {
  return platform === 'slack' ? slackStage() : discordStage()
}

async function slackStage(): Promise<PlatformStage> {
  const lines: Line[] = []
  const tokens = { botToken: 'xoxb-simulated-1', appToken: 'xapp-simulated-1' }
  const slack = await createSlackStandIn({
    log: { write: (line) => lines.push(line) },
    rates: SLACK_RATES,
    commands: ['/study', '/interview'],
    ...tokens,
  })
  const robin = slack.addPerson({ name: 'Robin Hale' })
  const kim = slack.addPerson({ name: 'Kim Ostrow' })
  const place = slack.addChannel({ name: 'research', private: true, members: [slack.botUser, robin, kim] })
  return {
    platform: 'slack',
    workspace: slack.workspace,
    place,
    robin: slack.seat(robin),
    kim: slack.seat(kim),
    lines,
    mention: `<@${slack.botUser}>`,
    researchersSetting: 'SLACK_RESEARCHERS',
    env: {
      SLACK_BOT_TOKEN: tokens.botToken,
      SLACK_APP_TOKEN: tokens.appToken,
      SLACK_API_URL: slack.apiUrl,
      SLACK_RESEARCH_CHANNELS: place,
    },
    addPerson: ({ name, locale, unreachable = false }) =>
      slack.seat(slack.addPerson({ name, ...(locale ? { locale } : {}), deactivated: unreachable })),
    addChannel: (name, members) =>
      slack.addChannel({ name, members: [slack.botUser, ...members.map((seat) => seat.user)] }),
    shutOut: (user) => slack.changePerson(user, { deactivated: true }),
    letIn: (user) => slack.changePerson(user, { deactivated: false }),
    close: slack.close,
  }
}

async function discordStage(): Promise<PlatformStage> {
  const lines: Line[] = []
  const discord = await createDiscordStandIn({
    log: { write: (line) => lines.push(line) },
    token: 'simulated.token',
    channelBucket: DISCORD_CHANNEL,
    directOpens: DISCORD_OPENS,
  })
  const server = discord.addServer('Harbour')
  const seat = (name: string) => discord.seat(discord.addPerson({ name, servers: [server] }))
  const place = discord.addChannel({ server, name: 'research' })
  return {
    platform: 'discord',
    workspace: discord.application,
    place,
    robin: seat('Robin Hale'),
    kim: seat('Kim Ostrow'),
    lines,
    mention: `<@${discord.botUser}>`,
    researchersSetting: 'DISCORD_RESEARCHERS',
    env: {
      DISCORD_TOKEN: 'simulated.token',
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_RESEARCH_CHANNELS: place,
    },
    addPerson: ({ name, locale, unreachable = false }) =>
      discord.seat(
        discord.addPerson({
          name,
          servers: [server],
          closedDirect: unreachable,
          ...(locale ? { locale } : {}),
        }),
      ),
    // Everyone on a server sees its channels.
    addChannel: (name) => discord.addChannel({ server, name }),
    shutOut: (user) => discord.setClosedDirect(user, true),
    letIn: (user) => discord.setClosedDirect(user, false),
    close: discord.close,
  }
}
