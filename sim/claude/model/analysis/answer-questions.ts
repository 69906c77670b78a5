import type { AnswerQuestionsData, AnswerQuestionsOutput } from '../../../../src/core/analysis/prompts.ts'
import { contentStems } from '../text.ts'

type Evidence = AnswerQuestionsData['evidence'][number]

const MOST_CODES = 4

/** Short sentences from the labels of the codes that share words with the question, else of the most common ones. */
export function answerQuestions(data: AnswerQuestionsData): AnswerQuestionsOutput {
  const found = data.evidence.filter(({ interviews }) => interviews > 0)
  return {
    answers: data.questions.map(({ id, text }) => {
      const chosen = closestTo(text, found)
      return { question: id, answer: sentencesFor(chosen), codes: chosen.map(({ code }) => code) }
    }),
  }
}

function closestTo(question: string, evidence: readonly Evidence[]): readonly Evidence[] {
  const wanted = contentStems(question)
  const scored = evidence.map((each) => ({
    each,
    shared: [...contentStems(`${each.label} ${each.definition}`)].filter((stem) => wanted.has(stem)).length,
  }))
  const related = scored.some(({ shared }) => shared > 0) ? scored.filter(({ shared }) => shared > 0) : scored
  return related
    .sort((a, b) => b.shared - a.shared || b.each.interviews - a.each.interviews)
    .slice(0, MOST_CODES)
    .map(({ each }) => each)
}

function sentencesFor(evidence: readonly Evidence[]): string {
  const labels = evidence
    .map(({ label }) => label.replace(/\p{N}+/gu, '').trim())
    .filter((label) => label !== '')
  const [first, second, ...rest] = labels
  if (first === undefined) return 'The evidence does not answer this question.'
  const sentences = [`What people say to this is gathered under ${first}${second ? ` and ${second}` : ''}.`]
  if (rest.length > 0) sentences.push(`Beside it stands what they say under ${rest.join(' and ')}.`)
  sentences.push('Their own words below show how they put it; causes cannot be read from them.')
  return sentences.join(' ')
}
