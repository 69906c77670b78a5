import type { PlanDraft, RevisePlanData, RevisePlanOutput } from '../../../../src/core/study/prompts.ts'
import { contentStems } from '../text.ts'
import { type DraftCohort, type DraftQuestion, ENGLISH, GERMAN, type PlanWords } from './plan-words.ts'

const DROP =
  /(?<!\p{L})(?:drop|remove|delete|cut|take out|strei(?:ch|che)|entfern(?:e)?|lösch(?:e)?)(?!\p{L})([^.;]*)/iu
const ASK_ABOUT =
  /(?:ask|questions?|frag(?:e|t)?)\s+(?:\p{L}+\s+)?(?:about|nach|zu)\s+(.+?)(?=\s+(?:first|too|as well|earlier|at the start|zuerst|als erstes)|[.,;!]|$)/iu
const FIRST = /(?<!\p{L})(?:first|earlier|at the start|zuerst|als erstes)(?!\p{L})/iu
const SHORTER = /(?<!\p{L})(?:shorter|shorten|fewer|too long|kürzer|kürze|weniger|zu lang)(?!\p{L})/iu
const REWORD =
  /(?:reword|change|replace|rephrase|formuliere|ändere)\s+(?:question\s+|frage\s+)?q?(\d+)\s*(?:to|with|into|um in|in|zu|:)\s*["“„']?([^"”“']+)["”“']?/iu

/**
 * Understands "drop Q3 and Q5", "reword Q2 to …", "ask about X (first)" and "shorter", in English and German, each
 * for all cohorts; anything else changes nothing and says so.
 */
export function revisePlan({ plan, request }: RevisePlanData): RevisePlanOutput {
  const words = /[äöüß]|(?<!\p{L})(?:die|der|das|bitte|frage)(?!\p{L})/iu.test(request) ? GERMAN : ENGLISH
  const done: string[] = []
  let revised: PlanDraft = plan
  const apply = (change: (cohort: DraftCohort) => DraftCohort, summary: string) => {
    const next = { ...revised, cohorts: revised.cohorts.map((cohort) => trimmed(change(cohort), cohort)) }
    if (JSON.stringify(next) === JSON.stringify(revised)) return
    revised = next
    done.push(summary)
  }

  const reword = REWORD.exec(request)
  if (reword?.[1] && reword[2]) {
    const [, number, ask] = reword
    apply((cohort) => reworded(cohort, number, ask.trim()), `Q${number} was reworded.`)
  }
  const dropped = [...(DROP.exec(request)?.[1] ?? '').matchAll(/q?(\d+)/giu)].map((match) => match[1] ?? '')
  if (dropped.length > 0) {
    const named = dropped.map((number) => `Q${number}`).join(', ')
    // By position before anything moves, so that "Q3 and Q5" means the plan as it stood.
    apply(
      (cohort) =>
        without(
          cohort,
          dropped.map((number) => questionId(cohort, number)),
        ),
      `Dropped: ${named}.`,
    )
  }
  const topic = ASK_ABOUT.exec(request)?.[1]?.trim()
  if (topic) {
    const first = FIRST.test(request)
    apply(
      (cohort) => askedAbout(cohort, topic, first, words),
      `A question about ${topic} ${first ? 'comes first' : 'is in the plan'}.`,
    )
  }
  if (SHORTER.test(request)) apply(shorter, 'Questions of lower priority were taken out.')
  return { plan: revised, summary: done.length > 0 ? done.join(' ') : words.nothing }
}

function questions(cohort: DraftCohort): readonly DraftQuestion[] {
  return cohort.sections.flatMap((section) => section.questions)
}

/** The question with the id `q<number>`, else the one in that place. */
function questionId(cohort: DraftCohort, number: string | undefined): string {
  const all = questions(cohort)
  return all.find(({ id }) => id === `q${number}`)?.id ?? all[Number(number) - 1]?.id ?? ''
}

function without(cohort: DraftCohort, ids: readonly string[]): DraftCohort {
  return {
    ...cohort,
    sections: cohort.sections.map((section) => ({
      ...section,
      questions: section.questions.filter(({ id }) => !ids.includes(id)),
    })),
  }
}

function reworded(cohort: DraftCohort, number: string | undefined, ask: string): DraftCohort {
  const target = questionId(cohort, number)
  return {
    ...cohort,
    sections: cohort.sections.map((section) => ({
      ...section,
      questions: section.questions.map((each) => (each.id === target ? { ...each, ask } : each)),
    })),
  }
}

/** The question that shares a word with the topic, or a new one; in front if asked for, else before the last section. */
function askedAbout(cohort: DraftCohort, topic: string, first: boolean, words: PlanWords): DraftCohort {
  const wanted = contentStems(topic)
  const known = questions(cohort).find(({ ask }) => [...contentStems(ask)].some((stem) => wanted.has(stem)))
  if (known && !first) return cohort
  const question: DraftQuestion = known ?? {
    id: freshId(cohort),
    ask: words.about(topic),
    priority: 'should',
    serves: questions(cohort)[0]?.serves ?? 'rq1',
    probes: [words.aboutProbe],
    hints: [topic],
  }
  const rest = known ? without(cohort, [known.id]) : cohort
  const target = first ? 0 : Math.max(0, rest.sections.length - 2)
  return {
    ...rest,
    sections: rest.sections.map((section, at) =>
      at === target
        ? {
            ...section,
            questions: first ? [question, ...section.questions] : [...section.questions, question],
          }
        : section,
    ),
  }
}

function freshId(cohort: DraftCohort): string {
  const numbers = questions(cohort).map(({ id }) => Number(/^q(\d+)$/u.exec(id)?.[1] ?? 0))
  return `q${Math.max(questions(cohort).length, ...numbers) + 1}`
}

/** Without what could fall away; if nothing could, without the last of what should be asked. */
function shorter(cohort: DraftCohort): DraftCohort {
  const all = questions(cohort)
  const could = all.filter(({ priority }) => priority === 'could')
  const goes = could.length > 0 ? could : all.filter(({ priority }) => priority === 'should').slice(-2)
  return without(
    cohort,
    goes.map(({ id }) => id),
  )
}

/** No empty sections; a cohort left without any question stays as it was. */
function trimmed(cohort: DraftCohort, before: DraftCohort): DraftCohort {
  const sections = cohort.sections.filter((section) => section.questions.length > 0)
  return sections.length > 0 ? { ...cohort, sections } : before
}
