import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { workLane } from '../../src/jobs/lane-work.ts'
import { BURST, runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import { answered, interviewed, outboxOf, saidBy, turnsOf } from './lane-people.ts'

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
})

const HOLDING = 'One moment, please: I am still with what you wrote.'
const PROBE = 'What led you to it?'

/** So much time passes while the model works, and what is due by then happens. */
const theModelTakes = (ms: number, sofar: () => boolean | Promise<boolean> = () => true) =>
  bench.whileModelWorks(async () => {
    bench.pass(ms)
    await expect.poll(sofar).toBe(true)
  })
const held = () => bench.shown(person).includes(HOLDING)
/** What the person was shown since they first answered. */
const shownSince = (before: number) => bench.shown(person).slice(before)

describe('a model that takes its time', () => {
  it('is announced once, before its reply, and not in the transcript', async () => {
    const before = bench.shown(person).length
    theModelTakes(8_000, held)
    await answered(bench, person, 'A planner.')
    expect(shownSince(before)).toEqual([HOLDING, PROBE])
    const turns = await turnsOf(database.db, person)
    expect(turns.filter((turn) => turn.words === HOLDING)).toEqual([])
    expect(turns.at(-1)).toMatchObject({ kind: 'question', words: PROBE })
  })

  it('is not announced if it answers before a person would wonder', async () => {
    const before = bench.shown(person).length
    theModelTakes(8_000 - (6_000 - BURST.quietMs) - 1_000)
    await answered(bench, person, 'A planner.')
    bench.pass(10_000)
    await bench.work(person)
    expect(shownSince(before)).toEqual([PROBE])
  })

  it('is announced in the language of the interview', async () => {
    await database.db
      .updateTable('participant')
      .set({ language: 'de' })
      .where('id', 'in', (from) =>
        from.selectFrom('interview').select('participant_id').where('lane', '=', participantLane(person)),
      )
      .execute()
    theModelTakes(8_000, () => (bench.shown(person).at(-1) ?? '').startsWith('Einen Moment'))
    await answered(bench, person, 'Ein Planer.')
  })

  it('is announced anew with the next answer, and once only there too', async () => {
    const before = bench.shown(person).length
    theModelTakes(8_000, held)
    await answered(bench, person, 'A planner.')
    theModelTakes(8_000, () => shownSince(before).filter((words) => words === HOLDING).length === 2)
    await answered(bench, person, 'My sister showed it to me.')
    expect(shownSince(before).filter((words) => words === HOLDING)).toHaveLength(2)
  })

  it('is not announced again by a process that takes the turn over from one that died', async () => {
    const before = bench.shown(person).length
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    theModelTakes(8_000, held)
    const { interviews } = bench.participant
    const doomed = bench.process('doomed', {
      interviews: { ...interviews, commit: () => new Promise(() => {}) },
    })
    void workLane(participantLane(person), doomed)
    await expect.poll(held).toBe(true)
    await bench.hear(person, 'On paper.')
    await database.db
      .updateTable('lane')
      .set({ lease_until: null })
      .where('key', '=', participantLane(person))
      .execute()
    bench.pass(6_000)
    theModelTakes(20_000)
    await bench.work(person, 'heir')
    expect(shownSince(before)).toEqual([HOLDING, PROBE])
    expect(await saidBy(database.db, person)).toEqual(['A planner.\n\nOn paper.'])
  })

  it('leaves the reply behind an announcement that nobody knows to have arrived', async () => {
    const before = bench.shown(person).length
    bench.faults.nextSend('ambiguous-lost')
    theModelTakes(8_000, async () => (await outboxOf(database.db, person)).at(-1)?.state === 'ambiguous')
    await answered(bench, person, 'A planner.')
    expect(shownSince(before)).toEqual([])
    bench.pass(11_000)
    await bench.work(person)
    expect(shownSince(before)).toEqual([HOLDING, PROBE])
  })
})

describe('a rush of people', () => {
  it("leaves the model to whoever waits the rest of their time, and the plan's words to whoever has none left", async () => {
    const [soon, late] = [await interviewed(bench, study), await interviewed(bench, study)]
    await bench.hear(soon, 'A planner.')
    await bench.hear(late, 'A list.')
    bench.pass(BURST.quietMs + 10_000)
    const asked = bench.asked.length
    await bench.work(soon)
    expect(bench.asked[asked]?.deadlineMs).toBe(15_000)
    bench.pass(11_000)
    await bench.work(late)
    expect(bench.asked).toHaveLength(asked + 1)
    expect(bench.shown(late).at(-1)).toBe(PROBE)
  })

  it('is not what people waited for a process', async () => {
    await bench.hear(person, 'A planner.')
    bench.pass(600_000)
    const heir = bench.process('heir', { startedAt: bench.clock.now() })
    const asked = bench.asked.length
    await workLane(participantLane(person), heir)
    expect(bench.asked[asked]?.deadlineMs).toBe(25_000)
  })

  it('is not a time in which nobody could reply, be it a night', async () => {
    await bench.hear(person, 'A planner.')
    bench.pass(8 * 3_600_000)
    const asked = bench.asked.length
    await bench.work(person)
    expect(bench.asked[asked]?.deadlineMs).toBe(25_000)
  })

  it('has a reply for everybody within half a minute, though the model says nothing at all', async () => {
    const people: PersonRef[] = []
    for (let count = 0; count < 40; count++) people.push(await interviewed(bench, study))
    for (const each of people) await bench.hear(each, 'A planner.')
    bench.pass(BURST.quietMs)
    let [working, asking] = [4, 0]
    bench.whileModelWorks(async () => {
      asking += 1
      await bench.clock.sleep(12_000)
      asking -= 1
    })
    const began = bench.clock.now().getTime()
    const waited: number[] = []
    const left = [...people]
    const worker = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        await bench.work(next)
        waited.push(bench.clock.now().getTime() - began)
      }
      working -= 1
    }
    for (let number = 0; number < 4; number++) void worker()
    // Time passes only while all that work wait for the model.
    await expect
      .poll(() => {
        if (asking === working) bench.pass(1_000)
        return working
      })
      .toBe(0)
    expect(people.map((each) => bench.shown(each).at(-1))).toEqual(people.map(() => PROBE))
    expect(Math.max(...waited)).toBeLessThanOrEqual(30_000)
  })
})
