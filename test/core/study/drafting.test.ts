import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanDraft } from '../../../src/core/study/prompts.ts'
import { createDeskBench, type DeskBench, DISCORD, SLACK } from './desk-bench.ts'
import { DRAFT } from './sample.ts'

const GOAL = { goal: ['Learn how nurses live with night shifts.'], platforms: ['slack'] }

function withoutKey(): PlanDraft {
  return { ...DRAFT, cohorts: DRAFT.cohorts.map((cohort) => ({ ...cohort, key: 'nobody' })) }
}

function withQuestion(ask: string): PlanDraft {
  return {
    ...DRAFT,
    cohorts: DRAFT.cohorts.map((cohort) => ({
      ...cohort,
      sections: cohort.sections.map((section) => ({
        ...section,
        questions: section.questions.map((question) => ({ ...question, ask })),
      })),
    })),
  }
}

describe('a study from a goal', () => {
  let bench: DeskBench
  beforeAll(async () => {
    bench = await createDeskBench()
  })
  afterAll(() => bench.close())

  it('stores nothing when the model cannot be reached, and says so', async () => {
    const { answer } = await bench.sends(SLACK, GOAL, [], [{ failure: 'unavailable' }])
    expect(answer).toContain('could not be reached')
    expect(await bench.store.studyAt(SLACK)).toBeUndefined()
  })

  it('gives up after one repair', async () => {
    const { answer, asked } = await bench.sends(
      SLACK,
      GOAL,
      [],
      [{ output: withoutKey() }, { output: { plan: withoutKey(), summary: '' } }],
    )
    expect(asked).toHaveLength(2)
    expect(answer).toContain('cohorts: "everyone" is missing')
    expect(await bench.store.studyAt(SLACK)).toBeUndefined()
  })

  it('has the model mend a plan that does not hold', async () => {
    const { answers } = await bench.sends(
      SLACK,
      GOAL,
      [],
      [{ output: withoutKey() }, { output: { plan: DRAFT, summary: 'mended' } }],
    )
    expect(answers).toHaveLength(2)
    const [plan = ''] = bench.shown(SLACK)
    expect(plan).toContain('How do you sleep after a night shift?')
    expect(plan).toContain('The consent card still names nobody in particular')
    expect(await bench.store.studyAt(SLACK)).toMatchObject({
      title: 'Learn how nurses live with night shifts',
      plan: { number: 1 },
    })
  })

  it('shows what a change asked for changed, with warnings about the new words', async () => {
    const version = (await bench.store.studyAt(SLACK))?.plan.id
    const revised = withQuestion('Do you sleep well after a night shift?')
    await bench.does(
      SLACK,
      { kind: 'form', form: `plan-change:${version}`, values: { request: ['Ask for yes or no'] }, files: [] },
      [{ output: { plan: revised, summary: 'Q1 is closed now.' } }],
    )
    const [changes = '', plan = ''] = bench.shown(SLACK).slice(-3)
    expect(changes).toContain('Q1 is closed now.')
    expect(changes).toContain('− everyone, q1 (must): How do you sleep after a night shift?')
    expect(changes).toContain('+ everyone, q1 (must): Do you sleep well after a night shift?')
    expect(plan).toContain('everyone, q1: can be answered yes or no')
  })

  it('counts the tokens of drafting for the study', async () => {
    const study = await bench.store.studyAt(SLACK)
    expect(await bench.store.progress(study?.id ?? '')).toMatchObject({ inputTokens: 300, outputTokens: 150 })
  })

  it('refuses a change to a version that is no longer the newest', async () => {
    const old = await bench.db
      .selectFrom('plan_version')
      .select('id')
      .where('number', '=', 1)
      .executeTakeFirstOrThrow()
    const { answer } = await bench.does(SLACK, {
      kind: 'form',
      form: `plan-change:${old.id}`,
      values: { request: ['drop Q1'] },
      files: [],
    })
    expect(answer).toContain('there is a newer version')
  })

  it('decides again when the other place changed the study while the model worked', async () => {
    await bench.says(SLACK, 'close')
    await bench.sends(SLACK, { ...GOAL, platforms: ['all'] }, [], [{ output: DRAFT }])
    const revised = { plan: withQuestion('When do you sleep?'), summary: 'Asks when.' }
    const approve = () => bench.presses(DISCORD, 'plan:approve:')
    await bench.says(SLACK, 'plan ask when', [{ output: revised, meanwhile: approve }, { output: revised }])
    const versions = await bench.db
      .selectFrom('plan_version')
      .innerJoin('study', 'study.id', 'plan_version.study_id')
      .select(['number', 'plan_version.state', 'study.state as study'])
      .where('study.state', '<>', 'closed')
      .orderBy('number')
      .execute()
    expect(versions).toEqual([
      { number: 1, state: 'approved', study: 'draft' },
      { number: 2, state: 'draft', study: 'draft' },
    ])
  })
})
