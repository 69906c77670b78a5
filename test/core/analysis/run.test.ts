import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnalysisStore } from '../../../src/adapters/postgres/analysis/analysis-store.ts'
import type { Database } from '../../../src/adapters/postgres/pool.ts'
import { createAnalysis } from '../../../src/core/analysis/run.ts'
import type { AnalysisStore } from '../../../src/core/ports/analysis-store.ts'
import { InterviewPlan, planHash } from '../../../src/core/study/interview-plan.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { plan } from './invented-study.ts'
import { analysisDeps, fakeModel, storeRun, storeStudy } from './stored-study.ts'

const mine = { stillMine: () => true }

let database: TestDatabase
let db: Database
let store: AnalysisStore
beforeAll(async () => {
  database = await createTestDatabase()
  db = database.db
  store = createAnalysisStore(db)
})
afterAll(() => database.close())

async function work(run: string, model = fakeModel().model, hold = mine, at?: Date) {
  return createAnalysis(analysisDeps(store, model, at)).work(run, hold)
}

const posts = (run: string) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('dedupe_key', 'like', `report:${run}:%`)
    .orderBy('dedupe_key')
    .execute()

const passes = (interviews: readonly string[]) =>
  db
    .selectFrom('coding_pass')
    .selectAll()
    .where('interview_id', 'in', [...interviews])
    .execute()

const snapshotOf = (run: string) =>
  db.selectFrom('report_snapshot').selectAll().where('run_id', '=', run).executeTakeFirstOrThrow()

describe('a run of the analysis', () => {
  it('codes every interview once, six at a time at most, and publishes one message a place with its files', async () => {
    const { study, interviews } = await storeStudy(db, 12)
    const run = await storeRun(db, study)
    const { model, calls, mostOpen } = fakeModel({ together: 6 })
    const lanes = await work(run, model)
    expect(lanes.toSorted()).toEqual(['discord', 'slack'].map((p) => `place/${p}/W1/C-${study.slice(0, 8)}`))
    expect(calls.filter(({ purpose }) => purpose === 'code-interview')).toHaveLength(12)
    expect(mostOpen()).toBe(6)
    expect(await passes(interviews)).toHaveLength(12)
    const rows = await posts(run)
    expect(rows.map((row) => [row.state, row.attempts, row.lane])).toEqual(
      lanes.toSorted().map((lane) => ['pending', 0, lane]),
    )
    const intent = rows[0]?.intent as { kind: string; files: { artifact: string }[] }
    const files = await db
      .selectFrom('artifact')
      .select(['name', 'media_type', 'alt'])
      .where(
        'id',
        'in',
        intent.files.map((file) => file.artifact),
      )
      .execute()
    expect(files.map((file) => file.name).toSorted()).toContain('report.html')
    expect(files.some((file) => file.media_type === 'image/png' && file.alt.length > 40)).toBe(true)
    expect(await db.selectFrom('report_lineage').select('interview_id').execute()).toHaveLength(12)
    expect((await db.selectFrom('usage').selectAll().where('study_id', '=', study).execute()).length).toBe(13)
  })

  it('counts a quote that stands nowhere as rejected, and its code as absent', async () => {
    const { study } = await storeStudy(db, 6)
    const run = await storeRun(db, study)
    await work(run)
    const { figures } = (await snapshotOf(run)).body as {
      figures: { quotes: unknown; themes: { key: string; total: { kind: string } }[] }
    }
    expect(figures.quotes).toEqual({ offered: 24, verified: 18, rejected: 6 })
    expect(figures.themes.find((theme) => theme.key === 'free-time')?.total.kind).toBe('fewer')
    expect(figures.themes.find((theme) => theme.key === 'late-changes')?.total).toMatchObject({
      kind: 'at-least',
    })
  })

  it('publishes once, however many workers are at it and however often', async () => {
    const { study, interviews } = await storeStudy(db, 6)
    const run = await storeRun(db, study)
    await Promise.all([work(run), work(run), work(run)])
    expect(await work(run)).toEqual([])
    expect(await posts(run)).toHaveLength(2)
    expect(await passes(interviews)).toHaveLength(6)
    expect(
      await db.selectFrom('report_snapshot').select('id').where('study_id', '=', study).execute(),
    ).toHaveLength(1)
  })

  it('leaves what the model failed at for the next run, and says so in the report', async () => {
    const { study } = await storeStudy(db, 9)
    const run = await storeRun(db, study)
    let calls = 0
    await work(
      run,
      fakeModel({
        failing: ({ purpose }) =>
          purpose === 'code-interview' && ++calls <= 3 ? { failure: 'declined' } : undefined,
      }).model,
    )
    expect(JSON.stringify((await posts(run))[0]?.intent)).toContain('3 interviews not yet coded')
    const next = await storeRun(db, study)
    const { model, calls: again } = fakeModel()
    await work(next, model)
    expect(again.filter(({ purpose }) => purpose === 'code-interview')).toHaveLength(3)
  })

  it('publishes progress even if the model answers nothing', async () => {
    const { study } = await storeStudy(db, 6)
    const run = await storeRun(db, study)
    expect(await work(run, fakeModel({ failing: () => ({ failure: 'unavailable' }) }).model)).toHaveLength(2)
    expect(JSON.stringify((await posts(run))[0]?.intent)).toContain('6 interviews not yet coded')
  })

  it.each([
    ['refuses the account', { failure: 'refused-account' }],
    ['asks to be left alone for an hour', { failure: 'unavailable', retryAfterMs: 3_600_000 }],
  ] as const)(
    'when the model %s, asks it no more, publishes, and goes on with the next run',
    async (_, reply) => {
      const { study, interviews } = await storeStudy(db, 12)
      const { model, calls } = fakeModel({ failing: () => reply })
      const run = await storeRun(db, study)
      await work(run, model)
      // Those that were under way when the first came back.
      expect(calls.length).toBeLessThanOrEqual(6)
      expect(JSON.stringify((await posts(run))[0]?.intent)).toContain('12 interviews not yet coded')
      await work(await storeRun(db, study))
      expect(await passes(interviews)).toHaveLength(12)
    },
  )

  it('when the model is away for a moment, codes all the same', async () => {
    const { study, interviews } = await storeStudy(db, 12)
    let calls = 0
    const { model } = fakeModel({
      failing: () => (++calls <= 2 ? { failure: 'unavailable', retryAfterMs: 2_000 } : undefined),
    })
    await work(await storeRun(db, study), model)
    expect(await passes(interviews)).toHaveLength(12)
  })

  it('drafts a codebook from the interviews where the plan has none', async () => {
    const { study } = await storeStudy(db, 6)
    const bare = InterviewPlan.parse({ ...plan, codes: [] })
    await db
      .updateTable('plan_version')
      .set({ body: JSON.stringify(bare), hash: planHash(bare) })
      .where('study_id', '=', study)
      .execute()
    const { model, calls } = fakeModel()
    await work(await storeRun(db, study), model)
    await work(await storeRun(db, study), model)
    expect(calls.filter(({ purpose }) => purpose === 'draft-codebook')).toHaveLength(1)
    const books = await db.selectFrom('codebook_version').selectAll().where('study_id', '=', study).execute()
    expect(books).toMatchObject([{ number: 1, origin: 'model', model: 'simulated-planner' }])
  })

  it('stops before anything is published once the study is another worker\u2019s', async () => {
    const { study } = await storeStudy(db, 6)
    const run = await storeRun(db, study)
    let asked = 0
    expect(await work(run, undefined, { stillMine: () => ++asked <= 3 })).toEqual([])
    expect(await posts(run)).toEqual([])
    expect(await store.waitingRun(run)).toBeDefined()
  })

  it('reads an interview again after more was said, and leaves out who withdrew', async () => {
    const { study, interviews } = await storeStudy(db, 12)
    await work(await storeRun(db, study))
    const talkers = interviews.slice(0, 5)
    const later = new Date('2026-03-03T20:00:00Z')
    await db
      .updateTable('turn')
      .set({ revised_at: later })
      .where('interview_id', 'in', talkers)
      .where('sequence', '=', 2)
      .execute()
    const gone = interviews.slice(5, 10)
    await db.updateTable('consent').set({ withdrawn_at: later }).where('interview_id', 'in', gone).execute()
    const { model, calls } = fakeModel()
    const run = await storeRun(db, study)
    await work(run, model, mine, new Date('2026-03-04T02:00:00Z'))
    expect(calls.filter(({ purpose }) => purpose === 'code-interview')).toHaveLength(5)
    const stale = (await passes(talkers.slice(0, 1))).map((pass) => pass.stale_at !== null)
    expect(stale.toSorted()).toEqual([false, true])
    const { id } = await snapshotOf(run)
    const lineage = await db
      .selectFrom('report_lineage')
      .select('interview_id')
      .where('snapshot_id', '=', id)
      .execute()
    expect(lineage).toHaveLength(7)
    for (const { interview_id } of lineage) expect(gone).not.toContain(interview_id)
  })
})
