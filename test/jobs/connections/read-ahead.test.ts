import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createConnectionStore } from '../../../src/adapters/postgres/conversations/connection-store.ts'
import type { ConnectionStore } from '../../../src/core/ports/connection-store.ts'
import { type Connections, keepConnected } from '../../../src/jobs/connections/keep-connected.ts'
import { createMemoryChat } from '../../fakes/chat/memory-chat.ts'
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
let store: ConnectionStore
let reads: { readonly by: string; readonly since: Date }[]
let ahead: { readonly by: string; readonly until: AbortSignal }[]
beforeEach(() => {
  workspace = `R${++workspaces}`
  clock = tickingClock()
  store = createConnectionStore(database.db)
  reads = []
  ahead = []
})

const connect = (holder: string, more: Partial<ConnectionStore> = {}): Promise<Connections> =>
  keepConnected({
    chat: createMemoryChat({ platform: 'discord', workspace, clock }).chat,
    store: { ...store, ...more },
    sink: async () => {},
    formFor: () => undefined,
    readMissed: async (since) => {
      reads.push({ by: holder, since })
      return holder !== 'gone'
    },
    readAhead: async (_, until) => {
      ahead.push({ by: holder, until })
    },
    clock,
    log: silentLog,
    holder,
  })

/** Holds the connection for so long, and does not renew it. */
const gone = (leaseMs: number) =>
  connect('gone', {
    take: (wanted) => store.take({ ...wanted, leaseMs }),
    renew: () => new Promise(() => {}),
  })

/** Takes whoever has no more than a minute and a half left for overdue. */
const strict: Partial<ConnectionStore> = {
  take: (wanted) => store.take({ ...wanted, overdueMs: 90_000 }),
}

const row = () =>
  database.db
    .selectFrom('connection')
    .select(['holder', 'unread_since'])
    .where('workspace', '=', workspace)
    .executeTakeFirstOrThrow()

/** Time passes in steps until `done`. */
const until = (done: () => Promise<boolean> | boolean) =>
  expect
    .poll(async () => {
      clock.pass(500)
      return done()
    })
    .toBe(true)

it('has what was said by now read once the holder must be gone, and once more by who takes its place', async () => {
  const dead = await gone(2_500)
  const missedSince = (await row()).unread_since
  const next = connect('b')
  await until(() => ahead.length === 1)
  expect(await row()).toEqual({ holder: 'gone', unread_since: missedSince })
  await until(async () => (await row()).holder === 'b')
  await until(() => reads.some(({ by }) => by === 'b'))
  await (await next).stop()
  expect(ahead).toMatchObject([{ by: 'b', until: { aborted: false } }])
  expect(reads.filter(({ by }) => by === 'b')).toEqual([{ by: 'b', since: missedSince }])
  await dead.stop()
})

it('is read by one of those who wait', async () => {
  const dead = await gone(60_000)
  let asked = 0
  const counting: Partial<ConnectionStore> = {
    take: (wanted) => {
      asked += 1
      return store.take({ ...wanted, overdueMs: 90_000 })
    },
  }
  const waiting = ['b', 'c', 'd'].map((holder) => connect(holder, counting))
  await until(() => asked >= 9)
  expect(ahead).toHaveLength(1)
  // Lets them start, as somebody alive renews.
  await database.db
    .updateTable('connection')
    .set({ lease_until: sql`lease_until + interval '1 hour'` })
    .where('workspace', '=', workspace)
    .execute()
  await until(() => ahead[0]?.until.aborted === true)
  clock.pass(1_000)
  for (const each of await Promise.all(waiting)) await each.stop()
  await dead.stop()
})

it('is left to another that takes the place of the holder', async () => {
  const dead = await gone(60_000)
  const waiting = connect('b', strict)
  await until(() => ahead.length === 1)
  await database.db
    .updateTable('connection')
    .set(({ eb }) => ({
      holder: 'c',
      epoch: eb('epoch', '+', 1),
      lease_until: sql`lease_until + interval '1 hour'`,
    }))
    .where('workspace', '=', workspace)
    .execute()
  await until(() => ahead[0]?.until.aborted === true)
  await (await waiting).stop()
  await dead.stop()
})

it('is not read while the holder is alive', async () => {
  const holder = await connect('a')
  await expect.poll(() => reads.length).toBe(1)
  let asked = 0
  const waiting = connect('b', {
    take: (wanted) => {
      asked += 1
      return store.take(wanted)
    },
  })
  await until(() => asked >= 6)
  await (await waiting).stop()
  await holder.stop()
  expect([reads.length, ahead.length]).toEqual([1, 0])
})
