import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from '../../../src/adapters/postgres/conversations/outbox-store.ts'
import { createInterviewStore } from '../../../src/adapters/postgres/interviews/interview-store.ts'
import { FencedError } from '../../../src/core/errors.ts'
import type { Step } from '../../../src/core/ports/interview-store.ts'
import type { Lease } from '../../../src/core/ports/lane-store.ts'
import { route } from '../../../src/core/route.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, BURST, ids, invited, later, runningStudy, said } from './seed.ts'

let database: TestDatabase
let study: string
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

let people = 0
const someone = () => ({ platform: 'slack' as const, workspace: 'T2', person: `V${++people}` })
const store = () => createInterviewStore(database.db)

async function begun() {
  const person = someone()
  const one = await invited(database.db, study, person)
  const loaded = await store().load(one.lane, undefined, AT)
  if (!loaded) throw new Error('not loaded')
  return { ...one, person, loaded }
}

function step(interviewId: string, stateVersion: number, more: Partial<Step> = {}): Step {
  return {
    interviewId,
    studyId: study,
    stateVersion,
    state: 'interviewing',
    progress: {
      question: 'q1',
      done: {},
      probes: {},
      clarified: [],
      surveyItem: null,
      surveyMisses: 0,
      nudged: false,
      deleteAsked: false,
      pausedFrom: null,
    },
    inbox: [],
    firedTimers: [],
    turns: [],
    erase: false,
    send: [],
    usage: [],
    at: AT,
    ...more,
  }
}

/** A message of the person, stored as the turn it became. */
async function answer(
  one: Awaited<ReturnType<typeof begun>>,
  version: number,
  words: string,
  lease: Lease = one.lease,
) {
  const event = said(one.person, words)
  await createInboxStore(database.db).accept(event, route(event), BURST, AT, ids.next())
  const { events } = await createLaneStore(database.db).waiting(one.lane, later(60_000))
  const message = 'message' in event ? event.message : ''
  const turn = ids.next()
  await store().commit(
    lease,
    step(one.interview, version, {
      inbox: events.map(({ id }) => ({ id, outcome: 'done' })),
      turns: [
        {
          id: turn,
          speaker: 'participant',
          kind: 'answer',
          words,
          questionId: 'q1',
          move: null,
          promptVersion: null,
          model: null,
          saidAt: AT,
          messages: [{ conversation: `D-${one.person.person}`, message, words, deleted: false }],
        },
      ],
    }),
    false,
  )
  return { turn, message, conversation: `D-${one.person.person}` }
}

describe('an interview in the store', () => {
  it('is loaded with its plan, turns and answers', async () => {
    const one = await begun()
    await answer(one, 0, 'A planner.')
    const loaded = await store().load(one.lane, undefined, AT)
    expect(loaded).toMatchObject({
      state: 'interviewing',
      stateVersion: 1,
      cohort: 'all',
      conversation: `D-${one.person.person}`,
    })
    expect(loaded?.turns.map((turn) => turn.words)).toEqual(['A planner.'])
  })

  it('is written by who holds the lane only, and all or nothing', async () => {
    const one = await begun()
    const stale = { ...one.lease, epoch: one.lease.epoch - 1 }
    await expect(answer(one, 0, 'lost?', stale)).rejects.toThrow(FencedError)
    expect((await store().load(one.lane, undefined, AT))?.turns).toEqual([])
    expect((await createLaneStore(database.db).waiting(one.lane, later(60_000))).events).toHaveLength(1)
  })

  it('is not written from an old reading of its state', async () => {
    const one = await begun()
    await answer(one, 0, 'first')
    await expect(answer(one, 0, 'second')).rejects.toThrow(FencedError)
  })

  it('follows an edited message, and no coding of the old words counts', async () => {
    const one = await begun()
    const { conversation, message } = await answer(one, 0, 'teh planner')
    await store().commit(
      one.lease,
      step(one.interview, 1, { revision: { conversation, message, words: 'the planner', at: AT } }),
      false,
    )
    const [turn] = (await store().load(one.lane, undefined, AT))?.turns ?? []
    expect(turn).toMatchObject({ words: 'the planner', deleted: false })
  })

  it('keeps a tombstone of a deleted message', async () => {
    const one = await begun()
    const { conversation, message } = await answer(one, 0, 'too private')
    await store().commit(
      one.lease,
      step(one.interview, 1, { revision: { conversation, message, words: undefined, at: AT } }),
      false,
    )
    const [turn] = (await store().load(one.lane, undefined, AT))?.turns ?? []
    expect(turn).toMatchObject({ words: '', deleted: true })
  })

  it('leaves nothing of the words of who withdraws, anywhere', async () => {
    const one = await begun()
    await answer(one, 0, 'canary-7431')
    await store().commit(
      one.lease,
      step(one.interview, 1, { state: 'withdrawn', erase: true, ended: { at: AT, by: 'participant' } }),
      false,
    )
    const tables = [
      'turn',
      'turn_message',
      'inbox',
      'outbox',
      'survey_answer',
      'identity',
      'interview',
    ] as const
    for (const table of tables) {
      const rows = await database.db.selectFrom(table).selectAll().execute()
      expect(JSON.stringify(rows), table).not.toContain('canary-7431')
    }
    const identities = await database.db
      .selectFrom('identity')
      .selectAll()
      .where('person', '=', one.person.person)
      .execute()
    expect(identities).toEqual([])
  })
})

describe('the outbox of a lane', () => {
  it('gives its rows out in order, each stamped before it is sent', async () => {
    const one = await begun()
    const outbox = createOutboxStore(database.db)
    const first = await outbox.first(one.lane, AT)
    expect(first).toMatchObject({ id: one.card.id, state: 'pending', attempts: 0 })
    await outbox.stamp(one.lease, one.card.id, AT)
    expect(await outbox.first(one.lane, AT)).toMatchObject({ state: 'attempted', attempts: 1 })
    await outbox.record(
      one.lease,
      one.card.id,
      { outcome: 'sent', conversation: 'D-new', messages: ['1'] },
      AT,
      true,
    )
    expect(await outbox.first(one.lane, AT)).toBeUndefined()
  })

  it('learns the direct conversation from what was sent to a person', async () => {
    const one = await begun()
    const outbox = createOutboxStore(database.db)
    await outbox.stamp(one.lease, one.card.id, AT)
    await outbox.record(
      one.lease,
      one.card.id,
      { outcome: 'sent', conversation: `D-${one.person.person}`, messages: ['1'] },
      AT,
      false,
    )
    expect((await store().load(one.lane, undefined, AT))?.conversation).toBe(`D-${one.person.person}`)
  })

  it('invites a person once, whoever tries again', async () => {
    const one = await begun()
    await invited(database.db, study, { ...one.person, person: someone().person })
    const again = { ...one.lease }
    const { createFieldworkStore } = await import(
      '../../../src/adapters/postgres/interviews/fieldwork-store.ts'
    )
    const fieldwork = createFieldworkStore(database.db)
    expect(await fieldwork.standing(study, one.person)).toEqual({ standing: 'known' })
    const { enrolment } = await import('../../../src/core/fieldwork/enrolment.ts')
    const known = await fieldwork.study(study)
    if (!known) throw new Error('no study')
    const second = enrolment(known, one.person, 'all', {}, { now: AT, notBefore: AT }, ids, {
      modelName: 'm',
      simulated: false,
      platformName: 'Slack',
    })
    expect(await fieldwork.enrol(again, [second])).toBe(0)
  })

  it('drops what was still to be said to a person who cannot be reached', async () => {
    const one = await begun()
    const outbox = createOutboxStore(database.db)
    await outbox.stamp(one.lease, one.card.id, AT)
    await outbox.record(one.lease, one.card.id, { outcome: 'unreachable', reason: 'closed' }, AT, false)
    expect(await createOutboxStore(database.db).first(one.lane, AT)).toBeUndefined()
    expect((await store().load(one.lane, undefined, AT))?.state).toBe('unreachable')
  })
})
