import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { AT, runningStudy } from '../adapters/postgres/seed.ts'
import { OFFICE_HOURS, SILENCE } from '../fakes/silence.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import { answered, began } from './lane-people.ts'

const HOUR = 3_600_000
/** The bench's clock begins on a Monday at nine. */
const hour = (hours: number) => new Date(AT.getTime() + hours * HOUR)
const CLOSES = 72
const BUSY_UNTIL = CLOSES + 5

let database: TestDatabase
let study: string
let bench: LaneBench
let person: PersonRef
let people = 0
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

const liveUntil = (moment: Date) => bench.live(moment.getTime() - bench.clock.now().getTime())

const interview = () =>
  database.db
    .selectFrom('interview')
    .select(['state', 'ended_at'])
    .where('lane', '=', participantLane(person))
    .executeTakeFirstOrThrow()

const said = () =>
  database.db
    .selectFrom('turn')
    .innerJoin('interview', 'interview.id', 'turn.interview_id')
    .select(['turn.words', 'turn.kind', 'turn.question_id'])
    .where('interview.lane', '=', participantLane(person))
    .where('turn.speaker', '=', 'participant')
    .orderBy('turn.sequence')
    .execute()

const closingWords = () => bench.shown(person).filter((words) => words.includes('I close our interview'))

describe('an interview that would be closed while its person does not want to be disturbed', () => {
  beforeEach(async () => {
    bench = createLaneBench(database.db, {
      ...SILENCE,
      contact: { ...SILENCE.contact, hours: OFFICE_HOURS },
    })
    person = { platform: 'slack', workspace: 'T1', person: `Q${++people}` }
    await began(bench, person, study)
    await liveUntil(hour(CLOSES - 1))
    bench.doNotDisturb(person, hour(BUSY_UNTIL))
    await liveUntil(hour(CLOSES + 2))
    expect(closingWords()).toEqual([])
  })

  it('goes on with whoever writes meanwhile, and is not closed then', async () => {
    await answered(bench, person, 'A planner.')
    expect(bench.shown(person).at(-1)).toContain('What led you to it?')
    expect(await said()).toEqual([{ words: 'A planner.', kind: 'answer', question_id: 'q1' }])
    await liveUntil(hour(BUSY_UNTIL + 2))
    expect(await interview()).toMatchObject({ state: 'interviewing', ended_at: null })
    expect(closingWords()).toEqual([])
  })

  it.each([
    ['help', 'You can type'],
    ['my data', 'under a code name'],
    ['pause', 'Paused'],
    ['delete my data', 'Type DELETE'],
  ])('answers “%s” at once', async (word, answer) => {
    const before = bench.shown(person).length
    await answered(bench, person, word)
    const [reply] = bench.shown(person).slice(before)
    expect(reply).toContain(answer)
  })

  it('is closed once they may be disturbed again in contact hours, and they are told at once', async () => {
    await liveUntil(hour(BUSY_UNTIL - 1))
    expect((await interview()).ended_at).toBeNull()
    // Until nine in the evening now, after the hours of that day.
    bench.doNotDisturb(person, hour(CLOSES + 12))
    await liveUntil(hour(CLOSES + 23))
    expect((await interview()).ended_at).toBeNull()
    await liveUntil(hour(CLOSES + 25))
    expect(await interview()).toEqual({ state: 'partial', ended_at: hour(CLOSES + 24) })
    expect(closingWords()).toHaveLength(1)
  })
})

describe('a closing word that the platform refused at first, and whose person is busy by then', () => {
  const toldLate = async () => {
    bench = createLaneBench(database.db)
    person = { platform: 'slack', workspace: 'T1', person: `Q${++people}` }
    await began(bench, person, study)
    await liveUntil(hour(CLOSES))
    bench.faults.nextSend({ outcome: 'retry', afterMs: 60_000, reason: 'rate' })
    await bench.work(person)
    bench.doNotDisturb(person, hour(BUSY_UNTIL))
    await liveUntil(hour(CLOSES + 2))
    expect(await interview()).toMatchObject({ state: 'partial' })
    expect(closingWords()).toEqual([])
  }

  it('waits until they may be disturbed', async () => {
    await toldLate()
    await liveUntil(hour(BUSY_UNTIL + 1))
    expect(closingWords()).toHaveLength(1)
  })

  it('is said at once to whoever writes before, what they wrote is kept, and then they are answered as after any end', async () => {
    await toldLate()
    await answered(bench, person, 'A planner.')
    expect(closingWords()).toHaveLength(1)
    expect(await said()).toMatchObject([{ words: 'A planner.' }])
    await answered(bench, person, 'delete my data')
    expect(bench.shown(person).at(-1)).toContain('Type DELETE')
    await liveUntil(hour(BUSY_UNTIL + 1))
    expect(closingWords()).toHaveLength(1)
  })
})

describe('a nudge that waits until its person may be disturbed', () => {
  it('is not sent to whoever went on meanwhile, whatever the clock says of the process that stored it', async () => {
    bench = createLaneBench(database.db)
    person = { platform: 'slack', workspace: 'T1', person: `Q${++people}` }
    await began(bench, person, study)
    bench.doNotDisturb(person, hour(48))
    await liveUntil(hour(30))
    const { numUpdatedRows } = await database.db
      .updateTable('outbox')
      .set({ created_at: hour(60) })
      .where('lane', '=', participantLane(person))
      .where('unasked', '=', 'nudge')
      .where('state', '=', 'pending')
      .executeTakeFirst()
    expect(numUpdatedRows).toBe(1n)
    await answered(bench, person, 'A planner.')
    const shown = bench.shown(person)
    await liveUntil(hour(49))
    expect(bench.shown(person)).toEqual(shown)
  })
})
