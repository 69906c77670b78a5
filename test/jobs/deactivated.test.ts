import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GoneReason } from '../../src/core/interview/portion.ts'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import { answered, interviewed } from './lane-people.ts'

let database: TestDatabase
let study: string
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

const stateOf = async (person: PersonRef) =>
  (
    await database.db
      .selectFrom('interview')
      .select('state')
      .where('lane', '=', participantLane(person))
      .executeTakeFirstOrThrow()
  ).state

/** What they wrote before comes in after the word that their account is gone. */
async function leftRightAfterWriting(bench: LaneBench): Promise<PersonRef> {
  const person = await interviewed(bench, study)
  await bench.deactivates(person, new Date(bench.clock.now().getTime() + 1_000))
  await bench.work(person)
  await answered(bench, person, 'A planner.')
  return person
}

describe('somebody whose account is deactivated right after they wrote', () => {
  it('is left alone: what they wrote before tells not that they are back', async () => {
    const bench = createLaneBench(database.db)
    const person = await leftRightAfterWriting(bench)
    const shown = bench.shown(person).length
    await bench.live(60_000)
    expect(await stateOf(person)).toBe('unreachable')
    expect(bench.shown(person)).toHaveLength(shown)
  })

  it('goes on where they were once they write again, though nobody told that they are back', async () => {
    const bench = createLaneBench(database.db)
    const person = await leftRightAfterWriting(bench)
    bench.pass(60_000)
    await answered(bench, person, 'I am back.')
    expect(await stateOf(person)).toBe('interviewing')
  })
})

describe('somebody who could not be written to', () => {
  /** The answer to what they said is refused for that reason. */
  async function refused(bench: LaneBench, reason: GoneReason): Promise<PersonRef> {
    const person = await interviewed(bench, study)
    bench.faults.nextSend({ outcome: 'unreachable', reason })
    await answered(bench, person, 'A planner.')
    expect(await stateOf(person)).toBe('unreachable')
    return person
  }

  it('is left alone when their profile changes, which tells nothing of it', async () => {
    const bench = createLaneBench(database.db)
    const person = await refused(bench, 'no-shared-space')
    const { length } = bench.sends
    await bench.movesTo(person, 'Europe/Oslo')
    await bench.work(person)
    await bench.live(60_000)
    expect(await stateOf(person)).toBe('unreachable')
    expect(bench.sends).toHaveLength(length)
  })

  it('goes on where they were when they are back, though that they left was told only after the send', async () => {
    const bench = createLaneBench(database.db)
    const person = await refused(bench, 'no-shared-space')
    await bench.estranges(person)
    await bench.work(person)
    expect(await stateOf(person)).toBe('unreachable')
    await bench.movesTo(person, 'Europe/Oslo')
    await bench.work(person)
    expect(await stateOf(person)).toBe('interviewing')
  })

  it('goes on where they were once their account is in use again', async () => {
    const bench = createLaneBench(database.db)
    const person = await refused(bench, 'deactivated')
    await bench.movesTo(person, 'Europe/Oslo')
    await bench.work(person)
    expect(await stateOf(person)).toBe('interviewing')
  })
})
