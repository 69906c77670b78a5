import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHistoryStore } from '../../../src/adapters/postgres/conversations/history-store.ts'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createFieldworkStore } from '../../../src/adapters/postgres/interviews/fieldwork-store.ts'
import { FencedError } from '../../../src/core/errors.ts'
import { enrolment } from '../../../src/core/fieldwork/enrolment.ts'
import { route } from '../../../src/core/route.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { reached as cardSent } from './reached.ts'
import { AT, BURST, held, ids, later, runningStudy, said } from './seed.ts'

let database: TestDatabase
let study: string
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

let people = 0
const someone = () => ({ platform: 'slack' as const, workspace: 'T4', person: `W${++people}` })

async function reached(at = AT) {
  const person = someone()
  await cardSent(database.db, study, person, at)
  return { person }
}

const readsOnAfter = async (conversation: string, before: Date) =>
  (await createHistoryStore(database.db).missed('slack', before)).find(
    (each) => each.conversation === conversation,
  )?.after

describe('where to read on after a connection was away', () => {
  it('is what was sent first while the person wrote nothing', async () => {
    const { person } = await reached()
    expect(await readsOnAfter(`D-${person.person}`, AT)).toBe('1000000001')
  })

  it('is five messages before the last one stored by then, whatever came in live since', async () => {
    const { person } = await reached()
    const hear = async (at: Date) => {
      const event = said(person, 'hello')
      await createInboxStore(database.db).accept(event, route(event), BURST, at, ids.next())
      return 'message' in event ? event.message : ''
    }
    const heard = await hear(AT)
    for (let more = 1; more <= 5; more++) await hear(AT)
    await hear(later(60_000))
    expect(await readsOnAfter(`D-${person.person}`, later(30_000))).toBe(heard)
  })
})

describe('the order in which conversations are read again', () => {
  it('begins with those in which nothing waits, the last one spoken to first', async () => {
    const { person: early } = await reached(later(1_000))
    const { person: answered } = await reached(later(3_000))
    const { person: late } = await reached(later(2_000))
    const event = said(answered, 'here I am')
    await createInboxStore(database.db).accept(event, route(event), BURST, later(4_000), ids.next())
    const order = (await createHistoryStore(database.db).missed('slack', later(5_000)))
      .map(({ conversation }) => conversation)
      .filter((each) => [early, answered, late].some(({ person }) => each === `D-${person}`))
    expect(order).toEqual([late, early, answered].map(({ person }) => `D-${person}`))
  })
})

describe('the order in which conversations are read after a restart', () => {
  it('ends with those that got an answer since: they were heard', async () => {
    const { person: waits } = await reached(later(1_000))
    const { person: answered } = await reached(later(7_000))
    const order = (await createHistoryStore(database.db).missed('slack', later(5_000)))
      .map(({ conversation }) => conversation)
      .filter((each) => [waits, answered].some(({ person }) => each === `D-${person}`))
    expect(order).toEqual([waits, answered].map(({ person }) => `D-${person}`))
  })
})

describe('a conversation whose interview ended', () => {
  const ended = async (values: { ended_at: Date; erased_at?: Date }) => {
    const { person } = await reached()
    await database.db
      .updateTable('interview')
      .set({ state: 'completed', ended_by: 'completed', ...values })
      .where('lane', '=', `participant/slack/T4/${person.person}`)
      .execute()
    return `D-${person.person}`
  }
  const days = (count: number) => count * 86_400_000
  const read = async (before: Date) =>
    (await createHistoryStore(database.db).missed('slack', before)).map(({ conversation }) => conversation)

  it('is read for a month more, after all that are open: "delete my data" is heard', async () => {
    const { person: open } = await reached()
    const over = await ended({ ended_at: later(1_000) })
    const order = (await read(later(days(29)))).filter((each) => [`D-${open.person}`, over].includes(each))
    expect(order).toEqual([`D-${open.person}`, over])
    expect(await read(later(days(31)))).not.toContain(over)
  })

  it('is left alone once the person had everything erased', async () => {
    const erased = await ended({ ended_at: later(1_000), erased_at: later(2_000) })
    expect(await read(later(3_000))).not.toContain(erased)
  })
})

describe('a study that was paused or closed while people are enrolled', () => {
  it('takes nobody in any more', async () => {
    const own = await runningStudy(database.db)
    const fieldwork = createFieldworkStore(database.db)
    const known = await fieldwork.study(own)
    if (!known) throw new Error('no study')
    const lease = await held(database.db, `study/${own}`)
    await database.db.updateTable('study').set({ state: 'closed' }).where('id', '=', own).execute()
    const speaker = { modelName: 'm', platformName: 'Slack' }
    const one = enrolment(known, someone(), 'all', {}, { now: AT, notBefore: AT }, ids, speaker)
    await expect(fieldwork.enrol(lease, [one])).rejects.toThrow(FencedError)
    const rows = await database.db.selectFrom('interview').select('id').where('study_id', '=', own).execute()
    expect(rows).toEqual([])
  })
})
