import type { Chance } from '../../sim/people/random.ts'
import type { SlackFaults } from '../../sim/slack/index.ts'
import type { BotProcess } from './bot-process.ts'

/** What goes wrong in a run, each a few times. */
export const FAULTS = ['kills', 'lost-responses', 'redeliveries'] as const
export type Fault = (typeof FAULTS)[number]

/** Long enough to fall into any part of a turn: the quiet time, the model's, the post. */
const KILL_WITHIN_MS = 900
const NETWORK_FAULTS = 4

export interface FaultSchedule {
  /** To be called right before each message of a person. */
  saying(): void
  /** Rejects if the bot could not be started again. */
  done(): Promise<void>
}

/**
 * The same schedule for every bot that has the same `chance`: at certain messages of the run, counted over all people,
 * - `kills`: the process is killed 0 to 0.9 s later and comes back after 0.3 s;
 * - `lost-responses`: the next post is taken, and the connection reset before its response;
 * - `redeliveries`: the next acknowledgement of an event gets lost, so the event comes again 3 s later.
 */
export function scheduleFaults(
  fault: Fault,
  { kills, messages }: { readonly kills: number; readonly messages: number },
  chance: Chance,
  bot: BotProcess,
  slack: SlackFaults,
): FaultSchedule {
  const times = fault === 'kills' ? kills : NETWORK_FAULTS
  const share = messages / Math.max(1, times)
  const at = new Map(
    Array.from({ length: times }, (_, index) => {
      const message = Math.floor(index * share) + chance.integer(1, Math.max(1, Math.floor(share)))
      return [message, chance.integer(0, KILL_WITHIN_MS)]
    }),
  )
  const underWay: Promise<void>[] = []
  let said = 0
  return {
    saying() {
      const delay = at.get(++said)
      if (delay === undefined) return
      if (fault === 'lost-responses') slack.nextCall('chat.postMessage', 'reset-after')
      else if (fault === 'redeliveries') slack.dropAcks(1)
      else underWay.push(new Promise((resolve) => setTimeout(resolve, delay)).then(() => bot.kill()))
    },
    async done() {
      await Promise.all(underWay)
    },
  }
}
