import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiscordStandIn, type DiscordStandIn } from '../../../sim/discord/index.ts'
import { createSlackStandIn, type SlackStandIn } from '../../../sim/slack/index.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { type Receiver, type ReceiverSettings, startReceivers } from './receivers.ts'

/** What the issue allows from a death to the next session. */
const TAKEN_OVER_WITHIN_MS = 10_000
/** Loading processes takes longest. */
const LONG_MS = 90_000

let database: TestDatabase
let receivers: Receiver[]
beforeEach(async () => {
  database = await createTestDatabase()
  receivers = []
})
afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.kill()))
  await database.close()
})

type Common = 'databaseUrl' | 'holder' | 'nextAfterMs'
type Place =
  | Omit<Extract<ReceiverSettings, { platform: 'slack' }>, Common>
  | Omit<Extract<ReceiverSettings, { platform: 'discord' }>, Common>

async function start(place: Place, count: number, nextAfterMs = 60_000): Promise<readonly Receiver[]> {
  const settings = Array.from({ length: count }, (_, at) => ({
    ...place,
    databaseUrl: database.url,
    holder: `process ${at + 1}`,
    nextAfterMs,
  }))
  receivers = [...(await startReceivers(settings))]
  return receivers
}

/** How many connections each process holds. */
async function shares(): Promise<ReadonlyMap<string | null, number>> {
  const rows = await database.db
    .selectFrom('connection')
    .select('holder')
    .where('holder', 'is not', null)
    .execute()
  return new Map([...Map.groupBy(rows, ({ holder }) => holder)].map(([holder, own]) => [holder, own.length]))
}

describe('several processes on Discord', { timeout: LONG_MS }, () => {
  let discord: DiscordStandIn
  let place: Place
  const seat = () => {
    const server = discord.addServer('Garden club')
    return discord.seat(discord.addPerson({ name: 'Ana', servers: [server] }))
  }
  beforeEach(async () => {
    discord = await createDiscordStandIn({ log: { write: () => {} }, token: 'simulated.token' })
    place = { platform: 'discord', apiUrl: discord.apiUrl, tokens: { token: 'simulated.token' } }
  })
  afterEach(() => discord.close())

  async function holderAndOther(): Promise<[Receiver, Receiver]> {
    const [one, two] = await start(place, 2)
    if (!one || !two) throw new Error('not both were started')
    return (await shares()).has(one.holder) ? [one, two] : [two, one]
  }

  it('hold one session of the gateway, and each message is heard once', async () => {
    const both = await start(place, 2)
    await seat().say('Good morning')
    await expect.poll(() => both.flatMap(({ heard }) => heard)).toEqual(['Good morning'])
    expect(discord.sessions).toEqual({ begun: 1, resumed: 0, connected: 1, mostConnected: 1 })
  })

  it('take over from one that is killed, and read what was said meanwhile', async () => {
    const [first, second] = await holderAndOther()
    const person = seat()
    const killedAt = Date.now()
    await first.kill()
    await person.say('Is anybody there?')
    await expect
      .poll(() => discord.sessions.connected, { timeout: TAKEN_OVER_WITHIN_MS, interval: 20 })
      .toBe(1)
    process.stdout.write(`taken over after ${Date.now() - killedAt} ms\n`)
    await expect.poll(() => second.reads.length).toBe(1)
    expect(second.reads[0]?.getTime()).toBeLessThan(killedAt)
    await person.say('At last')
    await expect.poll(() => second.heard).toEqual(['At last'])
    expect(discord.sessions.mostConnected).toBe(1)
  })

  it('take over at once from one that is stopped', async () => {
    const [first, second] = await holderAndOther()
    await first.stop()
    const stoppedAt = Date.now()
    await expect.poll(() => discord.sessions.connected, { timeout: 3_000, interval: 20 }).toBe(1)
    process.stdout.write(`handed over after ${Date.now() - stoppedAt} ms\n`)
    await expect.poll(() => second.reads.length).toBe(1)
  })

  it('fail to start while the platform refuses the token, if they are to connect', async () => {
    const wrong = { ...place, tokens: { token: 'another.token' } } as Place
    await expect(start(wrong, 1)).rejects.toThrow(/PlatformError: Discord refused the token/)
  })
})

describe('several processes on Slack', { timeout: LONG_MS }, () => {
  let slack: SlackStandIn
  let place: Place
  beforeEach(async () => {
    const tokens = { botToken: 'xoxb-simulated', appToken: 'xapp-simulated' }
    slack = await createSlackStandIn({ log: { write: () => {} }, ...tokens })
    place = { platform: 'slack', apiUrl: slack.apiUrl, tokens }
  })
  afterEach(() => slack.close())

  it('hold at most eight sockets, each at least one, and take those of one that is killed', async () => {
    const all = await start(place, 5, 2_000)
    await expect.poll(() => slack.sockets, { timeout: 15_000 }).toBe(8)
    const before = await shares()
    expect([...before.values()].sort()).toEqual([1, 1, 2, 2, 2])
    await all.find(({ holder }) => before.get(holder) === 2)?.kill()
    await expect.poll(() => slack.sockets).toBe(6)
    await expect.poll(() => slack.sockets, { timeout: 15_000 }).toBe(8)
    expect([...(await shares()).values()]).toEqual([2, 2, 2, 2])
    expect(slack.mostSockets).toBe(8)
  })
})
