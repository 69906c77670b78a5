import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { workLane } from '../../src/jobs/lane-work.ts'
import { runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'

let database: TestDatabase
let study: string
let people = 0
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

/**
 * A process that dies at its n-th call of a store or the platform: before the call is made, or after it took effect
 * but before the process heard of it. From then on it does nothing more.
 */
function dying(bench: LaneBench, atCall: number, when: 'before' | 'after') {
  let calls = 0
  let die: (value: 'died') => void = () => {}
  const died = new Promise<'died'>((resolve) => {
    die = resolve
  })
  const mortal = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member = target[name as keyof T]
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          const call = ++calls
          if (call > atCall || (call === atCall && when === 'before')) {
            die('died')
            return new Promise(() => {})
          }
          const result = await member.apply(target, args)
          if (call < atCall) return result
          die('died')
          return new Promise(() => {})
        }
      },
    })
  const work = bench.process('doomed', {
    lanes: mortal(bench.lanes),
    interviews: mortal(bench.participant.interviews),
    outbox: mortal(bench.participant.outbox),
    chats: new Map([['slack', mortal(bench.chat)]]),
    model: mortal(bench.participant.model),
  })
  return async (person: PersonRef) => Promise.race([workLane(participantLane(person), work), died])
}

/** Works until nothing of the lane is due, as woken jobs and the sweep would. */
async function settleDown(bench: LaneBench, person: PersonRef) {
  const lane = participantLane(person)
  await database.db.updateTable('lane').set({ lease_until: null }).where('key', '=', lane).execute()
  for (let round = 0; round < 6; round++) {
    bench.pass(11_000)
    await bench.work(person, 'heir')
  }
  const due = await bench.lanes.due(bench.clock.now(), 1_000)
  expect(due.map((each) => each.lane)).not.toContain(lane)
}

async function conversation(bench: LaneBench) {
  const person = { platform: 'slack' as const, workspace: 'T1', person: `K${++people}` }
  const interview = await bench.invite(person, study)
  await bench.work(person)
  return { person, interview }
}

/**
 * What was said to the person and what is stored once the death was overcome. What a press changed of its message is
 * left out: nobody answers a gesture again whose process died.
 */
async function outcome(bench: LaneBench, person: PersonRef) {
  const turns = await database.db
    .selectFrom('turn')
    .innerJoin('interview', 'interview.id', 'turn.interview_id')
    .select(['turn.speaker', 'turn.words'])
    .where('interview.lane', '=', participantLane(person))
    .orderBy('turn.sequence')
    .execute()
  return { posted: bench.posted, turns }
}

/** Each thing the person does, worked on by a process that may die over it. */
async function play(bench: LaneBench, work: (person: PersonRef) => Promise<unknown>) {
  const { person, interview } = await conversation(bench)
  const acts = [
    () => bench.press(person, `consent:take-part:${interview}`),
    () => bench.press(person, `survey:${interview.slice(-12)}:often:3`),
    async () => {
      await bench.hear(person, 'A planner,')
      await bench.hear(person, 'on paper.')
    },
    () => bench.press(person, `control:pause:${interview.slice(-12)}`),
    () => bench.hear(person, 'My sister showed it to me.'),
  ]
  for (const act of acts) {
    await act()
    bench.pass(6_000)
    await work(person)
  }
  return outcome(bench, person)
}

describe('a process that dies', () => {
  const CALLS = 12
  for (const when of ['before', 'after'] as const)
    it(`${when} any call of a turn leaves nothing lost and nothing said twice`, async () => {
      const living = createLaneBench(database.db)
      const whole = await play(living, (person) => living.work(person))
      for (let atCall = 1; atCall <= CALLS; atCall++) {
        const bench = createLaneBench(database.db)
        const played = await play(bench, async (person) => {
          await dying(bench, atCall, when)(person)
          await settleDown(bench, person)
        })
        expect(played, `at call ${atCall}`).toEqual(whole)
      }
    })
})
