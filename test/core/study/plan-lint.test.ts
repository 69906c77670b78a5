import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type PlanFlaw, planWarnings, questionFlaws } from '../../../src/core/study/plan-lint.ts'
import { parseStudyFile } from '../../../src/core/study/study-file.ts'
import { SMALL_PLAN } from './sample.ts'

const ENGLISH: readonly (readonly [words: string, ...flaws: PlanFlaw[]])[] = [
  ['How do you decide whether to rely on what it gives you?'],
  ['Please think of the last time you used one for work. What happened, step by step?'],
  ['Which tools and habits help you through a shift?'],
  ['Can you describe a typical night?'],
  ['What do you tell them about your own use, if anything?'],
  ["Don't you think nights are too long?", 'leading', 'closed'],
  ['Why do you like the new tool?', 'leading'],
  ['How much has the tool improved your work?', 'leading'],
  ['As you know, nights are hard. What helps?', 'leading'],
  ['What do you use? Why?', 'double-barrelled'],
  ['What do you use and why do you use it?', 'double-barrelled'],
  ['How do you prepare, and who helps you?', 'double-barrelled'],
  ['Do you use AI tools at work?', 'closed'],
  ['When you are tired, do you ask for help?', 'closed'],
  ['Has anything changed since then?', 'closed'],
  ['That is a great setup. What else do you use?', 'praise'],
  ['How do you leverage these tools with stakeholders?', 'jargon'],
  [`What ${'really '.repeat(30)}matters?`, 'too-long'],
]

const GERMAN: typeof ENGLISH = [
  ['Wie schlafen Sie nach einer Nachtschicht?'],
  ['Denken Sie bitte an das letzte Mal. Was ist passiert?'],
  ['Könnten Sie eine typische Nacht beschreiben?'],
  ['Woran merken Sie es?'],
  ['Finden Sie nicht, dass die Nächte zu lang sind?', 'leading', 'closed'],
  ['Wie sehr hilft Ihnen das Werkzeug?', 'leading'],
  ['Was benutzen Sie und warum benutzen Sie es?', 'double-barrelled'],
  ['Benutzen Sie KI bei der Arbeit?', 'closed'],
  ['Hat sich etwas verändert?', 'closed'],
  ['Welchen Mehrwert sehen Sie?', 'jargon'],
]

describe('the plan linter', () => {
  it.each(ENGLISH)('%s', (words, ...flaws) => {
    expect(questionFlaws(words, 'en')).toEqual(flaws)
  })

  it.each(GERMAN)('%s', (words, ...flaws) => {
    expect(questionFlaws(words, 'de')).toEqual(flaws)
  })

  it('finds nothing wrong with the example study', async () => {
    const name = 'examples/working-with-ai.yaml'
    const text = await readFile(path.resolve(import.meta.dirname, '../../..', name), 'utf8')
    expect(planWarnings(parseStudyFile(name, text))).toEqual([])
  })

  it('says which question or follow-up it means', () => {
    const [cohort] = SMALL_PLAN.cohorts
    const [section] = cohort?.sections ?? []
    const [question] = section?.questions ?? []
    if (!cohort || !section || !question) throw new Error('the sample has a question')
    const probed = { ...question, probes: [{ en: 'Do you nap?', de: 'Wann schlafen Sie?' }] }
    const plan = {
      ...SMALL_PLAN,
      cohorts: [{ ...cohort, sections: [{ ...section, questions: [probed] }] }],
    }
    expect(planWarnings(plan)).toEqual([
      { cohort: 'nurses', question: 'day', part: 'probe', flaw: 'closed', words: 'Do you nap?' },
    ])
  })
})
