import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { Chat, PersonRef } from '../../src/core/ports/chat.ts'
import { workLane } from '../../src/jobs/lane-work.ts'
import { runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import { interviewed, outboxOf } from './lane-people.ts'

let database: TestDatabase
let study: string
let bench: LaneBench
let person: PersonRef
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())
beforeEach(async () => {
  bench = createLaneBench(database.db)
  person = await interviewed(bench, study)
  await bench.hear(person, 'A planner.')
  bench.pass(6_000)
})

/** So long the lease still is, by the database's own clock, while each send is under way. */
function watchingLeases(withinMs: number) {
  const left: number[] = []
  const chat: Chat = {
    ...bench.chat,
    sendWithinMs: () => withinMs,
    send: async (...message) => {
      const { rows } = await sql<{ ms: number }>`
        select extract(epoch from lease_until - now()) * 1000 as ms from lane
        where key = ${participantLane(person)}`.execute(database.db)
      left.push(Number(rows[0]?.ms))
      return bench.chat.send(...message)
    },
  }
  return { left, chats: new Map([['slack' as const, chat]]) }
}

const asks = () => bench.shown(person).filter((words) => words.includes('What led you to it?'))

describe('a send', () => {
  it('that may take longer than the lease lasts is made under a lease that lasts longer', async () => {
    const { left, chats } = watchingLeases(20_000)
    await workLane(participantLane(person), bench.process('a', { chats }))
    expect(left).toEqual([expect.any(Number)])
    expect(left[0]).toBeGreaterThan(20_000)
    // Nothing of it outlasts the work.
    expect(
      await database.db
        .selectFrom('lane')
        .select('lease_until')
        .where('key', '=', participantLane(person))
        .execute(),
    ).toEqual([{ lease_until: null }])
  })

  it.each([
    ['the lane was taken over', false],
    ['the database does not answer', true],
  ])('is not made where %s and too little of the lease is left', async (_, broken) => {
    const { interviews } = bench.participant
    const { lanes } = bench
    const late = bench.process('late', {
      lanes: { ...lanes, renew: broken ? () => Promise.reject(new Error('away')) : lanes.renew },
      interviews: {
        ...interviews,
        commit: async (...step) => {
          const outcome = await interviews.commit(...step)
          bench.pass(3_000)
          if (!broken)
            await database.db
              .updateTable('lane')
              .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
              .where('key', '=', participantLane(person))
              .execute()
          return outcome
        },
      },
    })
    const before = bench.sends.length
    await workLane(participantLane(person), late)
    expect(bench.sends).toHaveLength(before)
    expect((await outboxOf(database.db, person)).at(-1)).toMatchObject({ state: 'attempted' })
    await database.db
      .updateTable('lane')
      .set({ lease_until: null })
      .where('key', '=', participantLane(person))
      .execute()
    bench.pass(11_000)
    await bench.work(person, 'heir')
    expect(asks()).toHaveLength(1)
  })
})
