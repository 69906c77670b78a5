import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInterviewStore } from '../../../src/adapters/postgres/interviews/interview-store.ts'
import { conduct } from '../../../src/core/interview/conduct.ts'
import { placeLane } from '../../../src/core/lane.ts'
import { REPORT_CHANGED, REPORT_TAKEN_DOWN } from '../../../src/core/rights/taken-down.ts'
import { scriptedModel } from '../../fakes/model.ts'
import { SILENCE } from '../../fakes/silence.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, ids, invited, runningStudy } from './seed.ts'

const CANARY = 'canary-5127'
const PLACE = { platform: 'slack' as const, workspace: 'T3', conversation: 'C-research' }
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const store = () => createInterviewStore(database.db)
let people = 0

/** An interview with one answer, coded and quoted in a report that was posted. */
async function reported(reportState: 'sent' | 'pending' = 'sent') {
  const { db } = database
  const study = await runningStudy(db)
  const person = { platform: 'slack' as const, workspace: 'T3', person: `R${++people}` }
  const one = await invited(db, study, person)
  const [turn, book, pass, run, snapshot, artifact, post] = Array.from({ length: 7 }, () => ids.next())
  const base = { study_id: study, created_at: AT }
  await db
    .updateTable('interview')
    .set({ state: 'completed', ended_at: AT })
    .where('id', '=', one.interview)
    .execute()
  await db
    .insertInto('turn')
    .values({
      id: turn as string,
      interview_id: one.interview,
      sequence: 1,
      speaker: 'participant',
      kind: 'answer',
      words: CANARY,
      said_at: AT,
    })
    .execute()
  await db
    .insertInto('turn_message')
    .values({
      platform: 'slack',
      workspace: 'T3',
      conversation: `D-${person.person}`,
      message: '1',
      turn_id: turn as string,
      position: 0,
      words: CANARY,
    })
    .execute()
  await db
    .insertInto('codebook_version')
    .values({ ...base, id: book as string, number: 1, codes: '[]', origin: 'plan' })
    .execute()
  await db
    .insertInto('coding_pass')
    .values({
      id: pass as string,
      interview_id: one.interview,
      codebook_version_id: book as string,
      coder: 'c',
      prompt_version: '1',
      simulated: true,
      quotes_offered: 1,
      quotes_verified: 1,
      quotes_rejected: 0,
      coded_at: AT,
    })
    .execute()
  const row = { pass_id: pass as string, kind: 'code', key: 'k' }
  await db
    .insertInto('coding')
    .values({ ...row, present: true, intensity: 1, rationale: CANARY })
    .execute()
  await db
    .insertInto('coding_quote')
    .values({ ...row, turn_id: turn as string, start_offset: 0, end_offset: 6 })
    .execute()
  await db
    .insertInto('study_site')
    .values({
      study_id: study,
      platform: 'slack',
      workspace: 'T3',
      place: 'C',
      audience: '[]',
      invited_until: 0,
    })
    .execute()
  await db
    .insertInto('analysis_run')
    .values({ ...base, id: run as string, cause: 'asked', state: 'done' })
    .execute()
  await db
    .insertInto('report_snapshot')
    .values({ id: snapshot as string, study_id: study, run_id: run as string, body: '{}', taken_at: AT })
    .execute()
  await db
    .insertInto('report_lineage')
    .values({ snapshot_id: snapshot as string, interview_id: one.interview })
    .execute()
  await db
    .insertInto('artifact')
    .values({
      ...base,
      id: artifact as string,
      name: 'report.html',
      media_type: 'text/html',
      alt: '',
      bytes: Buffer.from(CANARY),
    })
    .execute()
  const lane = placeLane(PLACE)
  await db
    .insertInto('lane')
    .values({ key: lane, kind: 'place', epoch: 0 })
    .onConflict((on) => on.doNothing())
    .execute()
  await db
    .insertInto('outbox')
    .values({
      id: post as string,
      lane,
      target: JSON.stringify({ to: 'conversation', ...PLACE }),
      intent: JSON.stringify({
        kind: 'say',
        blocks: [{ kind: 'quote', text: CANARY }],
        files: [{ artifact }],
      }),
      dedupe_key: `report:${run}:slack:T3`,
      state: reportState,
      not_before: AT,
      attempts: 1,
      conversation: PLACE.conversation,
      messages: JSON.stringify(['11', '12']),
      created_at: AT,
    })
    .execute()
  return { ...one, person, post: post as string, artifact: artifact as string }
}

type Reported = Awaited<ReturnType<typeof reported>>

async function carry(one: Reported, portion: Parameters<typeof conduct>[1]) {
  const loaded = await store().load(one.lane, one.interview, AT)
  if (!loaded) throw new Error('not loaded')
  const { step } = await conduct(loaded, portion, AT, {
    model: scriptedModel([]),
    ids,
    speaker: { modelName: 'm', platformName: 'Slack' },
    ...SILENCE,
    idle: { nudgeMs: 1, closeMs: 1 },
    modelDeadlineMs: 1,
    waitedMs: 0,
    quietUntil: async () => undefined,
    clock: { now: () => AT },
  })
  await store().commit(one.lease, step, false)
}

async function withdraw(one: Reported) {
  const reply = { token: 't', expiresAt: AT.toISOString() }
  await carry(one, { kind: 'commanded', inbox: ids.next(), control: 'delete', reply })
  await carry(one, {
    kind: 'said',
    messages: [
      {
        inbox: ids.next(),
        conversation: 'D',
        message: '2',
        words: 'DELETE',
        deleted: false,
        attachments: 0,
        platformAt: new Date(AT.getTime() + 1),
      },
    ],
  })
}

const revise = (one: Reported, words: string | undefined) =>
  carry(one, {
    kind: 'revised',
    inbox: ids.next(),
    conversation: `D-${one.person.person}`,
    message: '1',
    words,
    at: AT,
  })

const outbox = () =>
  database.db.selectFrom('outbox').selectAll().where('lane', '=', placeLane(PLACE)).orderBy('seq')

async function canaries(): Promise<readonly string[]> {
  const tables = ['turn', 'turn_message', 'inbox', 'outbox', 'coding', 'report_snapshot', 'artifact'] as const
  const found = await Promise.all(
    tables.map(async (table) => {
      const rows = await database.db.selectFrom(table).selectAll().execute()
      const text = rows
        .map((row) => JSON.stringify(row) + ('bytes' in row ? String(row.bytes) : ''))
        .join('\n')
      return text.includes(CANARY) ? [table] : []
    }),
  )
  return found.flat()
}

describe('taking back what a report quotes', () => {
  it('leaves the words nowhere, replaces what was posted and says so there, once', async () => {
    const one = await reported()
    expect(await canaries()).toContain('artifact')
    await withdraw(one)
    expect(await canaries()).toEqual([])
    const pending = (await outbox().execute()).filter((row) => row.state === 'pending')
    expect(pending.map((row) => row.intent)).toEqual([
      ...['11', '12'].map((message) => ({
        kind: 'edit',
        message: { ...PLACE, message },
        blocks: REPORT_TAKEN_DOWN,
      })),
      { kind: 'say', blocks: REPORT_CHANGED },
    ])
    await revise(one, 'canary-5127 again')
    expect(await canaries()).toEqual([])
    expect((await outbox().execute()).filter((row) => row.state === 'pending')).toHaveLength(3)
  })

  it('keeps a report that was not posted yet from going out', async () => {
    const one = await reported('pending')
    await withdraw(one)
    expect(await canaries()).toEqual([])
    expect(await outbox().where('id', '=', one.post).execute()).toMatchObject([{ state: 'dropped' }])
  })

  it('reaches the report when one quoted message is deleted, and what is deleted stays so', async () => {
    const one = await reported()
    await revise(one, undefined)
    expect(await canaries()).toEqual([])
    await revise(one, CANARY)
    expect(await canaries()).toEqual([])
  })
})
