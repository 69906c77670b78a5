import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { craftProblems } from '../../../src/core/interview/words/craft.ts'
import { draftPlan, type PlanDraft, revisePlan } from '../../../src/core/study/prompts.ts'
import { answered, key, language, talk } from './arbitraries.ts'

const STUDY = {
  title: 'Working with AI study',
  goal: 'Learn how people use AI tools in their work.',
  minutes: 12,
  languages: ['en'],
  cohorts: [
    { key: 'teachers', name: 'Teachers', goal: 'How teachers prepare lessons' },
    { key: 'nurses', name: 'Nurses', goal: 'How nurses write reports' },
  ],
}

function questionsIn(plan: PlanDraft) {
  return plan.cohorts.flatMap((cohort) => cohort.sections.flatMap((section) => section.questions))
}

function askedOf(plan: PlanDraft) {
  return (plan.cohorts[0]?.sections ?? []).flatMap((section) => section.questions)
}

function revised(request: string, plan = answered(draftPlan, STUDY)) {
  return answered(revisePlan, { plan, request })
}

describe('the simulated planner', () => {
  it.each(['en', 'de'])('drafts a plan that keeps the rules of the craft (%s)', (first) => {
    const plan = answered(draftPlan, { ...STUDY, languages: [first] })
    expect(plan.domain).toContain('orking with AI')
    expect(plan.cohorts.map((cohort) => cohort.key)).toEqual(['teachers', 'nurses'])
    for (const cohort of plan.cohorts) {
      expect(cohort.sections).toHaveLength(3)
      expect(cohort.sections.flatMap((section) => section.questions)).toHaveLength(8)
    }
    const served = new Set(plan.researchQuestions.map(({ id }) => id))
    for (const question of questionsIn(plan)) {
      expect(craftProblems(question.ask, [])).toEqual([])
      expect(served.has(question.serves)).toBe(true)
      expect(question.probes.length).toBeGreaterThan(0)
    }
    expect(plan.surveyAfter.map(({ id }) => id)).toEqual(['satisfied', 'captured', 'recommend'])
    expect(plan.surveyBefore.length).toBeLessThanOrEqual(2)
  })

  it('keeps the contract for any study and any request', () => {
    const study = fc.record({
      title: talk,
      goal: talk,
      minutes: fc.integer({ min: 3, max: 60 }),
      languages: fc.array(language, { minLength: 1, maxLength: 2 }),
      cohorts: fc.array(fc.record({ key, name: talk, goal: talk }), { minLength: 1, maxLength: 3 }),
    })
    const request = fc.oneof(
      talk,
      fc.constantFrom('drop all', 'Drop Q1, Q2, Q3, Q4, Q5, Q6, Q7 and Q8', 'shorter'),
    )
    fc.assert(
      fc.property(study, request, (data, wish) => {
        const { plan, summary } = revised(wish, answered(draftPlan, data))
        expect(summary).not.toBe('')
        for (const cohort of plan.cohorts) {
          const ids = cohort.sections.flatMap((section) => section.questions.map(({ id }) => id))
          expect(ids.length).toBeGreaterThan(0)
          expect(new Set(ids).size).toBe(ids.length)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('drops the questions that were named', () => {
    expect(askedOf(revised('Please drop Q3 and Q5.').plan).map(({ id }) => id)).toEqual([
      'q1',
      'q2',
      'q4',
      'q6',
      'q7',
      'q8',
    ])
    expect(askedOf(revised('Bitte streich Frage 2').plan).map(({ id }) => id)).not.toContain('q2')
  })

  it('does two things asked in one breath', () => {
    const { plan, summary } = revised('drop Q3, ask about tools first')
    expect(askedOf(plan).map(({ id }) => id)).not.toContain('q3')
    expect(askedOf(plan)[0]?.ask).toContain('tools')
    expect(summary).toContain('Q3')
    expect(summary).toContain('tools')
  })

  it('moves a question to the front where there is one on it', () => {
    const { plan } = revised('ask about the past year first')
    expect(askedOf(plan)[0]?.id).toBe('q4')
    expect(askedOf(plan)).toHaveLength(8)
  })

  it('shortens and rewords', () => {
    expect(askedOf(revised('Make it shorter').plan).length).toBeLessThan(8)
    expect(askedOf(revised('reword Q2 to "What is hard about it?"').plan)[1]?.ask).toBe(
      'What is hard about it?',
    )
  })

  it('changes nothing it does not understand, and says so', () => {
    const plan = answered(draftPlan, STUDY)
    const revision = revised('Sing it.', plan)
    expect(revision.plan).toEqual(plan)
    expect(revision.summary).toContain('Nothing was changed')
  })
})
