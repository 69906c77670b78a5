import {
  createDiscordStandIn,
  type DiscordStandIn,
  type DiscordStandInOptions,
} from '../../../sim/discord/index.ts'
import type { LogLine, LogSink, Seat } from '../../../sim/seat.ts'
import { createSlackStandIn, type SlackStandIn, type SlackStandInOptions } from '../../../sim/slack/index.ts'
import type { Platform } from '../../../src/core/ports/chat.ts'

/** What a test asks of the stand-ins beyond what the stage gives them. */
export interface StandInOptions {
  readonly slack?: Partial<Omit<SlackStandInOptions, 'log' | 'botToken' | 'appToken'>>
  readonly discord?: Partial<Omit<DiscordStandInOptions, 'log' | 'token'>>
}

/** One stand-in platform with a research channel, and what a test may do to it. */
export interface PlatformStage {
  readonly platform: Platform
  readonly workspace: string
  /** The research channel. Robin Hale and Kim Ostrow are in it. */
  readonly place: string
  readonly robin: Seat
  readonly kim: Seat
  /** Every line of the platform's log so far. */
  readonly lines: readonly LogLine[]
  /** What the bot needs to run here. */
  readonly env: Readonly<Record<string, string>>
  /** The setting that names the people who may run studies here. */
  readonly researchersSetting: string
  /** As typed in front of a message to the bot. */
  readonly mention: string
  addPerson(person: {
    readonly name: string
    readonly locale?: string
    readonly unreachable?: boolean
    readonly bot?: boolean
    /** Slack knows it of everybody, Discord of nobody. */
    readonly zone?: string
  }): Seat
  /** A channel that the bot and these people see. */
  addChannel(name: string, members: readonly Seat[]): string
  /** Slack: the account is deactivated. Discord: direct messages are closed. */
  shutOut(user: string): void
  letIn(user: string): void
  /** The bot may not write in this channel any more: taken out of it, or without the permission. */
  takeOut(channel: string): void
  bringBack(channel: string): void
  rename(channel: string, name: string): void
  /** The next post is made, but its answer never reaches the bot. */
  loseNextAnswer(): void
  /** The next post is refused by the rate limit. */
  limitNextPost(): void
  /** The next post is made and never answered. */
  hangNextPost(): void
  /** The platform asks for a new connection, as it does every few hours; nothing is lost by it. */
  flap(): void
  /** The connections are gone without a word, and what happens before there are new ones is only in the history. */
  loseSession(): void
  /** The stand-in itself, for what only this platform has. */
  readonly slack?: SlackStandIn
  readonly discord?: DiscordStandIn
  close(): Promise<void>
}

/** Tests shorten waits: the stand-ins take more in a second than the platforms would. */
const SLACK_RATES = { messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 }
const DISCORD_CHANNEL = { limit: 250, windowMs: 5_000 }
const DISCORD_POST = 'POST /channels/*/messages'
const DISCORD_OPENS = { count: 10_000, windowMs: 600_000 }

export function setStage(platform: Platform, options: StandInOptions = {}): Promise<PlatformStage> {
  return platform === 'slack' ? slackStage(options.slack) : discordStage(options.discord)
}

function keptIn(lines: LogLine[]): LogSink {
  return { write: (line) => lines.push({ seq: lines.length + 1, at: new Date().toISOString(), ...line }) }
}

async function slackStage(options: StandInOptions['slack']): Promise<PlatformStage> {
  const lines: LogLine[] = []
  const tokens = { botToken: 'xoxb-simulated-1', appToken: 'xapp-simulated-1' }
  const slack = await createSlackStandIn({
    log: keptIn(lines),
    rates: SLACK_RATES,
    commands: ['/study', '/interview'],
    ...options,
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
    addPerson: ({ name, locale, unreachable = false, bot = false, zone }) =>
      slack.seat(
        slack.addPerson({
          name,
          bot,
          ...(locale ? { locale } : {}),
          ...(zone ? { zone } : {}),
          deactivated: unreachable,
        }),
      ),
    addChannel: (name, members) =>
      slack.addChannel({ name, members: [slack.botUser, ...members.map((seat) => seat.user)] }),
    shutOut: (user) => slack.changePerson(user, { deactivated: true }),
    letIn: (user) => slack.changePerson(user, { deactivated: false }),
    takeOut: slack.removeBot,
    bringBack: slack.inviteBot,
    rename: slack.renameChannel,
    loseNextAnswer: () => slack.faults.nextCall('chat.postMessage', 'reset-after'),
    limitNextPost: () => slack.faults.nextCall('chat.postMessage', 'rate-limited'),
    hangNextPost: () => slack.faults.nextCall('chat.postMessage', 'hang-after'),
    flap: () => slack.faults.refreshSockets(),
    loseSession: () => slack.faults.cutSockets(),
    slack,
    close: slack.close,
  }
}

async function discordStage(options: StandInOptions['discord']): Promise<PlatformStage> {
  const lines: LogLine[] = []
  const discord = await createDiscordStandIn({
    log: keptIn(lines),
    token: 'simulated.token',
    channelBucket: DISCORD_CHANNEL,
    directOpens: DISCORD_OPENS,
    ...options,
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
    addPerson: ({ name, locale, unreachable = false, bot = false }) =>
      discord.seat(
        discord.addPerson({
          name,
          bot,
          servers: [server],
          closedDirect: unreachable,
          ...(locale ? { locale } : {}),
        }),
      ),
    // Everyone on a server sees its channels.
    addChannel: (name) => discord.addChannel({ server, name }),
    shutOut: (user) => discord.setClosedDirect(user, true),
    letIn: (user) => discord.setClosedDirect(user, false),
    takeOut: (channel) => discord.allowBot(channel, 'read-only'),
    bringBack: (channel) => discord.allowBot(channel, 'all'),
    rename: discord.renameChannel,
    loseNextAnswer: () => discord.faults.nextCall(DISCORD_POST, 'reset-after'),
    limitNextPost: () => discord.faults.nextCall(DISCORD_POST, 'rate-limited'),
    hangNextPost: () => discord.faults.nextCall(DISCORD_POST, 'hang-after'),
    flap: () => discord.faults.askReconnect(),
    loseSession: () => discord.faults.invalidateSession(false),
    discord,
    close: discord.close,
  }
}
