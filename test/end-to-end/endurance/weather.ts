import type { Chance } from '../../../sim/people/random.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { RunningBot } from '../stage/running-bot.ts'

export interface Weather {
  /** So many of each: forced reconnects, lost responses, server errors. */
  readonly each: number
  /** Calm between two reconnects. */
  readonly calmMs: number
}

/** What a platform can do to its bot. */
interface Sky {
  /** Breaks connections in one of the ways there are; returns how many have to be made anew. */
  breakConnections(nth: number): number
  /** How many connections were ever made, resumed ones included. */
  made(): number
  /** Of the next post the response gets lost, or it fails before or after it was made. */
  spoilPost(how: 'reset-after' | 'http-500-before' | 'http-500-after'): void
  /** Posts that are still to be spoilt. */
  waiting(): number
}

const PATIENCE_MS = 120_000
const LOOK_MS = 25

/** Resolves once all of it has come down on the bot and its connections stand again. */
export async function comesDown(
  bot: RunningBot,
  weather: Weather,
  { clock, source }: { readonly clock: Clock; readonly source: Chance },
): Promise<void> {
  const sky = skyOver(bot)
  const { each, calmMs } = weather
  const until = async (what: string, holds: () => boolean) => {
    const deadline = clock.now().getTime() + PATIENCE_MS
    while (!holds()) {
      if (clock.now().getTime() > deadline) throw new Error(`never came: ${what}`)
      await clock.sleep(LOOK_MS)
    }
  }
  const reconnects = async () => {
    for (let nth = 0; nth < each; nth++) {
      const before = sky.made()
      const broken = sky.breakConnections(nth)
      await until(`reconnect ${nth + 1}`, () => sky.made() >= before + broken)
      await clock.sleep(calmMs)
    }
  }
  const spoiltPosts = async () => {
    const lost = Array.from({ length: each }, () => 'reset-after' as const)
    const failed = Array.from({ length: each }, (_, nth) =>
      nth % 2 === 0 ? ('http-500-before' as const) : ('http-500-after' as const),
    )
    for (const how of source.shuffled([...lost, ...failed])) {
      sky.spoilPost(how)
      await until(`a post to be spoilt by ${how}`, () => sky.waiting() === 0)
    }
  }
  await Promise.all([reconnects(), spoiltPosts()])
}

function skyOver({ slack, discord }: RunningBot): Sky {
  if (slack) {
    const { faults } = slack
    return {
      breakConnections(nth) {
        // The oldest one of them; every fifth time all at once, so that only the history tells what was said.
        const count = nth % 5 === 4 ? slack.sockets : 1
        const ways = [faults.cutSockets, faults.refreshSockets, faults.silenceSockets] as const
        ways[nth % ways.length]?.(count)
        return count
      },
      made: () => slack.socketsBegun,
      spoilPost: (how) => faults.nextCall('chat.postMessage', how),
      waiting: () => faults.waiting,
    }
  }
  if (!discord) throw new Error('no platform')
  const { faults } = discord
  return {
    breakConnections(nth) {
      const ways = [
        () => faults.closeGateway(4000),
        () => faults.askReconnect(),
        () => faults.invalidateSession(false),
      ]
      ways[nth % ways.length]?.()
      return 1
    },
    made: () => discord.sessions.begun + discord.sessions.resumed,
    spoilPost: (how) => faults.nextCall('POST /channels/*/messages', how),
    waiting: () => faults.waiting,
  }
}
