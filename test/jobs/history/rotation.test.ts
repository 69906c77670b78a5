import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHistoryStore } from '../../../src/adapters/postgres/conversations/history-store.ts'
import type { ReadableConversation } from '../../../src/core/ports/history-store.ts'
import { startRotation } from '../../../src/jobs/history/rotation.ts'
import { reached } from '../../adapters/postgres/reached.ts'
import { runningStudy } from '../../adapters/postgres/seed.ts'
import { passing, tickingClock } from '../../fakes/clock.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { silentLog } from '../../harness/silent-log.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

/** Processes that share a database and go by one clock; each comparison is done at once unless `busy`. */
async function rotating(people: number, processes: number) {
  const study = await runningStudy(database.db)
  const workspace = `T${study.slice(0, 8)}`
  const open: string[] = []
  for (let number = 0; number < people; number++)
    open.push(await reached(database.db, study, { platform: 'slack', workspace, person: `P${number}` }))
  const history = createHistoryStore(database.db)
  const clock = tickingClock()
  const compared: { conversation: string; at: number }[] = []
  const state = { busy: false }
  let inHand: Promise<unknown> = Promise.resolve()
  const noted = <T>(work: Promise<T>): Promise<T> => {
    inHand = Promise.allSettled([inHand, work])
    return work
  }
  /** Nothing is asked of the database any more, nor follows from what it answered. */
  const answered = async () => {
    for (let seen: unknown; seen !== inHand; await turnOfTheLoop()) {
      seen = inHand
      await seen
    }
  }
  const start = clock.now().getTime()
  const capabilities = { historyReads: { atOnce: 20, perMinute: 25, sharedWithSends: false } }
  const ends = Array.from({ length: processes }, () =>
    startRotation({
      platforms: new Map([['slack', { capabilities }]]),
      history: {
        takeNext: (...asked) => noted(history.takeNext(...asked)),
      },
      catchUp: {
        isIdle: () => !state.busy,
        async compare(conversations: readonly ReadableConversation[]) {
          for (const each of conversations) {
            compared.push({ conversation: each.conversation, at: clock.now().getTime() - start })
            await noted(history.compared(each, clock.now()))
          }
          return true
        },
      },
      clock,
      log: silentLog,
    }),
  )
  return {
    open,
    compared,
    state,
    async passing(ms: number) {
      for (let passed = 0; passed < ms; passed += 1_000) {
        await passing(clock, 1_000, 1_000)
        await answered()
      }
    },
    end: () => {
      for (const end of ends) end()
    },
  }
}

describe('conversations that wait for their person', () => {
  it('are compared one after the other, five a minute, and over again after ten minutes', async () => {
    const { open, compared, passing, end } = await rotating(7, 1)
    await passing(61_000)
    expect(compared).toHaveLength(5)
    await passing(60_000)
    expect(compared.map(({ conversation }) => conversation).toSorted()).toEqual(open.toSorted())
    await passing(8 * 60_000)
    expect(compared).toHaveLength(7)
    await passing(2 * 60_000)
    end()
    expect(compared.length).toBeGreaterThan(7)
    expect(compared[7]?.conversation).toBe(compared[0]?.conversation)
  })

  it('have one pace, however many processes there are', async () => {
    const { compared, passing, end } = await rotating(9, 3)
    await passing(61_000)
    end()
    expect(compared.length).toBeGreaterThanOrEqual(4)
    expect(compared.length).toBeLessThanOrEqual(6)
    expect(new Set(compared.map(({ conversation }) => conversation)).size).toBe(compared.length)
  })

  it('wait while something is known to be missed', async () => {
    const { compared, state, passing, end } = await rotating(2, 1)
    state.busy = true
    await passing(60_000)
    expect(compared).toEqual([])
    state.busy = false
    await passing(30_000)
    end()
    expect(compared).toHaveLength(2)
  })
})
