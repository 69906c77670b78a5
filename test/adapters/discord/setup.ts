import {
  createDiscordStandIn,
  type DiscordStandIn,
  type DiscordStandInOptions,
} from '../../../sim/discord/index.ts'
import type { LogLine } from '../../../sim/seat.ts'
import { createDiscordChat } from '../../../src/adapters/discord/index.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { sayIn } from '../../../src/core/interview/words/catalogue.ts'
import type { Chat } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { ChatSetup } from '../../contracts/chat-bench.ts'
import { silentLog } from '../../harness/silent-log.ts'

export const token = 'simulated-discord-token'
export const commands = { study: '/study', interview: '/interview' }
const tryAgain = (locale: string) => sayIn(locale)('tryAgain')

export interface DiscordBench extends ChatSetup {
  readonly discord: DiscordStandIn
  readonly lines: Omit<LogLine, 'seq' | 'at'>[]
  readonly server: string
  /** A second adapter with the same token, as another process would have it. */
  another(clock?: Clock): Chat
}

/** A server with two members and one whose direct messages are closed, and the adapter beside it. */
export async function discordSetup(
  clock: Clock = createSystemClock(),
  more: Partial<DiscordStandInOptions> = {},
): Promise<DiscordBench> {
  const lines: Omit<LogLine, 'seq' | 'at'>[] = []
  const discord = await createDiscordStandIn({ log: { write: (line) => lines.push(line) }, token, ...more })
  const server = discord.addServer('Garden club')
  const researchPlace = discord.addChannel({ server, name: 'research' })
  const person = (name: string, closedDirect = false) =>
    discord.seat(discord.addPerson({ name, closedDirect, servers: [server] }))
  const another = (other: Clock = clock) =>
    createDiscordChat({ token, apiUrl: discord.apiUrl, commands, tryAgain }, { clock: other, log: silentLog })
  return {
    discord,
    lines,
    server,
    another,
    chat: another(),
    seat: person('Ana'),
    witness: person('Bo'),
    deafSeat: person('Cy', true),
    researchPlace,
    commands,
    mention: '@Sounding',
    faults: {
      loseNextAnswer: () => discord.faults.nextCall('POST /channels/*/messages', 'reset-after'),
      limitNextPost: () => discord.faults.nextCall('POST /channels/*/messages', 'rate-limited'),
      hangNextPost: () => discord.faults.nextCall('POST /channels/*/messages', 'hang-after'),
    },
    close: () => discord.close(),
  }
}
