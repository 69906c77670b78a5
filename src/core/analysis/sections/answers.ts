import type { InterviewPlan } from '../../study/interview-plan.ts'
import { atLeast, K } from '../disclosure.ts'
import type { AnswerQuestionsData, AnswerQuestionsOutput } from '../prompts.ts'
import type { Theme } from './themes.ts'

/** What the interviews say to a research question: the model's words beside the themes whose numbers code counted. */
export interface Answer {
  readonly question: string
  readonly text: string
  /** Null where the model gave no answer that can be shown. */
  readonly answer: string | null
  /** Keys of the themes it rests on, for and against. */
  readonly themes: readonly string[]
}

/** Only what the report shows anyway. */
export function evidenceFor(plan: InterviewPlan, themes: readonly Theme[], of: number): AnswerQuestionsData {
  return {
    questions: plan.researchQuestions,
    evidence: themes
      .filter((theme) => atLeast(theme.total) >= K)
      .map((theme) => ({
        code: theme.key,
        label: theme.label,
        definition: theme.definition,
        interviews: atLeast(theme.total),
        of,
        quotes: theme.quotes.map((quote) => quote.words),
      })),
  }
}

/** Numbers, shares and quotations are the software's to print. */
const UNWANTED =
  /[\d%"\u201c\u201d\u201e\u00ab\u00bb]|\b(half|halves|thirds?|quarters?|majority|minority|percent)\b/iu
/** Words a run of the same length of a quote would be a quotation. */
const QUOTED_RUN = 6

/** One entry a research question, in the plan's order. */
export function answersOf(
  plan: InterviewPlan,
  themes: readonly Theme[],
  output: AnswerQuestionsOutput | undefined,
): readonly Answer[] {
  const shown = themes.filter((theme) => atLeast(theme.total) >= K)
  return plan.researchQuestions.map(({ id, text }) => {
    const given = output?.answers.find((answer) => answer.question === id)
    const usable = given && !UNWANTED.test(given.answer) && !quotes(given.answer, shown)
    const keys = given?.codes ?? []
    return {
      question: id,
      text,
      answer: usable ? given.answer.trim() : null,
      themes: shown.map((theme) => theme.key).filter((key) => keys.includes(key)),
    }
  })
}

function quotes(answer: string, themes: readonly Theme[]): boolean {
  const runs = new Set(runsOf(answer))
  return themes.some((theme) =>
    theme.quotes.some((quote) => runsOf(quote.words).some((run) => runs.has(run))),
  )
}

function runsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
  return words.slice(QUOTED_RUN - 1).map((_, index) => words.slice(index, index + QUOTED_RUN).join(' '))
}
