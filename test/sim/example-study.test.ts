import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { inLanguage, questionsOf } from '../../src/core/study/interview-plan.ts'
import { parseStudyFile } from '../../src/core/study/study-file.ts'

const FILE = 'examples/working-with-ai.yaml'
const plan = parseStudyFile(FILE, await readFile(new URL(`../../${FILE}`, import.meta.url), 'utf8'))

describe('the example study', () => {
  it('has the three cohorts, each with six or seven questions in three sections', () => {
    expect(plan.cohorts.map((cohort) => cohort.key)).toEqual(['workforce', 'creatives', 'scientists'])
    for (const cohort of plan.cohorts) {
      expect(cohort.sections).toHaveLength(3)
      expect([6, 7]).toContain(questionsOf(cohort).length)
    }
  })

  it('says everything a participant sees in both of its languages', () => {
    const texts = [
      plan.domain,
      plan.closing,
      ...plan.cohorts.flatMap((cohort) => [
        cohort.opening,
        ...questionsOf(cohort).flatMap((q) => [q.ask, ...q.probes]),
      ]),
      ...[...plan.surveyBefore, ...plan.surveyAfter].flatMap((item) => [
        item.ask,
        ...(item.kind === 'choice' ? item.options.map((option) => option.label) : []),
        ...(item.kind === 'scale' ? [item.low, item.high] : []),
      ]),
    ]
    for (const text of texts) expect(Object.keys(text ?? {})).toEqual(['en', 'de'])
  })

  it('asks one question at a time', () => {
    for (const cohort of plan.cohorts)
      for (const question of questionsOf(cohort))
        for (const language of plan.languages)
          for (const text of [question.ask, ...question.probes])
            expect(inLanguage(text, language).split('?')).toHaveLength(2)
  })

  it('sets the answers about the role of AI beside the outside figures', () => {
    expect(plan.classification?.baseline.shares).toEqual({ 'works-with-me': 47, 'does-for-me': 49 })
  })
})
