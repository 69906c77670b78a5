import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { createFieldworkStore } from '../../../src/adapters/postgres/interviews/fieldwork-store.ts'
import { brokenAuditRow } from '../../../src/adapters/postgres/studies/audit.ts'
import { createStudyStore } from '../../../src/adapters/postgres/studies/study-store.ts'
import { createIds } from '../../../src/adapters/system/ids.ts'
import { FencedError } from '../../../src/core/errors.ts'
import { enrolment } from '../../../src/core/fieldwork/enrolment.ts'
import { placeLane, studyLane } from '../../../src/core/lane.ts'
import type { ConversationRef } from '../../../src/core/ports/chat.ts'
import type { Lease } from '../../../src/core/ports/lane-store.ts'
import type { DeskChange, Study, StudyWrite } from '../../../src/core/ports/study-store.ts'
import { storeStudy } from '../../../src/core/study/store-study.ts'
import { SMALL_PLAN } from '../../core/study/sample.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'

// A Monday, ten in the morning.
const NOW = new Date('2026-03-02T10:00:00.000Z')
const HOUR = 3_600_000
const SLACK: ConversationRef = { platform: 'slack', workspace: 'T1', conversation: 'C1' }
const REACH = { unreachable: 0, directsHeldUntil: null }
const DISCORD: ConversationRef = { platform: 'discord', workspace: '900', conversation: '500' }

describe('the study store', () => {
  const ids = createIds()
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.close())

  const store = () => createStudyStore(database.db)
  const lanes = () => createLaneStore(database.db)

  /** Something was done in a place: its row waits and the lane is held. */
  async function gesture(place: ConversationRef): Promise<{ inbox: string; lease: Lease }> {
    const lane = placeLane(place)
    const inbox = ids.next()
    const event = {
      ...place,
      kind: 'mention',
      key: inbox,
      message: inbox,
      text: 'words of a researcher',
      direct: false,
      person: 'U1',
      platformAt: NOW.toISOString(),
    } as const
    await createInboxStore(database.db).accept(
      event,
      { key: lane, kind: 'place' },
      { quietMs: 0, capMs: 0 },
      NOW,
      inbox,
    )
    await database.db.updateTable('lane').set({ lease_until: null }).where('key', '=', lane).execute()
    const taken = await lanes().take(lane, 'test', 30_000, NOW)
    if (taken.outcome !== 'taken') throw new Error(taken.outcome)
    return { inbox, lease: taken.lease }
  }

  function change(inbox: string, study: Study, write: StudyWrite, at = NOW): DeskChange {
    const audit = { actor: 'slack:T1:U1', action: write.kind, subject: study.id }
    return { inbox: { id: inbox, outcome: write.kind }, study, write, send: [], usage: [], audit, at }
  }

  async function does(write: (study: Study) => StudyWrite, at = NOW): Promise<Study> {
    const { inbox, lease } = await gesture(SLACK)
    expect(await store().commit(lease, change(inbox, await study(), write(await study()), at))).toBe(
      'written',
    )
    return study()
  }

  async function study(): Promise<Study> {
    const found = await store().studyAt(SLACK)
    if (!found) throw new Error('no study')
    return found
  }

  const audits = () => database.db.selectFrom('audit').selectAll().orderBy('seq').execute()

  it('adds a study from a file, to be found from each of its places', async () => {
    const options = { sites: [SLACK, DISCORD], createdBy: 'cli', origin: 'file', now: NOW, ids } as const
    const id = await storeStudy(store(), SMALL_PLAN, options)
    for (const place of [SLACK, DISCORD])
      expect(await store().studyAt(place)).toMatchObject({
        id,
        state: 'draft',
        plan: { number: 1, state: 'draft', plan: SMALL_PLAN },
      })
    expect(await store().studyAt({ ...SLACK, conversation: 'C2' })).toBeUndefined()
    const posts = await database.db.selectFrom('outbox').select(['lane', 'dedupe_key']).execute()
    expect(posts).toHaveLength(4)
  })

  it('lets one of two that decide at the same moment through', async () => {
    const read = await study()
    const approve: StudyWrite = { kind: 'approve', version: read.plan.id, by: 'someone' }
    const here = await gesture(SLACK)
    const there = await gesture(DISCORD)
    const outcomes = await Promise.all([
      store().commit(here.lease, change(here.inbox, read, approve)),
      store().commit(there.lease, change(there.inbox, read, approve)),
    ])
    expect(outcomes.toSorted()).toEqual(['moved', 'written'])
    expect(await study()).toMatchObject({ state: 'approved', plan: { state: 'approved' } })
  })

  it('writes nothing for a row that is done, nor under a lane that another took', async () => {
    const read = await study()
    const { inbox, lease } = await gesture(SLACK)
    const approve: StudyWrite = { kind: 'approve', version: read.plan.id, by: 'someone' }
    const before = (await audits()).length
    expect(await store().commit(lease, change(inbox, read, approve))).toBe('written')
    expect(await store().commit(lease, change(inbox, read, approve))).toBe('known')
    const next = await gesture(SLACK)
    const stale = { ...next.lease, epoch: next.lease.epoch - 1 }
    await expect(store().commit(stale, change(next.inbox, read, approve))).rejects.toThrow(FencedError)
    expect(await audits()).toHaveLength(before + 1)
  })

  it('launches with what the study lane needs', async () => {
    const dueAt = new Date(NOW.getTime() + 16 * HOUR)
    const launched = await does(() => ({
      kind: 'launch',
      place: SLACK,
      audience: [{ cohort: 'nurses', people: ['U7'] }],
      nightly: { id: ids.next(), dueAt },
    }))
    expect(launched.sites.map(({ launchedAt }) => launchedAt)).toEqual([null, NOW])
    expect(await lanes().due(dueAt, 10)).toContainEqual({ lane: studyLane(launched.id), kind: 'study' })
    expect((await createFieldworkStore(database.db).sitesToInvite(launched.id))[0]).toMatchObject({
      platform: 'slack',
      audience: [{ cohort: 'nurses', people: ['U7'] }],
    })
  })

  /** Takes someone in whose card is to go out then. */
  async function invited(person: string, notBefore: Date): Promise<string> {
    const fieldwork = createFieldworkStore(database.db)
    const running = await fieldwork.study((await study()).id)
    if (!running) throw new Error('no approved plan')
    const lane = studyLane(running.id)
    await database.db.updateTable('lane').set({ lease_until: null }).where('key', '=', lane).execute()
    const taken = await lanes().take(lane, 'test', 30_000, NOW)
    if (taken.outcome !== 'taken') throw new Error(taken.outcome)
    const who = { platform: 'slack', workspace: 'T1', person } as const
    const speaker = { modelName: 'simulated', simulated: true, platformName: 'Slack' }
    const enrolled = enrolment(running, who, 'nurses', {}, { now: NOW, notBefore }, ids, speaker)
    await fieldwork.enrol(taken.lease, [enrolled])
    return enrolled.ids.interview
  }

  const cardOf = (interview: string) =>
    database.db
      .selectFrom('outbox')
      .select(['state', 'not_before'])
      .where('interview_id', '=', interview)
      .executeTakeFirstOrThrow()

  it('holds cards not yet sent while paused and has them due as they were on resuming', async () => {
    const soon = await invited('U7', new Date(NOW.getTime() + HOUR))
    const later = await invited('U8', new Date(NOW.getTime() + 100 * HOUR))
    await does(() => ({ kind: 'pause' }))
    expect((await cardOf(soon)).state).toBe('dropped')
    const friday = new Date(NOW.getTime() + 4 * 24 * HOUR + 2 * HOUR)
    await does(() => ({ kind: 'resume' }), friday)
    expect(await cardOf(soon)).toEqual({
      state: 'pending',
      not_before: new Date(NOW.getTime() + HOUR),
    })
    expect(await cardOf(later)).toEqual({
      state: 'pending',
      not_before: new Date(NOW.getTime() + 100 * HOUR),
    })
  })

  it('counts people by site', async () => {
    const progress = await store().progress((await study()).id)
    expect(progress.sites).toEqual([
      { place: DISCORD, invited: 0, consented: 0, underWay: 0, completed: 0, partial: 0, ...REACH },
      { place: SLACK, invited: 2, consented: 0, underWay: 0, completed: 0, partial: 0, ...REACH },
    ])
    expect(progress).toMatchObject({ declined: 0, withdrawn: 0, medianMinutes: null, lastReportAt: null })
  })

  it('expires on closing who has not agreed and lets the rest go on', async () => {
    const agreed = await invited('U9', NOW)
    await database.db
      .updateTable('interview')
      .set({ state: 'interviewing' })
      .where('id', '=', agreed)
      .execute()
    const waiting = await invited('U10', NOW)
    await does(() => ({ kind: 'close' }))
    const states = await database.db.selectFrom('interview').select(['id', 'state']).execute()
    expect(states.find(({ id }) => id === agreed)?.state).toBe('interviewing')
    expect(states.find(({ id }) => id === waiting)?.state).toBe('expired')
    expect((await cardOf(waiting)).state).toBe('dropped')
    expect(await study()).toMatchObject({ state: 'closed', closedAt: NOW })
  })

  it('chains the audit trail so that a changed row shows', async () => {
    const trail = await audits()
    expect(trail.length).toBeGreaterThan(5)
    expect(await brokenAuditRow(database.db)).toBeUndefined()
    const third = trail[2]?.seq ?? 0
    await database.db.updateTable('audit').set({ actor: 'nobody' }).where('seq', '=', third).execute()
    expect(await brokenAuditRow(database.db)).toBe(third)
  })
})
