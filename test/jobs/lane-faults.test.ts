import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { workLane } from '../../src/jobs/lane-work.ts'
import { runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import * as people from './lane-people.ts'

let database: TestDatabase
let study: string
let bench: LaneBench
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

const HOUR = 3_600_000

/** Somebody who stands before the first question, on a bench of their own. */
async function interviewed(): Promise<PersonRef> {
  bench = createLaneBench(database.db)
  return people.interviewed(bench, study)
}

const began = (person: PersonRef, inStudy: string) => people.began(bench, person, inStudy)
const answered = (person: PersonRef, words: string) => people.answered(bench, person, words)
const turnsOf = (person: PersonRef) => people.turnsOf(database.db, person)
const saidBy = (person: PersonRef) => people.saidBy(database.db, person)
const outboxOf = (person: PersonRef) => people.outboxOf(database.db, person)

const interviewsOf = (person: PersonRef) =>
  database.db.selectFrom('interview').select('state').where('lane', '=', participantLane(person)).execute()

const last = (person: PersonRef) => bench.shown(person).at(-1)

describe('a send', () => {
  it('whose outcome is not told is looked up and not repeated', async () => {
    const person = await interviewed()
    bench.faults.nextSend('ambiguous-posted')
    await answered(person, 'A planner.')
    const shown = bench.shown(person).length
    bench.pass(2_000)
    await bench.work(person)
    expect(bench.shown(person)).toHaveLength(shown)
    expect((await outboxOf(person)).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent', 'sent'])
  })

  it('that timed out late is not repeated before the history had time to show it', async () => {
    const person = await interviewed()
    bench.faults.historyLag(9_000)
    bench.faults.nextSend('ambiguous-posted', () => bench.pass(10_000))
    await answered(person, 'A planner.')
    const sent = bench.sends.length
    for (const ms of [2_000, 8_000]) {
      bench.pass(ms)
      await bench.work(person)
    }
    expect(bench.sends).toHaveLength(sent)
    expect((await outboxOf(person)).at(-1)).toMatchObject({ state: 'sent' })
  })

  it('that was lost is repeated once the history would show it', async () => {
    const person = await interviewed()
    bench.faults.nextSend('ambiguous-lost')
    await answered(person, 'A planner.')
    const shown = bench.shown(person).length
    bench.pass(11_000)
    await bench.work(person)
    expect(bench.shown(person)).toHaveLength(shown + 1)
  })

  it('that breaks the adapter counts as untold', async () => {
    const person = await interviewed()
    bench.faults.nextSend('throws')
    await answered(person, 'A planner.')
    expect((await outboxOf(person)).at(-1)).toMatchObject({ state: 'ambiguous' })
    bench.pass(11_000)
    await bench.work(person)
    expect(last(person)).toContain('What led you to it?')
  })

  it('is not made by a worker whose lane was taken over', async () => {
    const person = await interviewed()
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    const { outbox } = bench.participant
    const late = bench.process('late', {
      outbox: {
        ...outbox,
        // The sender stops right before the stamp; its lease runs out and another takes the lane.
        stamp: async (lease, id, at, stands) => {
          await database.db
            .updateTable('lane')
            .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
            .where('key', '=', lease.lane)
            .execute()
          return outbox.stamp(lease, id, at, stands)
        },
      },
    })
    bench.faults.nextSend({ outcome: 'retry', afterMs: 0, reason: 'busy' })
    await workLane(participantLane(person), late)
    const before = bench.sends.length
    bench.pass(6_000)
    await workLane(participantLane(person), late)
    expect(bench.sends).toHaveLength(before)
  })

  it('whose sender lost the lane does not undo what the next one knows', async () => {
    const person = await interviewed()
    let goOn: (value?: unknown) => void = () => {}
    const { outbox } = bench.participant
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    const slow = bench.process('slow', {
      outbox: {
        ...outbox,
        record: async (lease, id, _result, at, release) => {
          await new Promise((resolve) => (goOn = resolve))
          return outbox.record(lease, id, { outcome: 'retry', afterMs: 0, reason: 'late' }, at, release)
        },
      },
    })
    bench.faults.nextSend('ambiguous-lost')
    const working = workLane(participantLane(person), slow)
    await expect.poll(() => bench.sends.length).toBe(4)
    await database.db
      .updateTable('lane')
      .set({ lease_until: null })
      .where('key', '=', participantLane(person))
      .execute()
    bench.faults.nextSend('ambiguous-posted')
    bench.pass(11_000)
    await bench.work(person, 'next')
    goOn()
    await working
    expect((await outboxOf(person)).at(-1)).toMatchObject({ state: 'ambiguous' })
    bench.pass(11_000)
    await bench.work(person)
    expect(bench.shown(person).filter((words) => words.includes('What led you to it?'))).toHaveLength(1)
  })

  it('that finds the person gone ends the interview with the same write', async () => {
    const person = await interviewed()
    bench.faults.nextSend({ outcome: 'unreachable', reason: 'closed' })
    await answered(person, 'A planner.')
    expect(await interviewsOf(person)).toEqual([{ state: 'unreachable' }])
    expect((await outboxOf(person)).at(-1)).toMatchObject({ state: 'unreachable' })
  })
})

describe('an invitation that is not due yet', () => {
  it('holds up nothing else its lane sends, and goes out when it is due', async () => {
    const person = await interviewed()
    const other = await runningStudy(database.db)
    await bench.invite(person, other, new Date(bench.clock.now().getTime() + 20 * HOUR))
    await answered(person, 'A planner.')
    expect(last(person)).toContain('What led you to it?')
    const sent = bench.sends.length
    bench.pass(20 * HOUR)
    await bench.work(person)
    expect(bench.sends).toHaveLength(sent + 1)
  })
})

describe('a person in two studies', () => {
  it('answers the interview under way, whatever they were invited to since', async () => {
    const person = await interviewed()
    const other = await runningStudy(database.db)
    bench.pass(1_000)
    await bench.invite(person, other)
    await bench.work(person)
    await answered(person, 'A planner.')
    expect(await saidBy(person)).toEqual(['A planner.'])
  })

  it('begins the second only once the first is paused, and goes on with the first only once the second is over', async () => {
    const person = await interviewed()
    const other = await runningStudy(database.db)
    bench.pass(1_000)
    await began(person, other)
    await answered(person, 'For the first.')
    await answered(person, 'pause')
    const interview = await bench.db
      .selectFrom('interview')
      .select('id')
      .where('study_id', '=', other)
      .executeTakeFirstOrThrow()
    await bench.press(person, `consent:take-part:${interview.id}`)
    await bench.work(person)
    await bench.press(person, `survey:${interview.id.slice(-12)}:often:3`)
    await bench.work(person)
    await answered(person, 'For the second.')
    const turns = await turnsOf(person)
    const inStudy = (words: string) => turns.find((turn) => turn.words === words)?.study_id
    expect(inStudy('For the first.')).toBe(study)
    expect(inStudy('For the second.')).toBe(other)
    expect((await interviewsOf(person)).map(({ state }) => state).sort()).toEqual(['interviewing', 'paused'])
  })

  it("cannot be touched by a control that names somebody else's interview", async () => {
    const person = await interviewed()
    const theirs = await people.began(bench, { ...person, person: 'FELSE' }, study)
    await bench.press(person, `control:stop:${theirs}`)
    await bench.work(person)
    expect((await interviewsOf(person)).map(({ state }) => state)).toEqual(['interviewing'])
    expect((await interviewsOf({ ...person, person: 'FELSE' })).map(({ state }) => state)).toEqual([
      'interviewing',
    ])
  })
})

describe('a person in two studies who takes everything back', () => {
  it('is erased from both, also from the one that ended', async () => {
    const person = await interviewed()
    await answered(person, 'canary-8812')
    await answered(person, 'stop')
    const other = await runningStudy(database.db)
    bench.pass(1_000)
    await began(person, other)
    await answered(person, 'canary-8813')
    await answered(person, 'delete my data')
    await answered(person, 'DELETE')
    expect(last(person)).toContain('erased')
    const rows = await Promise.all(
      (['turn', 'turn_message', 'outbox', 'inbox'] as const).map((table) =>
        database.db.selectFrom(table).selectAll().execute(),
      ),
    )
    expect(JSON.stringify(rows)).not.toContain('canary-88')
    const interviews = await interviewsOf(person)
    expect(interviews.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  })
})

describe('a person who could not be reached and takes part again', () => {
  it('consents anew and goes on where they were', async () => {
    const person = await interviewed()
    await answered(person, 'A planner.')
    bench.faults.nextSend({ outcome: 'unreachable', reason: 'closed' })
    await answered(person, 'My sister showed it to me.')
    const lane = participantLane(person)
    const taken = await bench.lanes.take(lane, 'test', 60_000, bench.clock.now())
    if (taken.outcome !== 'taken') throw new Error(taken.outcome)
    const standing = await bench.participant.store.standing(study, person)
    if (standing.standing !== 'unreachable') throw new Error(standing.standing)
    await bench.participant.store.retry(
      taken.lease,
      standing.interviewId,
      {
        id: crypto.randomUUID(),
        lane,
        target: { to: 'person', ...person },
        intent: { kind: 'say', blocks: [{ kind: 'paragraph', text: 'card' }] },
        interviewId: standing.interviewId,
        dedupeKey: null,
        notBefore: bench.clock.now(),
      },
      bench.clock.now(),
    )
    await bench.lanes.release(taken.lease)
    await bench.work(person)
    await bench.press(person, `consent:take-part:${standing.interviewId}`)
    await bench.work(person)
    expect(last(person)).toContain('What changed in your day since then?')
  })
})

describe('a burst', () => {
  it('with an edited and a deleted message in it is one turn and one answer', async () => {
    const person = await interviewed()
    const before = bench.shown(person).length
    const first = await bench.hear(person, 'A planer.')
    await bench.revise(person, first, 'A planner.')
    const second = await bench.hear(person, 'Too private.')
    await bench.revise(person, second, undefined)
    await bench.hear(person, 'On paper.')
    bench.pass(6_000)
    await bench.work(person)
    expect(await saidBy(person)).toEqual(['A planner.\n\nOn paper.'])
    expect(bench.shown(person)).toHaveLength(before + 1)
    expect(JSON.stringify(await database.db.selectFrom('inbox').select('event').execute())).not.toContain(
      'Too private',
    )
  })

  it('that begins while the last one is answered is waited out', async () => {
    const person = await interviewed()
    const wakes = bench.wakes.length
    bench.whileModelWorks(() => bench.hear(person, 'And one more thing:'))
    await answered(person, 'A planner.')
    bench.whileModelWorks(undefined)
    expect(await saidBy(person)).toEqual(['A planner.'])
    expect(bench.wakes.length).toBeGreaterThan(wakes)
    await bench.hear(person, 'it is cheap.')
    bench.pass(6_000)
    await bench.work(person)
    expect(await saidBy(person)).toEqual(['A planner.', 'And one more thing:\n\nit is cheap.'])
  })
})

describe('a lane whose work throws', () => {
  it('is tried less and less often, says so, and goes on once it can', async () => {
    const person = await interviewed()
    const lane = participantLane(person)
    const broken = bench.process('a', {
      interviews: {
        ...bench.participant.interviews,
        commit: () => Promise.reject(new Error('broken')),
      },
    })
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    const due = async () =>
      (await bench.lanes.due(bench.clock.now(), 1_000)).some((each) => each.lane === lane)
    for (const waitMs of [1_000, 2_000, 4_000]) {
      expect(await due()).toBe(true)
      await workLane(lane, broken)
      expect(await due()).toBe(false)
      const asked = bench.asked.length
      await workLane(lane, broken)
      expect(bench.asked).toHaveLength(asked)
      bench.pass(waitMs)
    }
    const { failures } = await database.db
      .selectFrom('lane')
      .select('failures')
      .where('key', '=', lane)
      .executeTakeFirstOrThrow()
    expect(failures).toBe(3)
    await bench.work(person)
    expect(await saidBy(person)).toEqual(['A planner.'])
    expect(
      await database.db
        .selectFrom('lane')
        .select(['failures', 'retry_after'])
        .where('key', '=', lane)
        .execute(),
    ).toEqual([{ failures: 0, retry_after: null }])
  })
})

describe('two workers racing on one lane', () => {
  it('answer once', async () => {
    const person = await interviewed()
    const before = bench.shown(person).length
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    await Promise.all([bench.work(person, 'a'), bench.work(person, 'b'), bench.work(person, 'c')])
    expect(bench.shown(person)).toHaveLength(before + 1)
    expect(await saidBy(person)).toEqual(['A planner.'])
  })

  it('answer once though the first lost its lease while the model worked', async () => {
    const person = await interviewed()
    const before = bench.shown(person).length
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    const lane = participantLane(person)
    bench.whileModelWorks(async () => {
      bench.whileModelWorks(undefined)
      await database.db.updateTable('lane').set({ lease_until: null }).where('key', '=', lane).execute()
      await bench.work(person, 'b')
    })
    await bench.work(person, 'a')
    expect(bench.shown(person)).toHaveLength(before + 1)
    expect(await saidBy(person)).toEqual(['A planner.'])
  })
})

describe('the idle timer', () => {
  it('counts from when the last message arrived, not from when it was meant to', async () => {
    const person = await interviewed()
    bench.faults.nextSend({ outcome: 'retry', afterMs: 2 * HOUR, reason: 'busy' })
    await answered(person, 'A planner.')
    bench.pass(2 * HOUR)
    await bench.work(person)
    const arrived = bench.clock.now().getTime()
    bench.pass(22 * HOUR)
    await bench.work(person)
    const { due_at } = await database.db
      .selectFrom('timer')
      .select('due_at')
      .where('lane', '=', participantLane(person))
      .where('fired_at', 'is', null)
      .executeTakeFirstOrThrow()
    expect(due_at.getTime() - arrived).toBe(24 * HOUR)
  })
})
