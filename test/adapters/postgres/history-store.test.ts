import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHistoryStore } from '../../../src/adapters/postgres/conversations/history-store.ts'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import type { InboundEvent } from '../../../src/core/ports/chat.ts'
import { route } from '../../../src/core/route.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { reached } from './reached.ts'
import { AT, BURST, ids, later, runningStudy, said } from './seed.ts'

let database: TestDatabase
let study: string
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

const history = () => createHistoryStore(database.db)
let people = 0

async function somebody() {
  const person = { platform: 'slack' as const, workspace: 'T5', person: `H${++people}` }
  const conversation = await reached(database.db, study, person)
  const of = { platform: 'slack' as const, workspace: 'T5', conversation }
  const hear = async (event: InboundEvent, at = AT) => {
    await createInboxStore(database.db).accept(event, route(event), BURST, at, ids.next())
    return 'message' in event ? event.message : ''
  }
  const begin = () =>
    database.db
      .updateTable('interview')
      .set({ state: 'interviewing', started_at: AT })
      .where('lane', '=', `participant/slack/T5/${person.person}`)
      .execute()
  return { person, of, hear, begin, say: (text: string, at = AT) => hear(said(person, text), at) }
}

describe('what is stored of a conversation', () => {
  it('stands there if it waits or is in a turn, and was not deleted', async () => {
    const { person, of, hear, say } = await somebody()
    const waits = await say('waits to be read')
    const gone = await say('was deleted')
    const deletion = { ...said(person, ''), kind: 'message-deleted', message: gone, key: `d:${gone}` }
    await hear(deletion as InboundEvent)
    const notKept = await say('was answered and not kept')
    await database.db.updateTable('inbox').set({ state: 'done' }).where('message', '=', notKept).execute()
    const stored = await history().stored(of)
    expect(stored.standing.map(({ message }) => message)).toEqual([waits])
    expect(stored.standing[0]?.person).toBe(person.person)
    expect([...stored.keys].toSorted()).toEqual(
      [`d:${gone}`, `m:${gone}`, `m:${notKept}`, `m:${waits}`].toSorted(),
    )
  })

  it('came in at a time of ours', async () => {
    const { of, say } = await somebody()
    await say('just now', later(1_000))
    expect((await history().stored(of)).standing).toMatchObject([{ at: later(1_000) }])
  })
})

describe('the conversations of a study', () => {
  const ofStudy = async (since: Date) =>
    (await history().ofStudy(study, since, AT)).map(({ conversation }) => conversation)

  it('are those in which an interview began, from its first message on', async () => {
    const { of } = await somebody()
    const { of: began, begin } = await somebody()
    await begin()
    const found = await history().ofStudy(study, AT, AT)
    expect(found).toContainEqual({ ...began, after: '1000000001', from: '1000000001' })
    expect(found.map(({ conversation }) => conversation)).not.toContain(of.conversation)
  })

  it('are left alone once they were compared', async () => {
    const { of, begin } = await somebody()
    await begin()
    await history().compared(of, later(1_000))
    expect(await ofStudy(later(1_000))).not.toContain(of.conversation)
    expect(await ofStudy(later(1_001))).toContain(of.conversation)
  })

  it('have a revision that waits until it was worked on', async () => {
    const { person, hear } = await somebody()
    const waits = () => history().revisionsWait(study)
    await database.db.updateTable('inbox').set({ state: 'done' }).execute()
    expect(await waits()).toBe(false)
    await hear({ ...said(person, 'better'), kind: 'message-edited', key: 'e:1' } as InboundEvent)
    expect(await waits()).toBe(true)
    await database.db.updateTable('inbox').set({ state: 'done' }).execute()
    expect(await waits()).toBe(false)
  })
})

describe('the conversation whose turn it is', () => {
  it('is given to one of many that ask at once', async () => {
    for (let number = 0; number < 40; number++)
      await reached(database.db, study, { platform: 'slack', workspace: 'T6', person: `R${number}` })
    const stores = Array.from({ length: 4 }, () => history())
    const taken: string[] = []
    for (let round = 1; round <= 40; round++) {
      const now = later(round * 5_000)
      const asked = {
        now,
        idleSince: later(round * 5_000 - 600_000),
        takenSince: later(round * 5_000 - 4_500),
      }
      const given = await Promise.all(stores.map((store) => store.takeNext('slack', asked)))
      taken.push(...given.flatMap((each) => each?.conversation ?? []))
    }
    expect(new Set(taken).size).toBe(taken.length)
    expect(taken.length).toBeLessThanOrEqual(40)
    expect(taken.length).toBeGreaterThanOrEqual(20)
  })
})
