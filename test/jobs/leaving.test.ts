import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import { answered, interviewed, saidBy, turnsOf } from './lane-people.ts'

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

const READING = {
  substance: 'full',
  refused: false,
  confused: false,
  offTopic: false,
  distressed: false,
  asksBot: 'nothing',
  wants: 'continue',
} as const

describe('who wants to leave while the model works', () => {
  const ASKS = 'Who showed it to you?'
  const stateOf = async () =>
    (
      await database.db
        .selectFrom('interview')
        .select('state')
        .where('lane', '=', participantLane(person))
        .executeTakeFirstOrThrow()
    ).state
  const used = async () =>
    database.db
      .selectFrom('usage')
      .innerJoin('interview', 'interview.id', 'usage.interview_id')
      .select('usage.purpose')
      .where('interview.lane', '=', participantLane(person))
      .execute()

  async function answeredThen(leaves: () => Promise<unknown>) {
    bench.modelSays(() => ({ output: { reading: READING, probe: ASKS, ask: null, clarify: null } }))
    bench.whileModelWorks(async () => {
      bench.whileModelWorks(undefined)
      await leaves()
    })
    await answered(bench, person, 'A planner.')
    bench.pass(6_000)
    await bench.work(person)
  }

  it.each(['stop', 'opt out'])(
    'by typing %s is asked nothing more, and what they said is kept',
    async (word) => {
      await answeredThen(() => bench.hear(person, word))
      expect(bench.shown(person).at(-1)).toContain('We stop here')
      expect(bench.shown(person).join()).not.toContain(ASKS)
      expect(await saidBy(database.db, person)).toEqual(['A planner.', word])
      expect(await stateOf()).toBe('partial')
      // The answer that came to nothing was paid for all the same.
      expect(await used()).toHaveLength(1)
    },
  )

  it('by a press is asked nothing more', async () => {
    await answeredThen(() => bench.press(person, 'control:stop'))
    expect(bench.shown(person).at(-1)).toContain('We stop here')
    expect(bench.shown(person).join()).not.toContain(ASKS)
  })

  it('and only takes a break finds the next question when they come back', async () => {
    await answeredThen(() => bench.press(person, 'control:pause'))
    expect(bench.shown(person).slice(-2)).toEqual([ASKS, expect.stringContaining('Paused')])
  })

  it('and take everything back is asked to confirm, and nothing else', async () => {
    await answeredThen(() => bench.hear(person, 'delete my data'))
    expect(bench.shown(person).at(-1)).toContain('Type DELETE to confirm')
    expect(bench.shown(person).join()).not.toContain(ASKS)
    await answered(bench, person, 'DELETE')
    expect(await stateOf()).toBe('withdrawn')
    expect((await turnsOf(database.db, person)).filter((turn) => turn.words !== '')).toEqual([])
  })

  it('is heard in the same breath as an answer too', async () => {
    bench.modelSays(() => ({ output: { reading: READING, probe: ASKS, ask: null, clarify: null } }))
    await bench.hear(person, 'A planner.')
    await answered(bench, person, 'stop')
    expect(bench.asked).toEqual([])
    expect(await saidBy(database.db, person)).toEqual(['A planner.', 'stop'])
    expect(bench.shown(person).at(-1)).toContain('We stop here')
  })

  it('is not taken for leaving by saying so within an answer', async () => {
    await answeredThen(() => bench.hear(person, 'I could not stop using it.'))
    expect(bench.shown(person).join()).toContain(ASKS)
  })
})

describe('who writes on while the word that it is over is held up', () => {
  const LIMITED = { outcome: 'retry', afterMs: 60_000, reason: 'rate limit' } as const
  const stop = async () => {
    bench.faults.nextSend(LIMITED)
    await answered(bench, person, 'stop')
    expect(bench.shown(person).join()).not.toContain('We stop here')
  }
  const farewellCame = async () => {
    bench.pass(60_000)
    await bench.work(person)
  }

  it('is kept, and has that word for an answer', async () => {
    await stop()
    await answered(bench, person, 'It was a planner, by the way.')
    await farewellCame()
    expect(bench.shown(person).at(-1)).toContain('We stop here')
    expect(bench.shown(person).join()).not.toContain('over')
    expect(await saidBy(database.db, person)).toEqual(['stop', 'It was a planner, by the way.'])
  })

  it('is kept just so if they are heard only once it came', async () => {
    await stop()
    const restore = bench.faults.sinkGone()
    const message = await bench.hear(person, 'It was a planner, by the way.')
    restore()
    await farewellCame()
    const { platform, workspace } = person
    const conversation = `direct-${person.person}`
    const { events } = await bench.chat.backfill({ platform, workspace, conversation }, undefined)
    const missed = events.filter((event) => event.kind === 'message-created' && event.message === message)
    for (const event of missed) await bench.sink(event)
    await answered(bench, person, 'Is anybody there?')
    expect(bench.shown(person).at(-1)).toContain('Our interview is over')
    expect(await saidBy(database.db, person)).toEqual(['stop', 'It was a planner, by the way.'])
  })

  it('is deleted if that is what they ask for', async () => {
    await stop()
    await answered(bench, person, 'delete my data')
    await farewellCame()
    expect(bench.shown(person).at(-1)).toContain('Type DELETE to confirm')
    await answered(bench, person, 'DELETE')
    expect(new Set((await turnsOf(database.db, person)).map(({ words }) => words))).toEqual(new Set(['']))
  })

  it('is told that it is over where nobody knows whether that word stands there', async () => {
    bench.faults.nextSend('ambiguous-posted')
    await answered(bench, person, 'stop')
    await answered(bench, person, 'Is anybody there?')
    await farewellCame()
    expect(bench.shown(person).at(-1)).toContain('Our interview is over')
    expect(await saidBy(database.db, person)).toEqual(['stop'])
  })
})
