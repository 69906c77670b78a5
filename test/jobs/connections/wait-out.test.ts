import { afterAll, beforeAll, expect, it } from 'vitest'
import { createConnectionStore } from '../../../src/adapters/postgres/conversations/connection-store.ts'
import type { ConnectionStore } from '../../../src/core/ports/connection-store.ts'
import { type WaitingOut, waitOut } from '../../../src/jobs/connections/wait-out.ts'
import { manualClock } from '../../fakes/clock.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { silentLog } from '../../harness/silent-log.ts'

const LEASE_MS = 60_000

let database: TestDatabase
let store: ConnectionStore
beforeAll(async () => {
  database = await createTestDatabase()
  store = createConnectionStore(database.db)
})
afterAll(() => database.close())

let workspaces = 0

/** A process waits for a minute; another may hold the connection. */
async function waiting(seen: WaitingOut['store'] = store) {
  const of = { platform: 'discord', workspace: `W${++workspaces}` } as const
  await store.ensure(of, 1)
  const clock = manualClock()
  const noted: string[] = []
  let looks = 0
  const stopping = new AbortController()
  let over = false
  const waited = waitOut(60_000, {
    of,
    holder: 'a',
    store: {
      heldByOthers: (...whose) => seen.heldByOthers(...whose).finally(() => looks++),
    },
    note: ({ kind }) => noted.push(kind),
    clock,
    log: silentLog,
    stopping: stopping.signal,
  }).then(() => {
    over = true
  })
  return {
    clock,
    noted,
    waited,
    stopping,
    over: () => over,
    /** A second passes, and it has looked who holds the connection. */
    async look() {
      const before = looks
      await expect
        .poll(() => {
          if (looks === before) clock.pass(1_000)
          return looks
        })
        .toBeGreaterThan(before)
    },
    async otherTakes(holder = 'b') {
      const taken = await store.take({
        ...of,
        inAll: 1,
        holder,
        leaseMs: LEASE_MS,
        overdueMs: 0,
        missedSince: clock.now(),
        further: false,
      })
      if (taken.outcome !== 'taken') throw new Error('is held by another')
      return {
        renew: () => store.renew(taken.lease, LEASE_MS),
        release: () => store.release(taken.lease, undefined),
      }
    },
  }
}

it('notes another process each time it is seen to hold on to the connection', async () => {
  const { noted, look, otherTakes, stopping } = await waiting()
  const other = await otherTakes()
  await look()
  await look()
  expect(noted).toEqual([])
  await other.renew()
  await look()
  await other.renew()
  await look()
  expect(noted).toEqual(['elsewhere', 'elsewhere'])
  stopping.abort()
})

it('notes nobody who takes the connection and gives it back, as who cannot connect does', async () => {
  const { noted, look, otherTakes, stopping } = await waiting()
  for (const holder of ['b', 'c', 'b']) {
    const other = await otherTakes(holder)
    await look()
    await other.release()
  }
  expect(noted).toEqual([])
  stopping.abort()
})

it('ends when the time is over, also while nobody can be seen', async () => {
  const away = { heldByOthers: () => Promise.reject(new Error('away')) }
  const { noted, look, over, clock, waited } = await waiting(away)
  await look()
  expect(over()).toBe(false)
  clock.pass(60_000)
  await waited
  expect(noted).toEqual([])
})

it('ends at once when the process is stopped', async () => {
  const { waited, stopping, clock } = await waiting()
  const before = clock.now()
  stopping.abort()
  await waited
  expect(clock.now()).toEqual(before)
})
