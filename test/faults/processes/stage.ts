import path from 'node:path'
import { createDiscordStandIn } from '../../../sim/discord/index.ts'
import { createLog } from '../../../sim/log.ts'
import type { Person } from '../../../sim/people/person.ts'
import { chance } from '../../../sim/people/random.ts'
import { PersonScript } from '../../../sim/people/script.ts'
import type { Seat, Sight } from '../../../sim/seat.ts'
import { createSlackStandIn } from '../../../sim/slack/index.ts'

/** A stand-in platform with its people, as one run needs it. */
export interface Stage {
  readonly workspace: string
  /** Where the study is run from. */
  readonly place: string
  /** Where its people are. */
  readonly members: string
  readonly researcher: Seat
  seat(user: string): Seat
  readonly scripts: readonly PersonScript[]
  readonly log: string
  /** The stand-in's address. */
  readonly origin: string
  /** From now on the platform's own limits hold. */
  limit(): void
  /** What the bot needs to run here, by way of `origin`. */
  env(origin: string): Readonly<Record<string, string>>
  close(): Promise<void>
}

export interface StageOptions {
  readonly platform: Person['platform']
  readonly people: readonly Person[]
  readonly seed: number
  readonly folder: string
  /** Slack: a message is in the history so much later. */
  readonly historyLagMs: number
  /** People see what invites them so much later; default at once. */
  readonly cardsSeenAfterMs?: number
  /** Slack: pauses before an event is delivered again; default a tenth of Slack's own. */
  readonly deliverAgainMs?: readonly number[]
  /** How long a person waits before they do again what failed; default 2.5 s. */
  readonly patienceMs?: number
  /** Milliseconds between seeing and acting, of the n-th person; default 60. */
  readonly reactMs?: (nth: number) => number
}

/** Waits are shortened, so the stand-ins take more in a second than the platforms would. */
const SLACK_RATES = { messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 }
const DISCORD_CHANNEL = { limit: 250, windowMs: 5_000 }
const DISCORD_OPENS = { count: 10_000, windowMs: 600_000 }
/** Slack delivers again at once, after one minute and after five. */
export const SLACK_AGAIN_MS = [0, 60_000, 300_000] as const
const PATIENCE_MS = 2_500
const REACT_MS = 60
/** So many tries outlast any start of a process, however busy the machine. */
const PACE = { thinkFactor: 2, pauseFactor: 5, tries: 15 }

export async function setStage(options: StageOptions): Promise<Stage> {
  const {
    platform,
    people,
    seed,
    folder,
    patienceMs = PATIENCE_MS,
    reactMs = () => REACT_MS,
    cardsSeenAfterMs = 0,
  } = options
  const path_ = path.join(folder, `${platform}.jsonl`)
  const log = createLog(path_, platform)
  const site = platform === 'slack' ? await slackSite(options, log) : await discordSite(options, log)
  const source = chance(seed).branch('pace')
  const scripts = people.map((person, index) => {
    const seat = unhurried(site.seat(site.users[index] ?? ''), patienceMs, cardsSeenAfterMs)
    return new PersonScript(person, seat, source.branch(person.name), {
      ...PACE,
      reactMs: reactMs(index),
    })
  })
  return {
    ...site,
    researcher: site.seat(site.researcher),
    scripts,
    log: path_,
    async close() {
      for (const script of scripts) script.close()
      await site.close()
      log.close()
    },
  }
}

type Log = ReturnType<typeof createLog>

/**
 * A complaint reaches the person late, as to somebody who waits a moment; and whose form was
 * closed by the client although nothing came of it opens it again.
 */
function unhurried(seat: Seat, patienceMs: number, cardsSeenAfterMs: number): Seat {
  let opened: (() => Promise<void>) | undefined
  const own: Pick<Seat, 'watch' | 'press' | 'submit'> = {
    watch: (listener) =>
      seat.watch((sight) => {
        if (sight.kind === 'complaint' || asksToTryAgain(sight))
          setTimeout(() => listener({ kind: 'complaint', text: '' }), patienceMs).unref()
        else if (cardsSeenAfterMs > 0 && isCard(sight))
          setTimeout(() => listener(sight), cardsSeenAfterMs).unref()
        else listener(sight)
      }),
    press(seen, control) {
      opened = () => seat.press(seen, control)
      return seat.press(seen, control)
    },
    submit: (form, values, files) => seat.submit(form, values, files).catch(() => opened?.()),
  }
  return new Proxy(seat, {
    get(target, name) {
      const member: unknown = name in own ? own[name as keyof typeof own] : Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

/** The bot's own word that a press or form could not be stored. */
function asksToTryAgain(sight: Sight): boolean {
  return sight.kind === 'message' && sight.ephemeral && /try again/i.test(sight.text)
}

function isCard(sight: Sight): boolean {
  return sight.kind === 'message' && sight.controls.some(({ id }) => id.startsWith('consent:'))
}

async function slackSite({ people, historyLagMs, deliverAgainMs }: StageOptions, log: Log) {
  const tokens = { botToken: 'xoxb-simulated-1', appToken: 'xapp-simulated-1' }
  const slack = await createSlackStandIn({
    log,
    rates: SLACK_RATES,
    commands: ['/study', '/interview'],
    historyLagMs,
    timing: { retryDelaysMs: deliverAgainMs ?? SLACK_AGAIN_MS.map((ms) => ms / 10) },
    ...tokens,
  })
  const researcher = slack.addPerson({ name: 'Robin Hale' })
  const users = people.map(({ name, zone, locale }) => slack.addPerson({ name, zone, locale }))
  const place = slack.addChannel({ name: 'research', private: true, members: [slack.botUser, researcher] })
  return {
    seat: slack.seat,
    researcher,
    users,
    place,
    members: slack.addChannel({ name: 'members', members: [slack.botUser, ...users] }),
    workspace: slack.workspace,
    origin: new URL(slack.apiUrl).origin,
    limit: () => slack.limit({}),
    env: (origin: string) => ({
      SLACK_BOT_TOKEN: tokens.botToken,
      SLACK_APP_TOKEN: tokens.appToken,
      SLACK_API_URL: `${origin}/api/`,
      SLACK_RESEARCH_CHANNELS: place,
    }),
    close: slack.close,
  }
}

async function discordSite({ people }: StageOptions, log: Log) {
  const discord = await createDiscordStandIn({
    log,
    token: 'simulated.token',
    channelBucket: DISCORD_CHANNEL,
    directOpens: DISCORD_OPENS,
  })
  const server = discord.addServer('Harbour')
  const join = (name: string) => discord.addPerson({ name, servers: [server] })
  const place = discord.addChannel({ server, name: 'research' })
  return {
    seat: discord.seat,
    researcher: join('Robin Hale'),
    users: people.map(({ name }) => join(name)),
    place,
    members: discord.addChannel({ server, name: 'members' }),
    workspace: discord.application,
    origin: new URL(discord.apiUrl).origin,
    // Fifty calls a second hold all the time, and nobody is sent five messages in as many seconds.
    limit: () => {},
    env: (origin: string) => ({
      DISCORD_TOKEN: 'simulated.token',
      DISCORD_API_URL: `${origin}/api`,
      DISCORD_RESEARCH_CHANNELS: place,
    }),
    close: discord.close,
  }
}
