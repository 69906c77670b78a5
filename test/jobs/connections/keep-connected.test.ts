import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createConnectionStore } from '../../../src/adapters/postgres/conversations/connection-store.ts'
import { PlatformError } from '../../../src/core/errors.ts'
import type { Happening } from '../../../src/core/health.ts'
import type { Chat } from '../../../src/core/ports/chat.ts'
import type { ConnectionStore } from '../../../src/core/ports/connection-store.ts'
import {
  type Connecting,
  type Connections,
  keepConnected,
} from '../../../src/jobs/connections/keep-connected.ts'
import { createMemoryChat, type MemoryChat } from '../../fakes/chat/memory-chat.ts'
import { type ManualClock, tickingClock } from '../../fakes/clock.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { silentLog } from '../../harness/silent-log.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

let workspaces = 0
let workspace: string
let clock: ManualClock
let platform: MemoryChat
let store: ConnectionStore
let heard: string[]
let reads: Date[]
/** What is noted of the connections, failures with their reason. */
let noted: string[]
beforeEach(() => {
  workspace = `W${++workspaces}`
  clock = tickingClock()
  platform = createMemoryChat({ platform: 'discord', workspace, clock })
  platform.addPerson({ id: 'ana', name: 'Ana' })
  store = createConnectionStore(database.db)
  heard = []
  reads = []
  noted = []
})

const saidOf = (what: Happening) => (what.kind === 'failed' ? `failed: ${what.reason}` : what.kind)

const connect = (more: Partial<Connecting> = {}): Promise<Connections> =>
  keepConnected({
    chat: platform.chat,
    store,
    sink: async (event) => {
      if (event.kind === 'message-created') heard.push(event.text)
    },
    formFor: () => undefined,
    readMissed: async (since) => {
      reads.push(since)
      return true
    },
    readAhead: async () => {},
    note: (what) => noted.push(saidOf(what)),
    clock,
    log: silentLog,
    holder: 'a',
    ...more,
  })

const row = () =>
  database.db
    .selectFrom('connection')
    .select(['holder', 'epoch', 'lease_until', 'unread_since'])
    .where('workspace', '=', workspace)
    .executeTakeFirstOrThrow()

const hears = async (text: string) => {
  const before = heard.length
  await platform.seat('ana').say(text)
  await platform.settled()
  return heard.slice(before).includes(text)
}

/** Time passes in steps until `done`. */
const until = (done: () => Promise<boolean> | boolean, stepMs = 500) =>
  expect
    .poll(async () => {
      clock.pass(stepMs)
      return done()
    })
    .toBe(true)

const refuses = (retryAfterMs: number): Promise<never> =>
  Promise.reject(new PlatformError('discord', 'it is away', { retryAfterMs }))

/** The chat whose connecting fails as long as `refused`. */
function unsteady(retryAfterMs = 0): { readonly chat: Chat; refused: boolean } {
  const state = {
    refused: false,
    chat: {
      ...platform.chat,
      connect: (...way: Parameters<Chat['connect']>) =>
        state.refused ? refuses(retryAfterMs) : platform.chat.connect(...way),
    },
  }
  return state
}

describe('a process that finds the connection free', () => {
  it('receives, and has the history read as of before it connected', async () => {
    const before = clock.now()
    const connections = await connect()
    expect(await hears('hello')).toBe(true)
    await expect.poll(async () => (await row()).unread_since).toBe(null)
    expect(reads).toHaveLength(1)
    expect(reads[0]?.getTime()).toBeLessThan(before.getTime())
    await connections.stop()
    expect(await hears('anybody?')).toBe(false)
    expect(await row()).toMatchObject({ holder: null, lease_until: null })
  })

  it('does not start if the platform cannot be connected to, and gives the connection back', async () => {
    const away = unsteady()
    away.refused = true
    await expect(connect({ chat: away.chat })).rejects.toMatchObject({ code: 'platform' })
    expect(await row()).toMatchObject({ holder: null, lease_until: null })
    expect(noted).toEqual(['failed: it is away'])
  })

  it('connects anew when the connection ends, and has read what was said meanwhile', async () => {
    const connections = await connect()
    await expect.poll(() => reads.length).toBe(1)
    clock.pass(60_000)
    platform.faults.endConnection()
    await expect.poll(() => hears('hello again')).toBe(true)
    await expect.poll(() => reads.length).toBe(2)
    expect(clock.now().getTime() - (reads[1]?.getTime() ?? 0)).toBe(30_000)
    await connections.stop()
  })

  it('lets others try while it cannot connect anew, and waits ever longer before it does', async () => {
    const away = unsteady()
    const connections = await connect({ chat: away.chat })
    away.refused = true
    clock.pass(60_000)
    platform.faults.endConnection()
    await expect.poll(async () => (await row()).holder).toBe(null)
    // The first tries once more right away: whoever comes just then finds it held, and asks again after a while.
    const other = connect({ holder: 'b' })
    await until(async () => (await row()).holder === 'b')
    await (await other).stop()
    away.refused = false
    await until(() => hears('here I am'))
    expect((await row()).holder).toBe('a')
    await connections.stop()
  })

  it('notes a connection that opened, failed to come back, and opened again', async () => {
    const away = unsteady()
    const connections = await connect({ chat: away.chat })
    away.refused = true
    clock.pass(60_000)
    platform.faults.endConnection()
    await until(() => noted.length >= 3)
    away.refused = false
    await until(() => noted.at(-1) === 'opened')
    expect(noted.slice(0, 3)).toEqual(['opened', 'closed', 'failed: it is away'])
    await connections.stop()
    expect(noted.at(-1)).toBe('closed')
  })

  it('notes of an error that was not foreseen only that the log has it', async () => {
    const chat = { ...platform.chat, connect: () => Promise.reject(new Error('at 10.0.0.7: s3cret')) }
    await expect(connect({ chat })).rejects.toThrow()
    expect(noted).toEqual(['failed: an error that only the log tells'])
  })

  it('tries no sooner than the platform bears it', async () => {
    let tries = 0
    let refused = false
    const connections = await connect({
      chat: {
        ...platform.chat,
        connect: (...way) => {
          if (!refused) return platform.chat.connect(...way)
          tries += 1
          return Promise.reject(new PlatformError('discord', 'not these intents', { retryAfterMs: 300_000 }))
        },
      },
    })
    refused = true
    clock.pass(60_000)
    platform.faults.endConnection()
    await until(() => tries === 1)
    for (let passed = 0; passed < 290_000; passed += 10_000) {
      clock.pass(10_000)
      await row()
    }
    expect(tries).toBe(1)
    await until(() => tries === 2, 5_000)
    await connections.stop()
  })

  it('notes while it waits to try again that another process receives by now', async () => {
    const away = unsteady(300_000)
    const connections = await connect({ chat: away.chat })
    away.refused = true
    clock.pass(60_000)
    platform.faults.endConnection()
    await until(() => noted.at(-1) === 'failed: it is away')
    const triesAgainAt = clock.now().getTime() + 300_000
    const other = await connect({ holder: 'b', note: () => {} })
    await until(() => noted.at(-1) === 'elsewhere')
    expect(clock.now().getTime()).toBeLessThan(triesAgainAt)
    await connections.stop()
    await other.stop()
  })

  it('starts where only time must pass until it can connect', async () => {
    let few = true
    const mends = { retryAfterMs: 3_600_000, mendsItself: true }
    const connections = await connect({
      chat: {
        ...platform.chat,
        connect: (...way) =>
          few
            ? Promise.reject(new PlatformError('discord', 'few are left', mends))
            : platform.chat.connect(...way),
      },
    })
    expect(await hears('is anybody there?')).toBe(false)
    few = false
    clock.pass(3_600_000)
    await until(() => hears('here I am'))
    await connections.stop()
  })

  it('has failed if the connection ends soon after it was made', async () => {
    const connections = await connect()
    platform.faults.endConnection()
    await expect.poll(async () => (await row()).holder).toBe(null)
    expect(await hears('too soon')).toBe(false)
    await until(() => hears('in a while'))
    await connections.stop()
  })

  it('leaves what it could not finish reading to the next', async () => {
    let since: Date | undefined
    const connections = await connect({
      readMissed: (from, over) => {
        since = from
        return new Promise((resolve) => over.addEventListener('abort', () => resolve(false)))
      },
    })
    await connections.stop()
    clock.pass(3_600_000)
    const next = await connect()
    await expect.poll(() => reads).toEqual([since])
    await next.stop()
  })

  it('tries again to read what it could not', async () => {
    let tries = 0
    const connections = await connect({
      readMissed: async () => {
        if (++tries < 3) throw new Error('database away')
        return true
      },
    })
    await until(async () => (await row()).unread_since === null)
    expect(tries).toBe(3)
    await connections.stop()
  })
})

describe('a process that finds the connection held', () => {
  it('is ready once it has seen that the holder is alive, and does not connect', async () => {
    let alive = false
    // So long by the database's clock that it does not run out while the other process asks.
    const leaseMs = 600_000
    const holder = await connect({
      store: {
        ...store,
        take: (wanted) => store.take({ ...wanted, leaseMs }),
        renew: (lease) => (alive ? store.renew(lease, leaseMs) : new Promise(() => {})),
      },
    })
    let asked = 0
    let ready = false
    const waiting = connect({
      chat: { ...platform.chat, connect: () => Promise.reject(new Error('connects beside another')) },
      store: {
        ...store,
        take: (wanted) => {
          asked += 1
          return store.take(wanted)
        },
      },
      holder: 'b',
    }).then((connections) => {
      ready = true
      return connections
    })
    await until(() => asked >= 4)
    expect(ready).toBe(false)
    expect(noted).toEqual(['opened'])
    alive = true
    await until(() => ready)
    expect(noted.slice(0, 2)).toEqual(['opened', 'elsewhere'])
    await (await waiting).stop()
    await holder.stop()
  })

  it('takes it over from one that is gone', async () => {
    const taken = await connect({
      store: {
        ...store,
        take: (wanted) => store.take({ ...wanted, leaseMs: 50 }),
        renew: () => new Promise(() => {}),
      },
    })
    const next = connect({ holder: 'b' })
    await until(async () => (await row()).holder === 'b')
    await (await next).stop()
    await taken.stop()
  })
})

describe('a holder', () => {
  it('lets go as soon as it learns that another took the connection', async () => {
    const connections = await connect()
    await database.db
      .updateTable('connection')
      .set(({ eb }) => ({ holder: 'b', epoch: eb('epoch', '+', 1) }))
      .where('workspace', '=', workspace)
      .execute()
    clock.pass(1_500)
    await expect.poll(() => hears('to the other')).toBe(false)
    await connections.stop()
    expect((await row()).holder).toBe('b')
  })

  it('keeps the connection while the database is away, but not for ever', async () => {
    let away = true
    const connections = await connect({
      store: {
        ...store,
        renew: (...lease) => (away ? Promise.reject(new Error('away')) : store.renew(...lease)),
      },
    })
    clock.pass(60_000)
    expect(await hears('during the outage')).toBe(true)
    away = false
    clock.pass(1_500)
    expect(await hears('after it')).toBe(true)
    away = true
    clock.pass(100_000)
    await expect.poll(() => hears('cut off')).toBe(false)
    await connections.stop()
  })
})
