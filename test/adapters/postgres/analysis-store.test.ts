import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnalysisStore } from '../../../src/adapters/postgres/analysis/analysis-store.ts'
import type { Count } from '../../../src/core/analysis/disclosure.ts'
import { buildReport } from '../../../src/core/analysis/report.ts'
import type { AnalysisStore, NewReading, Publication } from '../../../src/core/ports/analysis-store.ts'
import { plan, standIn } from '../../core/analysis/invented-study.ts'
import { heardAt, night, storeRun, storeStudy } from '../../core/analysis/stored-study.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'

let database: TestDatabase
let store: AnalysisStore
let statements = 0
beforeAll(async () => {
  database = await createTestDatabase({ onStatement: (kind) => kind === 'statement' && statements++ })
  store = createAnalysisStore(database.db)
})
afterAll(() => database.close())

function codebook(number = 1) {
  return {
    id: randomUUID(),
    number,
    codes: plan.codes,
    origin: 'plan' as const,
    model: null,
    promptVersion: null,
  }
}

async function reading(
  interview: string,
  book: string,
  change: Partial<NewReading> = {},
): Promise<NewReading> {
  const turns = await store.turns(interview)
  const quotes = turns
    .filter((turn) => turn.sequence === 2)
    .map(({ id }) => ({ turn: id, start: 3, end: 11 }))
  return {
    id: randomUUID(),
    interview,
    codebook: book,
    coder: 'coder-1',
    promptVersion: 'v1',
    simulated: false,
    codedAt: night,
    replaces: undefined,
    offered: 2,
    verified: 1,
    rejected: 1,
    rows: [
      { kind: 'code', key: 'late-changes', present: true, intensity: 2, rationale: 'so', quotes },
      { kind: 'code', key: 'blame', present: false, intensity: 0, rationale: null, quotes: [] },
    ],
    ...change,
  }
}

async function codedStudy(count: number) {
  const stored = await storeStudy(database.db, count)
  const book = await store.addCodebook(stored.study, codebook(), night)
  for (const interview of stored.interviews) await store.addReading(await reading(interview, book.id))
  return { ...stored, book }
}

async function publication(study: string): Promise<Publication> {
  const run = await storeRun(database.db, study)
  const { report, base } = buildReport(await store.material(study), { model: standIn, takenAt: night })
  const artifact = {
    id: randomUUID(),
    name: 'a.png',
    mediaType: 'image/png',
    alt: 'a',
    bytes: new Uint8Array([1]),
  }
  return {
    run,
    study,
    at: night,
    snapshot: { id: randomUUID(), body: report },
    lineage: base.map(({ id, reading }) => ({ interview: id, reading: reading.id })),
    artifacts: [artifact],
    posts: [
      {
        id: randomUUID(),
        lane: `place/slack/W1/${run}`,
        target: { to: 'conversation', platform: 'slack', workspace: 'W1', conversation: 'C1' },
        intent: { kind: 'say', blocks: [], files: [{ artifact: artifact.id }] },
        interviewId: null,
        dedupeKey: `report:${run}:slack:W1`,
        notBefore: night,
      },
    ],
  }
}

describe('the material of a report', () => {
  it('is the study as it stands: plan, places, interviews with consent, survey and their current reading', async () => {
    const { study, interviews } = await codedStudy(3)
    statements = 0
    const material = await store.material(study)
    expect(statements).toBeLessThanOrEqual(6)
    expect(material.plan).toEqual(plan)
    expect(material.sites.map((site) => site.platform)).toEqual(['discord', 'slack'])
    expect(material.interviews.map((each) => each.id)).toEqual(interviews)
    expect(material.interviews[0]).toMatchObject({
      cohort: 'ward',
      state: 'completed',
      consented: true,
      quotes: true,
      answers: 2,
      survey: { satisfied: '4' },
      surveyedAt: heardAt,
      wordsChangedAt: heardAt,
      editedAt: null,
    })
  })

  it('cuts quotes out by UTF-16 offsets, so that an emoji shifts nothing', async () => {
    const { study } = await codedStudy(1)
    const [interview] = (await store.material(study)).interviews
    expect(interview?.reading).toMatchObject({ offered: 2, verified: 1, rejected: 1, codedAt: night })
    expect(interview?.reading?.found).toMatchObject([
      { kind: 'code', key: 'late-changes', intensity: 2, quotes: [{ start: 3, end: 11, words: 'It moved' }] },
    ])
  })

  it('has nobody in it as consenting who withdrew, and no reading that went stale', async () => {
    const { study, interviews } = await codedStudy(2)
    const [first = '', second = ''] = interviews
    const at = new Date('2026-03-03T05:00:00Z')
    await database.db
      .updateTable('consent')
      .set({ withdrawn_at: at })
      .where('interview_id', '=', first)
      .execute()
    await database.db
      .updateTable('coding_pass')
      .set({ stale_at: at })
      .where('interview_id', '=', second)
      .execute()
    const material = await store.material(study)
    expect(material.interviews.map((each) => each.consented)).toEqual([false, true])
    expect(material.interviews[1]?.reading).toBeUndefined()
  })

  it('takes of a person in several waves only the latest', async () => {
    const { study, interviews } = await storeStudy(database.db, 1)
    const first = await database.db
      .selectFrom('interview')
      .selectAll()
      .where('id', '=', interviews[0] ?? '')
      .executeTakeFirstOrThrow()
    const second = randomUUID()
    await database.db
      .insertInto('interview')
      .values({ ...first, id: second, wave: 2, state: 'invited', progress: '{}' })
      .execute()
    expect((await store.material(study)).interviews.map((each) => each.id)).toEqual([second])
  })
})

describe('a reading', () => {
  it('is stored once a coder and codebook; the second worker is told so', async () => {
    const { study, interviews } = await storeStudy(database.db, 1)
    const book = await store.addCodebook(study, codebook(), night)
    const [interview = ''] = interviews
    const both = await Promise.all([reading(interview, book.id), reading(interview, book.id)])
    const outcomes = await Promise.all(both.map((each) => store.addReading(each)))
    expect(outcomes.toSorted()).toEqual(['known', 'stored'])
  })

  it('takes the place of the one before it', async () => {
    const { study, interviews, book } = await codedStudy(1)
    const [interview = ''] = interviews
    const before = (await store.material(study)).interviews[0]?.reading?.id
    const next = await reading(interview, book.id, { replaces: before })
    expect(await store.addReading(next)).toBe('stored')
    expect((await store.material(study)).interviews[0]?.reading?.id).toBe(next.id)
  })

  it('of an erased interview is not stored', async () => {
    const { study, interviews } = await storeStudy(database.db, 1)
    const book = await store.addCodebook(study, codebook(), night)
    const [interview = ''] = interviews
    await database.db.updateTable('interview').set({ erased_at: night }).where('id', '=', interview).execute()
    expect(await store.addReading(await reading(interview, book.id))).toBe('known')
  })
})

describe('a codebook', () => {
  it('has one version a number: the second worker gets the first one\u2019s', async () => {
    const { study } = await storeStudy(database.db, 0)
    const [a, b] = await Promise.all(
      [codebook(), codebook()].map((book) => store.addCodebook(study, book, night)),
    )
    expect(a?.id).toBe(b?.id)
  })
})

describe('publishing a report', () => {
  it('writes snapshot, lineage, files and messages once, and ends the run', async () => {
    const { study } = await codedStudy(6)
    const report = await publication(study)
    expect((await store.waitingRun(report.run))?.study).toBe(study)
    const outcomes = await Promise.all([store.publish(report), store.publish(report)])
    expect(outcomes.toSorted()).toEqual(['known', 'published'])
    expect(await store.waitingRun(report.run)).toBeUndefined()
    const { earlier } = await store.material(study)
    expect(earlier?.takenAt).toEqual(night)
    expect(earlier?.interviews).toHaveLength(6)
    const rows = await database.db.selectFrom('outbox').select(['state', 'lane']).execute()
    expect(rows).toContainEqual({ state: 'pending', lane: report.posts[0]?.lane })
  })

  it.each(['fewer', 'withheld'] as const)('remembers a report that showed a group: %s', async (kind) => {
    const { study } = await codedStudy(6)
    const report = await publication(study)
    const { figures } = report.snapshot.body
    if (!figures) throw new Error('six people make figures')
    const cohorts: readonly Count[] = [kind === 'fewer' ? { kind, than: 5, of: 6 } : { kind, of: 6 }]
    const themes = figures.themes.map((theme) => ({ ...theme, cohorts }))
    const body = { ...report.snapshot.body, figures: { ...figures, themes, emotions: null } }
    await store.publish({ ...report, snapshot: { ...report.snapshot, body } })
    expect((await store.material(study)).earlierSplits).toHaveLength(kind === 'fewer' ? 1 : 0)
  })

  it.each([
    ['withdrew', 'consent', { withdrawn_at: night }],
    ['changed their words', 'coding_pass', { stale_at: night }],
  ] as const)('writes nothing if someone %s meanwhile', async (_, table, change) => {
    const { study, interviews } = await codedStudy(6)
    const report = await publication(study)
    await database.db
      .updateTable(table)
      .set(change)
      .where('interview_id', '=', interviews[0] ?? '')
      .execute()
    expect(await store.publish(report)).toBe('changed')
    expect(await store.waitingRun(report.run)).toBeDefined()
    const files = await database.db
      .selectFrom('artifact')
      .select('id')
      .where('study_id', '=', study)
      .execute()
    expect(files).toEqual([])
  })
})
