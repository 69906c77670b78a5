import type { DraftPlanData, DraftSurveyItem, PlanDraft } from '../../../../src/core/study/prompts.ts'
import { type DraftCohort, ENGLISH, GERMAN, type PlanWords } from './plan-words.ts'

/** A plan from stock words: eight questions a cohort in three sections, around what the title names. */
export function draftPlan(data: DraftPlanData): PlanDraft {
  const words = data.languages[0] === 'de' ? GERMAN : ENGLISH
  const topic = topicOf(data.title, words)
  const filled = (text: string, cohort = '') =>
    text.replaceAll('{topic}', topic).replaceAll('{cohort}', cohort)
  return {
    domain: topic,
    researchQuestions: words.researchQuestions.map((text, at) => ({ id: `rq${at + 1}`, text: filled(text) })),
    cohorts: data.cohorts.map((cohort) => draftCohort(cohort, words, filled)),
    surveyBefore: words.before.map((item) => ({
      ...item,
      ask: filled(item.ask),
      kind: 'choice',
      low: null,
      high: null,
      options: [...item.options],
    })),
    surveyAfter: closingRatings(words, filled),
    closing: filled(words.closing),
  }
}

function draftCohort(
  cohort: DraftPlanData['cohorts'][number],
  words: PlanWords,
  filled: (text: string, cohort?: string) => string,
): DraftCohort {
  let asked = 0
  return {
    key: cohort.key,
    opening: filled(words.opening),
    sections: words.sections.map((section) => ({
      title: section.title,
      questions: section.questions.map(([ask, probe, priority, serves, hint]) => ({
        id: `q${++asked}`,
        ask: filled(ask),
        priority,
        serves,
        probes: [filled(probe)],
        hints: [hint],
      })),
    })),
    hypotheses: words.hypotheses.map((text) => filled(text, cohort.name)),
  }
}

function closingRatings(words: PlanWords, filled: (text: string) => string): DraftSurveyItem[] {
  const { satisfied, captured, recommend, low, high } = words.after
  return [
    { id: 'satisfied', ask: satisfied, kind: 'scale', low, high, options: [] },
    { id: 'captured', ask: filled(captured), kind: 'scale', low, high, options: [] },
    { id: 'recommend', ask: recommend, kind: 'yes-no', low: null, high: null, options: [] },
  ]
}

/** The title as a noun phrase: without "study" and the like, and not as a question. */
function topicOf(title: string, words: PlanWords): string {
  const plain = title
    .replace(/[^\p{L}\p{N}\s'’-]+/gu, ' ')
    .replace(/(?<!\p{L})(?:study|studie|research|interviews?|survey|umfrage|pilot|project)(?!\p{L})/giu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  if (plain === '' || /^(?:how|why|what|when|who|wie|warum|was|wer|wann)(?!\p{L})/iu.test(plain))
    return words === GERMAN ? 'dieses Thema' : 'this topic'
  return words === GERMAN || /^\p{Lu}\p{Lu}/u.test(plain)
    ? plain
    : plain.charAt(0).toLowerCase() + plain.slice(1)
}
