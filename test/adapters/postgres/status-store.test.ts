import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { createStatusStore } from '../../../src/adapters/postgres/studies/status-store.ts'
import { studyLane } from '../../../src/core/lane.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, held, invited, later, runningStudy } from './seed.ts'

describe('the status of a study', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.close())

  const status = () => createStatusStore(database.db)
  const dueLanes = async (now: Date) =>
    (await createLaneStore(database.db).due(now, 50)).map(({ lane }) => lane)
  let people = 0

  /** Launched, with its first message shown at AT. */
  async function shownStudy() {
    const study = await runningStudy(database.db)
    const lane = studyLane(study)
    await createLaneStore(database.db).ensure(lane, 'study')
    const site = { study_id: study, platform: 'slack', workspace: 'T1', place: `C-${study}` }
    const launch = { launched_at: AT, audience: '[]', invited_until: 0, inviting_done_at: AT }
    await database.db
      .insertInto('study_site')
      .values({ ...site, ...launch })
      .execute()
    const row = { study_id: study, due_at: AT, changes: 0, shown_at: null, shown: null, posts: '{}' }
    await database.db.insertInto('study_status').values(row).execute()
    const lease = await held(database.db, lane, 0)
    const due = await status().due(study, AT)
    if (!due) throw new Error('not due')
    const show = async (changes: number, now = AT, last = false) =>
      status().show(lease, study, { shown: 'x', changes, posts: {}, send: [], again: false, last }, now)
    await show(due.changes)
    return { study, lane, show }
  }

  const person = () => ({ platform: 'slack' as const, workspace: 'T1', person: `S${++people}` })

  it('is not looked at again before anything changed', async () => {
    const { study, lane } = await shownStudy()
    expect(await status().due(study, later(86_400_000))).toBeUndefined()
    expect(await dueLanes(later(86_400_000))).not.toContain(lane)
  })

  it('is due a minute after it was shown once an interview came to be or moved on, and counts it', async () => {
    const { study, lane } = await shownStudy()
    const { interview } = await invited(database.db, study, person())
    expect(await status().due(study, later(59_999))).toBeUndefined()
    expect(await dueLanes(later(60_000))).toContain(lane)
    expect(await status().due(study, later(60_000))).toMatchObject({
      sites: [{ invited: 1, begun: 0, declined: 0, message: { at: 'nowhere' } }],
    })
    const set = { state: 'interviewing', started_at: AT }
    await database.db.updateTable('interview').set(set).where('id', '=', interview).execute()
    expect(await status().due(study, later(60_000))).toMatchObject({
      sites: [{ invited: 1, begun: 1, underWay: 1 }],
    })
  })

  it('costs nothing while an interview goes on in the same state', async () => {
    const { study, show } = await shownStudy()
    const { interview } = await invited(database.db, study, person())
    const due = await status().due(study, later(60_000))
    await show(due?.changes ?? 0, later(60_000))
    const more = { state_version: 9, last_heard_at: later(61_000) }
    await database.db.updateTable('interview').set(more).where('id', '=', interview).execute()
    expect(await status().due(study, later(3_600_000))).toBeUndefined()
  })

  it('is due once more where something changed while its message was made', async () => {
    const { study, show } = await shownStudy()
    await invited(database.db, study, person())
    const due = await status().due(study, later(60_000))
    await invited(database.db, study, person())
    await show(due?.changes ?? 0, later(60_000))
    expect(await status().due(study, later(119_999))).toBeUndefined()
    expect(await status().due(study, later(120_000))).toMatchObject({ sites: [{ invited: 2 }] })
  })

  it('ends with the last one', async () => {
    const { study, show } = await shownStudy()
    await invited(database.db, study, person())
    const due = await status().due(study, later(60_000))
    await show(due?.changes ?? 0, later(60_000), true)
    await invited(database.db, study, person())
    expect(await status().due(study, later(86_400_000))).toBeUndefined()
  })
})
