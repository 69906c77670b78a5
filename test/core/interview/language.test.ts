import { describe, expect, it } from 'vitest'
import { craftProblems } from '../../../src/core/interview/words/craft.ts'
import { inAnotherLanguage } from '../../../src/core/interview/words/language.ts'
import { QUESTIONS } from './invented-questions.ts'

const LANGUAGES = ['en', 'de', 'es', 'fr'] as const

/** German as it is spoken in offices, and foreign words that were quoted. */
const MIXED = [
  'Was war Ihr Workflow im Sprint Review?',
  'Was macht das Customer Success Team beim Onboarding?',
  'Welche Features im Backlog?',
  'Was bedeutet Employer Branding im Recruiting?',
  'Sie nutzen Microsoft Teams, Jira und Confluence. Welches Tool zuerst?',
  'Sie haben „the lists never matched, so we gave up on them“ erwähnt. Wie kam es dazu?',
  'Inwiefern?',
  'Kanban?',
]

describe('the language of a question', () => {
  it('is never found wrong in 180 invented questions, some of them short or full of foreign terms', () => {
    for (const language of LANGUAGES) {
      const alarms = QUESTIONS[language].filter((question) => inAnotherLanguage(question, language))
      expect(alarms).toEqual([])
      expect(QUESTIONS[language].length).toBeGreaterThanOrEqual(40)
    }
  })

  it('is found wrong in 535 of the 540 cases in which one of them comes in another interview', () => {
    const cases = LANGUAGES.flatMap((said) =>
      LANGUAGES.filter((language) => language !== said).flatMap((language) =>
        QUESTIONS[said].map((question) => inAnotherLanguage(question, language)),
      ),
    )
    expect(cases).toHaveLength(540)
    expect(cases.filter((noticed) => noticed)).toHaveLength(535)
  })

  it.each(MIXED)('passes for German in "%s"', (question) => {
    expect(inAnotherLanguage(question, 'de')).toBe(false)
  })

  it('is not judged where the library does not know the language of the interview', () => {
    expect(inAnotherLanguage('How do you decide whom to call first in the morning?', 'rm')).toBe(false)
  })

  it('is a problem of the craft where the interview has another', () => {
    const question = 'How do you decide whom to call first in the morning?'
    expect(craftProblems(question, [], 'de')).toEqual(['other-language'])
    expect(craftProblems(question, [], 'en')).toEqual([])
    expect(craftProblems(question, [])).toEqual([])
  })
})
