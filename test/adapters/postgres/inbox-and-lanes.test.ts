import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { participantLane } from '../../../src/core/lane.ts'
import { route } from '../../../src/core/route.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, BURST, held, ids, later, said } from './seed.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

let people = 0
const someone = () => ({ platform: 'slack' as const, workspace: 'T1', person: `U${++people}` })
const accept = (event: ReturnType<typeof said>, at = AT) =>
  createInboxStore(database.db).accept(event, route(event), BURST, at, ids.next())

describe('the inbox', () => {
  it('stores an event once, however often it is delivered', async () => {
    const event = said(someone(), 'hello')
    expect(await accept(event)).toMatchObject({ outcome: 'stored' })
    expect(await accept(event)).toEqual({ outcome: 'known' })
  })

  it('stores one of two events of the same human gesture', async () => {
    const person = someone()
    expect(await accept(said(person, 'hello', { gesture: `g-${person.person}` }))).toMatchObject({
      outcome: 'stored',
    })
    expect(await accept(said(person, 'hello', { gesture: `g-${person.person}` }))).toEqual({
      outcome: 'known',
    })
  })

  it('takes what revises the second of them for what revises the first', async () => {
    const person = someone()
    const gesture = `g-${person.person}`
    const first = said(person, 'hello', { gesture })
    const second = said(person, 'hello', { gesture })
    await accept(first)
    await accept(second)
    await accept(second)
    const { gesture: _, ...revised } = second
    const edited = { ...revised, kind: 'message-edited', key: `e:${second.key}`, text: 'hello there' }
    const deleted = { ...revised, kind: 'message-deleted', key: `d:${second.key}` }
    expect(await accept(edited as never)).toMatchObject({ outcome: 'stored' })
    expect(await accept(deleted as never)).toMatchObject({ outcome: 'stored' })
    const rows = await database.db
      .selectFrom('inbox')
      .select(['message', 'event'])
      .where('conversation', '=', first.conversation ?? '')
      .execute()
    const name = first.kind === 'message-created' ? first.message : ''
    expect(rows.map(({ message, event }) => [message, (event as { message?: string }).message])).toEqual([
      [name, name],
      [name, name],
      [name, name],
    ])
  })

  it('stores the same delivery once when two processes get it at the same time', async () => {
    const event = said(someone(), 'hello')
    const outcomes = (await Promise.all([accept(event), accept(event), accept(event)])).map(
      (each) => each.outcome,
    )
    expect(outcomes.sort()).toEqual(['known', 'known', 'stored'])
  })

  it('routes a research command in a direct conversation to the conversation, not into an interview', async () => {
    const person = someone()
    await accept(said(person, 'hello'))
    const command = { ...said(person, 'status'), kind: 'command', command: 'study', reply: {} }
    expect(await accept(command as never)).toMatchObject({ kind: 'place' })
  })

  it('stores text that PostgreSQL would refuse', async () => {
    const person = someone()
    expect(await accept(said(person, 'half \ud83d and \0 none'))).toMatchObject({ outcome: 'stored' })
    const { events } = await createLaneStore(database.db).waiting(participantLane(person), later(60_000))
    expect(events).toMatchObject([{ event: { text: 'half \ufffd and  none' } }])
  })

  it('waits a burst out: some quiet after the last message, at most the cap after the first', async () => {
    const person = someone()
    expect(await accept(said(person, 'one'))).toMatchObject({ answerAfter: later(5_000) })
    expect(await accept(said(person, 'two'), later(4_000))).toMatchObject({ answerAfter: later(9_000) })
    expect(await accept(said(person, 'three'), later(28_000))).toMatchObject({ answerAfter: later(30_000) })
  })

  it('answers a press at once', async () => {
    const person = someone()
    const press = { ...said(person, ''), kind: 'button', action: 'control:stop:1', values: [], reply: {} }
    expect(await accept(press as never)).toMatchObject({ answerAfter: AT })
  })

  it('routes a deletion that names nobody by its conversation, once that is known', async () => {
    const person = someone()
    const deletion = {
      ...said(person, ''),
      kind: 'message-deleted',
      person: undefined,
      key: `d:${person.person}`,
    }
    expect(await accept(deletion as never)).toEqual({ outcome: 'unroutable' })
    await accept(said(person, 'hello'))
    expect(await accept(deletion as never)).toMatchObject({
      outcome: 'stored',
      lane: participantLane(person),
    })
  })

  it('hands out a message with its latest edit, and tells if it was deleted', async () => {
    const person = someone()
    const first = said(person, 'teh answer')
    const second = said(person, 'to be deleted')
    await accept(first)
    await accept(second)
    await accept({ ...first, kind: 'message-edited', text: 'the answer', key: `e:${first.key}` } as never)
    await accept({ ...second, kind: 'message-deleted', key: `d:${second.key}` } as never)
    const { events } = await createLaneStore(database.db).waiting(participantLane(person), later(60_000))
    expect(events.slice(0, 2)).toMatchObject([
      { edit: { text: 'the answer' }, deleted: false },
      { deleted: true },
    ])
  })
})

describe('a lane', () => {
  const lanes = () => createLaneStore(database.db)

  it('has its turn since the burst was over, and with what came after that since it came', async () => {
    const person = someone()
    const lane = participantLane(person)
    const dueAt = async () => (await lanes().waiting(lane, later(120_000))).dueAt
    await accept(said(person, 'one'))
    expect(await dueAt()).toEqual(later(5_000))
    await accept(said(person, 'two'), later(60_000))
    expect(await dueAt()).toEqual(later(30_000))
    const { events } = await lanes().waiting(lane, later(120_000))
    await lanes().settle(
      await held(database.db, lane),
      [{ id: events[0]?.id ?? '', outcome: 'answered' }],
      [],
      later(60_000),
    )
    expect(await dueAt()).toEqual(later(60_000))
  })

  it('is held by one at a time, and by another once its lease ran out', async () => {
    const lane = participantLane(someone())
    await lanes().ensure(lane, 'participant')
    const first = await lanes().take(lane, 'a', 50, AT)
    expect(first).toMatchObject({ outcome: 'taken', lease: { epoch: 1 } })
    expect(await lanes().take(lane, 'b', 50, AT)).toEqual({ outcome: 'busy' })
    await expect
      .poll(() => lanes().take(lane, 'b', 5_000, AT))
      .toMatchObject({ outcome: 'taken', lease: { epoch: 2 } })
    if (first.outcome === 'taken') expect(await lanes().renew(first.lease, 5_000)).toBe(false)
  })

  it('is not taken before its burst is over', async () => {
    const person = someone()
    await accept(said(person, 'one'))
    const lane = participantLane(person)
    expect(await lanes().take(lane, 'a', 5_000, later(4_999))).toEqual({
      outcome: 'early',
      until: later(5_000),
    })
    expect(await lanes().take(lane, 'a', 5_000, later(5_000))).toMatchObject({ outcome: 'taken' })
  })

  it('is found by the sweep while anything of it waits, and not while somebody holds it', async () => {
    const person = someone()
    await accept(said(person, 'one'))
    const lane = participantLane(person)
    const due = async (at: Date) => (await lanes().due(at, 1_000)).map((each) => each.lane)
    expect(await due(later(1_000))).not.toContain(lane)
    expect(await due(later(5_000))).toContain(lane)
    const taken = await lanes().take(lane, 'a', 60_000, later(5_000))
    expect(await due(later(5_000))).not.toContain(lane)
    if (taken.outcome !== 'taken') throw new Error('not taken')
    const { events } = await lanes().waiting(lane, later(5_000))
    await lanes().settle(
      taken.lease,
      events.map(({ id }) => ({ id, outcome: 'done' })),
      [],
      later(5_000),
    )
    await lanes().release(taken.lease)
    expect(await due(later(60_000))).not.toContain(lane)
  })

  it('is forgotten where nothing else stands in it, and whoever comes to it late leaves it alone', async () => {
    const lanes = createLaneStore(database.db)
    const person = someone()
    const lane = participantLane(person)
    const rows = async () =>
      (await database.db.selectFrom('inbox').select('outcome').where('lane', '=', lane).execute()).length
    await accept(said(person, 'no'))
    await accept(said(person, 'and this'))
    const taken = await lanes.take(lane, 'a', 60_000, later(60_000))
    if (taken.outcome !== 'taken') throw new Error('not taken')
    const { events } = await lanes.waiting(lane, later(60_000))
    const forget = (at: number) =>
      lanes.forget(taken.lease, { id: events[at]?.id ?? '', outcome: 'too-young' }, [], later(60_000))
    await forget(0)
    expect(await rows()).toBe(1)
    await forget(1)
    expect(await rows()).toBe(0)
    expect(await lanes.take(lane, 'b', 60_000, later(60_000))).toEqual({ outcome: 'busy' })
    expect(await lanes.release(taken.lease)).toBe(false)
  })

  it('keeps no words of an event that is done', async () => {
    const person = someone()
    await accept(said(person, 'a secret'))
    const lane = participantLane(person)
    const taken = await lanes().take(lane, 'a', 60_000, later(5_000))
    if (taken.outcome !== 'taken') throw new Error('not taken')
    const { events } = await lanes().waiting(lane, later(5_000))
    await lanes().settle(
      taken.lease,
      events.map(({ id }) => ({ id, outcome: 'done' })),
      [],
      later(5_000),
    )
    const rows = await database.db.selectFrom('inbox').select('event').where('lane', '=', lane).execute()
    expect(JSON.stringify(rows)).not.toContain('a secret')
  })
})
