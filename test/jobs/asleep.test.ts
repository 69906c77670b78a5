import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createRunStore } from '../../src/adapters/postgres/studies/run-store.ts'
import { createStatusStore } from '../../src/adapters/postgres/studies/status-store.ts'
import { participantLane, studyLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import { nextNightly } from '../../src/core/study/nightly.ts'
import { workLane } from '../../src/jobs/lane-work.ts'
import { workStudy } from '../../src/jobs/study-lane.ts'
import { AT, ids, runningStudy } from '../adapters/postgres/seed.ts'
import { within } from '../core/fieldwork/clocks.ts'
import { OFFICE_HOURS, SILENCE } from '../fakes/silence.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const GAP_MS = 20 * HOUR

const databases: TestDatabase[] = []
let database: TestDatabase
let study: string
let bench: LaneBench
beforeEach(async () => {
  database = await createTestDatabase()
  databases.push(database)
  study = await runningStudy(database.db)
  bench = createLaneBench(database.db, {
    ...SILENCE,
    contact: { hours: OFFICE_HOURS, zone: 'UTC', gapMs: GAP_MS, paceMs: 3_000 },
  })
})
afterAll(async () => {
  for (const each of databases) await each.close()
})

let people = 0
const somebody = (): PersonRef => ({ platform: 'slack', workspace: 'T1', person: `Z${++people}` })
const at = (iso: string) => new Date(iso)
const sleepUntil = (iso: string) => bench.pass(at(iso).getTime() - bench.clock.now().getTime())
const live = (iso: string) => bench.live(at(iso).getTime() - bench.clock.now().getTime())

/** What was sent unasked, oldest first. */
async function unaskedTo(person: PersonRef) {
  const rows = await database.db
    .selectFrom('outbox')
    .select(['unasked', 'sent_at'])
    .where('lane', '=', participantLane(person))
    .where('unasked', 'is not', null)
    .where('state', '=', 'sent')
    .orderBy('sent_at')
    .execute()
  return rows.map(({ unasked, sent_at }) => `${unasked} ${sent_at?.toISOString().slice(0, 16)}`)
}

const interviewOf = (interview: string) =>
  database.db
    .selectFrom('interview')
    .innerJoin('invitation', 'invitation.interview_id', 'interview.id')
    .select(['interview.state', 'interview.ended_by', 'invitation.reminders'])
    .where('interview.id', '=', interview)
    .executeTakeFirstOrThrow()

async function takesPart(person: PersonRef, interview: string): Promise<void> {
  await bench.press(person, `consent:take-part:${interview}`)
  await bench.work(person)
  await bench.press(person, `survey:${interview.slice(-12)}:often:3`)
  await bench.work(person)
}

describe('an invitation that came due while no process was there', () => {
  it('waits for the person’s next hours, by their clock as it is then', async () => {
    const person = somebody()
    await bench.invite(person, study, at('2026-03-06T20:00:00Z'), 'America/New_York')
    // Clocks there are put forward on Sunday.
    sleepUntil('2026-03-08T06:30:00Z')
    await live('2026-03-09T18:00:00Z')
    expect(await unaskedTo(person)).toEqual(['card 2026-03-09T13:00'])
  })

  it('keeps its pace with the others', async () => {
    const all = Array.from({ length: 6 }, somebody)
    for (const person of all) await bench.invite(person, study, at('2026-03-02T10:00:00Z'), 'Europe/Berlin')
    sleepUntil('2026-03-03T22:00:00Z')
    await bench.live(1)
    const { rows } = await sql<{ at: Date }>`
      select not_before as at from outbox where state = 'pending' order by not_before`.execute(database.db)
    expect(rows.map((row) => row.at.toISOString())).toEqual(
      ['00', '03', '06', '09', '12', '15'].map((second) => `2026-03-04T08:00:${second}.000Z`),
    )
    sleepUntil('2026-03-04T12:00:00Z')
    await bench.live(1)
    // Late again, but within the hours: one goes out, the others follow at their pace.
    expect(bench.posted).toHaveLength(1)
    await bench.live(15_000)
    expect(bench.posted).toHaveLength(6)
  })

  it('is not sent to somebody who said no before it came', async () => {
    const person = somebody()
    const interview = await bench.invite(person, study, at('2026-03-03T10:00:00Z'))
    await bench.hear(person, 'stop')
    bench.pass(6_000)
    await bench.work(person)
    await live('2026-03-04T12:00:00Z')
    expect(await interviewOf(interview)).toMatchObject({ state: 'declined' })
    expect(await unaskedTo(person)).toEqual([])
  })
})

describe('a silent interview whose process slept', () => {
  it('is nudged on waking, in the person’s hours, and closed only after that', async () => {
    const person = somebody()
    const interview = await bench.invite(person, study, AT, 'America/New_York')
    await live('2026-03-02T15:00:00Z')
    await takesPart(person, interview)
    sleepUntil('2026-03-08T09:00:00Z')
    await live('2026-03-12T00:00:00Z')
    expect(await unaskedTo(person)).toEqual([
      'card 2026-03-02T14:00',
      'nudge 2026-03-09T13:00',
      'close 2026-03-11T13:00',
    ])
    expect(await interviewOf(interview)).toMatchObject({ state: 'partial', ended_by: 'idle' })
  })

  it('gets no nudge that was made at the last moment once its person has answered', async () => {
    const person = somebody()
    const interview = await bench.invite(person, study, AT)
    await bench.work(person)
    await takesPart(person, interview)
    bench.pass(24 * HOUR)
    // The process dies with the nudge on its way, and nobody is there until they have written.
    bench.faults.nextSend({ outcome: 'retry', afterMs: 1_000, reason: 'rate' })
    await bench.work(person)
    bench.pass(10 * HOUR)
    await bench.hear(person, 'A planner.')
    bench.pass(6_000)
    await bench.work(person)
    await live('2026-03-04T11:00:00Z')
    expect((await unaskedTo(person)).filter((each) => each.startsWith('nudge'))).toEqual([])
    expect(bench.shown(person).at(-1)).toContain('What led you to it?')
  })
})

describe('a person who is somewhere else', () => {
  it('has what is planned for them planned anew', async () => {
    const [waits, silent] = [somebody(), somebody()]
    await bench.invite(waits, study, at('2026-03-03T08:00:00Z'), 'Europe/Berlin')
    const interview = await bench.invite(silent, study, AT, 'Europe/Berlin')
    await bench.work(silent)
    await takesPart(silent, interview)
    await bench.movesTo(waits, 'America/New_York')
    await bench.movesTo(silent, 'Asia/Kolkata')
    await live('2026-03-04T00:00:00Z')
    // In New York it is 4 in the morning when the moves are told, in Kolkata 14:30; 24 hours later the same.
    expect(await unaskedTo(waits)).toEqual(['card 2026-03-02T14:00'])
    expect(await unaskedTo(silent)).toEqual(['card 2026-03-02T09:00', 'nudge 2026-03-03T09:00'])
    await bench.movesTo(silent, 'America/New_York')
    await live('2026-03-06T00:00:00Z')
    expect(await unaskedTo(silent)).toContain('close 2026-03-05T14:00')
  })

  it('is left as they are if nothing changed', async () => {
    const person = somebody()
    await bench.invite(person, study, at('2026-03-03T08:00:00Z'), 'Europe/Berlin')
    await bench.movesTo(person, 'Europe/Berlin')
    await live('2026-03-03T12:00:00Z')
    expect(await unaskedTo(person)).toEqual(['card 2026-03-03T08:00'])
  })
})

describe('an invitation nobody answers', () => {
  it('is reminded of twice, then runs out, and who taps late is told so', async () => {
    const person = somebody()
    const interview = await bench.invite(person, study, AT, 'Europe/Berlin')
    await bench.live(18 * DAY)
    expect(await unaskedTo(person)).toEqual([
      'card 2026-03-02T09:00',
      'reminder 2026-03-04T09:00',
      'reminder 2026-03-09T08:00',
    ])
    expect(await interviewOf(interview)).toEqual({ state: 'expired', ended_by: 'idle', reminders: 2 })
    const { length } = bench.shown(person)
    await bench.press(person, `consent:take-part:${interview}`)
    await bench.work(person)
    expect((await interviewOf(interview)).state).toBe('expired')
    await bench.hear(person, 'Am I too late?')
    bench.pass(6_000)
    await bench.work(person)
    expect(bench.shown(person)).toHaveLength(length + 1)
    expect(bench.shown(person).at(-1)).toContain('run out')
  })

  it.each([
    [
      'declined',
      (person: PersonRef, interview: string) => bench.press(person, `consent:decline:${interview}`),
    ],
    [
      'withdrawn',
      async (person: PersonRef) => {
        await bench.hear(person, 'delete my data')
        bench.pass(6_000)
        await bench.work(person)
        await bench.hear(person, 'DELETE')
        bench.pass(6_000)
      },
    ],
  ] as const)('is never reminded of once they have %s', async (state, act) => {
    const person = somebody()
    const interview = await bench.invite(person, study)
    await bench.work(person)
    await act(person, interview)
    await bench.work(person)
    await bench.live(15 * DAY)
    expect((await interviewOf(interview)).state).toBe(state)
    expect(await unaskedTo(person)).toHaveLength(1)
  })

  it('is not reminded of while the study is paused', async () => {
    const person = somebody()
    await bench.invite(person, study)
    await bench.work(person)
    await database.db.updateTable('study').set({ state: 'paused' }).where('id', '=', study).execute()
    await bench.live(8 * DAY)
    expect(await unaskedTo(person)).toHaveLength(1)
    await database.db.updateTable('study').set({ state: 'running' }).where('id', '=', study).execute()
    await bench.live(3 * DAY)
    expect(await unaskedTo(person)).toHaveLength(2)
  })
})

describe('a process that slept for days over a change of the clock', () => {
  it('writes to each person at most once on waking, in their own hours', async () => {
    const other = await runningStudy(database.db)
    const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia']
    const everybody: { person: PersonRef; zone: string; interview: string; takesPart: boolean }[] = []
    for (const zone of zones)
      for (const how of ['card due', 'reminder due', 'nudge due', 'all due']) {
        const person = somebody()
        const due = at('2026-03-06T12:00:00Z')
        const interview = await bench.invite(person, study, how === 'card due' ? due : AT, zone)
        if (how === 'all due') await bench.invite(person, other, due, zone)
        everybody.push({ person, zone, interview, takesPart: how === 'nudge due' || how === 'all due' })
      }
    await bench.live(DAY)
    for (const { person, interview, ...does } of everybody)
      if (does.takesPart) await takesPart(person, interview)
    const before = new Map<PersonRef, number>()
    for (const { person } of everybody) before.set(person, (await unaskedTo(person)).length)
    sleepUntil('2026-03-08T06:50:00Z')
    const sentOf = async (person: PersonRef) =>
      (await unaskedTo(person)).slice(before.get(person)).map((each) => at(`${each.split(' ')[1]}:00Z`))
    await bench.live(GAP_MS)
    for (const { person } of everybody) expect((await sentOf(person)).length).toBeLessThanOrEqual(1)
    await bench.live(4 * DAY)
    for (const { person, zone } of everybody) {
      const sent = await sentOf(person)
      expect(sent.length).toBeGreaterThan(0)
      for (const [index, each] of sent.entries()) {
        expect(within(each, zone, OFFICE_HOURS), `${each.toISOString()} in ${zone}`).toBe(true)
        if (index > 0)
          expect(each.getTime() - (sent[index - 1]?.getTime() ?? 0)).toBeGreaterThanOrEqual(GAP_MS - 60_000)
      }
    }
  })

  it('begins one nightly run, and the next at the study’s hour', async () => {
    const lane = studyLane(study)
    const zone = 'America/New_York'
    await bench.lanes.ensure(lane, 'study')
    await bench.lanes.setTimer({
      id: ids.next(),
      lane,
      kind: 'nightly',
      subject: study,
      dueAt: nextNightly(AT, '02:00', zone),
    })
    const runs = createRunStore(database.db)
    const waking = {
      ...bench.process('a'),
      work: {
        ...bench.process('a').work,
        study: (lease: Parameters<typeof workStudy>[0], hold: Parameters<typeof workStudy>[1]) =>
          workStudy(lease, hold, {
            ...bench.participant,
            status: createStatusStore(database.db),
            queue: bench.process('a').queue,
            runs: {
              waiting: async () => [],
              work: async () => [],
              beginNightly: (held, id, timer) => {
                const now = bench.clock.now()
                const next = { id: ids.next(), at: nextNightly(now, '02:00', zone) }
                return runs.beginNightly(held, id, { timer, run: ids.next(), next }, now)
              },
            },
          }),
      },
    }
    // On the night of the 8th, two o'clock is skipped there.
    sleepUntil('2026-03-08T06:00:00Z')
    for (let look = 0; look < 3; look++) await workLane(lane, waking)
    expect(await runs.waiting(study)).toHaveLength(1)
    const { due_at } = await database.db
      .selectFrom('timer')
      .select('due_at')
      .where('kind', '=', 'nightly')
      .where('fired_at', 'is', null)
      .executeTakeFirstOrThrow()
    expect(due_at.toISOString()).toBe('2026-03-08T07:00:00.000Z')
    sleepUntil('2026-03-11T12:00:00Z')
    for (let look = 0; look < 3; look++) await workLane(lane, waking)
    expect(await runs.waiting(study)).toHaveLength(2)
  })
})
