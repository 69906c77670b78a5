import { createSlackStandIn, type SlackStandIn } from '../../../sim/slack/index.ts'
import { createSlackChat } from '../../../src/adapters/slack/index.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { ChatSetup } from '../../contracts/chat-bench.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { wayOf } from './stage.ts'

const botToken = 'xoxb-test'

/** A channel with two people and the bot, and a person who has left the company. */
export async function slackSetup(by: 'sockets' | 'http'): Promise<ChatSetup> {
  const way = await wayOf(by)
  const slack = await createSlackStandIn({
    log: { write: () => {} },
    botToken,
    ...way.standIn,
    timing: { retryDelaysMs: [0, 20, 50] },
  })
  const person = (name: string, deactivated = false) => slack.addPerson({ name, deactivated })
  const [ana, bo, cy] = [person('Ana'), person('Bo'), person('Cy', true)]
  const researchPlace = slack.addChannel({ name: 'research', members: [ana, bo, slack.botUser] })
  return {
    chat: createSlackChat(
      {
        botToken,
        ...way.adapter,
        apiUrl: slack.apiUrl,
        commands: { study: 'study', interview: 'interview' },
      },
      { clock: createSystemClock(), log: silentLog },
    ),
    seat: slack.seat(ana),
    witness: slack.seat(bo),
    deafSeat: slack.seat(cy),
    researchPlace,
    commands: { study: '/study', interview: '/interview' },
    mention: `<@${slack.botUser}>`,
    faults: faultsOf(slack),
    close: () => slack.close(),
  }
}

/** What the contract has go wrong with the next post. */
export function faultsOf({ faults }: Pick<SlackStandIn, 'faults'>): ChatSetup['faults'] {
  return {
    loseNextAnswer: () => faults.nextCall('chat.postMessage', 'reset-after'),
    limitNextPost: () => faults.nextCall('chat.postMessage', 'rate-limited'),
    hangNextPost: () => faults.nextCall('chat.postMessage', 'hang-after'),
  }
}
