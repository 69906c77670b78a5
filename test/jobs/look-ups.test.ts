import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { Chat, LookUpResult, PersonRef } from '../../src/core/ports/chat.ts'
import { workLane } from '../../src/jobs/lane-work.ts'
import { runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench } from './lane-bench.ts'
import { interviewed, outboxOf } from './lane-people.ts'

let database: TestDatabase
let study: string
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

/**
 * A question whose send is not answered, on a platform that tells so much of it. Time passes by half seconds, and each
 * time a process that knows nothing yet works on the lane if it is due, as after a restart.
 */
async function unanswered(tells: 'nothing' | 'the truth') {
  const bench = createLaneBench(database.db)
  const person: PersonRef = await interviewed(bench, study)
  const lane = participantLane(person)
  const lookedUp: number[] = []
  let since = 0
  const chat: Chat = {
    ...bench.chat,
    lookUp: async (...asked): Promise<LookUpResult> => {
      lookedUp.push((bench.clock.now().getTime() - since) / 1_000)
      return tells === 'nothing' ? { outcome: 'unknown', reason: 'timeout' } : bench.chat.lookUp(...asked)
    },
  }
  bench.faults.nextSend('ambiguous-lost')
  await bench.hear(person, 'A planner.')
  bench.pass(6_000)
  since = bench.clock.now().getTime()
  await bench.work(person)
  return {
    bench,
    person,
    lookedUp,
    async pass(seconds: number) {
      for (let half = 0; half < 2 * seconds; half++) {
        bench.pass(500)
        const due = await bench.lanes.due(bench.clock.now(), 1_000)
        if (due.some((each) => each.lane === lane))
          await workLane(lane, bench.process(`p${half}`, { chats: new Map([['slack', chat]]) }))
      }
    },
  }
}

describe('a send that nobody tells of', () => {
  it('is looked up ever more rarely, at least once a minute, also by processes that start anew', async () => {
    const { lookedUp, pass } = await unanswered('nothing')
    await pass(250)
    expect(lookedUp).toEqual([2, 4, 8, 16, 32, 64, 124, 184, 244])
  })

  it('is not looked up more often because its person goes on writing', async () => {
    const { bench, person, lookedUp, pass } = await unanswered('nothing')
    await pass(17)
    for (let line = 0; line < 3; line++) {
      await bench.hear(person, 'Are you still there?')
      await pass(4)
    }
    await pass(2)
    expect(lookedUp).toEqual([2, 4, 8, 16])
    expect((await outboxOf(database.db, person)).at(-1)).toMatchObject({ state: 'pending' })
  })

  it('is given up after an hour', async () => {
    const { bench, person, pass } = await unanswered('nothing')
    bench.pass(3_600_000)
    await pass(1)
    expect((await outboxOf(database.db, person)).at(-1)).toMatchObject({ state: 'rejected' })
  })

  it('is made again as soon as it is known not to stand there', async () => {
    const { bench, person, lookedUp, pass } = await unanswered('the truth')
    await pass(12)
    expect(lookedUp).toEqual([2, 4, 8, 10])
    expect(bench.shown(person).at(-1)).toContain('What led you to it?')
  })
})

describe('an invitation that was sent without an answer and is not wanted any more', () => {
  const overtaken = async (arrives: 'late' | 'never') => {
    const bench = createLaneBench(database.db)
    const person: PersonRef = { platform: 'slack', workspace: 'T1', person: `late-${arrives}` }
    const interview = await bench.invite(person, study)
    const sentAt = bench.clock.now().getTime()
    const chat: Chat = {
      ...bench.chat,
      capabilities: { ...bench.chat.capabilities, dedupesSends: true },
      lookUp: async (...asked): Promise<LookUpResult> =>
        bench.clock.now().getTime() - sentAt < 5_000 ? { outcome: 'absent' } : bench.chat.lookUp(...asked),
    }
    const work = () =>
      workLane(participantLane(person), bench.process('p1', { chats: new Map([['slack', chat]]) }))
    bench.faults.nextSend(arrives === 'late' ? 'ambiguous-posted' : 'ambiguous-lost')
    await work()
    await database.db
      .updateTable('interview')
      .set({ state: 'expired', ended_at: bench.clock.now(), ended_by: 'study-closed' })
      .where('id', '=', interview)
      .execute()
    for (let seconds = 0; seconds < 12; seconds++) {
      bench.pass(1_000)
      await work()
    }
    return (await outboxOf(database.db, person)).map(({ state }) => state)
  }

  it('counts as sent if it arrives late', async () => {
    expect(await overtaken('late')).toEqual(['sent'])
  })

  it('is dropped once it cannot arrive any more', async () => {
    expect(await overtaken('never')).toEqual(['dropped'])
  })
})
