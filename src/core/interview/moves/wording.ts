import type { ModelResult } from '../../ports/model.ts'
import { modelRequest, type Prompt } from '../../prompt.ts'
import { inLanguage, type Question } from '../../study/interview-plan.ts'
import { askedOf } from '../facts.ts'
import type { FollowUp } from '../settle.ts'
import { type CraftProblem, craftProblems } from '../words/craft.ts'
import { type InterviewTurnOutput, rewriteTurn } from '../words/prompts.ts'
import type { Conducting } from './conducting.ts'
import type { StepDraft } from './step-draft.ts'

/**
 * The words of a follow-up: the model's if they pass the question linter, else once rewritten, else the plan's: the
 * written probe if unused, or the next question's literal words. Never words already sent.
 */
export async function word(
  draft: StepDraft,
  conducting: Conducting,
  question: Question,
  follow: FollowUp,
  read: InterviewTurnOutput | undefined,
): Promise<{ readonly follow: FollowUp; readonly words: string; readonly byModel: boolean }> {
  if (follow.follow === 'finish' || follow.follow === 'notice') return { follow, words: '', byModel: false }
  const { language } = draft.interview
  const before = askedBefore(draft)
  const taken = [...before, ...stillToAsk(draft, follow.question)]
  const offered = read?.[follow.follow] ?? ''
  const problems = read ? craftProblems(offered, taken, language) : (['empty'] as const)
  if (problems.length === 0) return { follow, words: offered.trim(), byModel: true }
  if (offered !== '') {
    const mustAsk = inLanguage(follow.question.ask, language)
    const mended = await askModel(draft, conducting, rewriteTurn, {
      language,
      words: offered,
      problems: problems.map((problem) => PROBLEM_WORDS[problem]),
      mustAsk: follow.follow === 'ask' ? mustAsk : offered,
      askedBefore: before,
    })
    if (mended.ok && craftProblems(mended.value.words, taken, language).length === 0)
      return { follow, words: mended.value.words.trim(), byModel: true }
  }
  return fromPlan(draft, question, follow)
}

function fromPlan(draft: StepDraft, question: Question, follow: FollowUp) {
  if (follow.follow === 'ask')
    return { follow, words: inLanguage(follow.question.ask, draft.interview.language), byModel: false }
  const probed = draft.progress.probes[question.id] ?? 0
  const words = follow.follow === 'probe' ? writtenProbe(question, probed, draft) : ''
  if (words !== '' && !askedBefore(draft).includes(words)) return { follow, words, byModel: false }
  const next = draft.facts.nextQuestion
  return next
    ? {
        follow: { follow: 'ask', question: next, closes: 'answered' } as const,
        words: inLanguage(next.ask, draft.interview.language),
        byModel: false,
      }
    : { follow: { follow: 'finish', closes: 'answered' } as const, words: '', byModel: false }
}

function writtenProbe(question: Question, used: number, draft: StepDraft): string {
  const probe = question.probes[used]
  return probe ? inLanguage(probe, draft.interview.language) : ''
}

/** The questions already put to this person. */
export function askedBefore(draft: StepDraft): readonly string[] {
  return draft.interview.turns
    .filter((turn) => turn.speaker === 'interviewer' && turn.kind === 'question')
    .map((turn) => turn.words)
}

/** The plan's later questions: their words are sent when it is their turn, whatever the model is able to do then. */
function stillToAsk({ facts, interview, progress }: StepDraft, now: Question): readonly string[] {
  return askedOf(facts.plan, facts.cohort)
    .filter(({ id }) => id !== now.id && !(id in progress.done))
    .map(({ ask }) => inLanguage(ask, interview.language))
}

/** A call that could only last so small a share of the deadline is not made. */
const SHORTEST_SHARE = 0.2

/**
 * One call of the model, in what is left of the time for all of them; what it used is kept with the step, whatever came
 * of it.
 */
export async function askModel<D, T>(
  draft: StepDraft,
  conducting: Conducting,
  prompt: Prompt<D, T>,
  data: D,
): Promise<ModelResult<T>> {
  const { modelDeadlineMs, waitedMs, clock } = conducting
  const leftMs = modelDeadlineMs - waitedMs - (clock.now().getTime() - draft.now.getTime())
  if (leftMs < modelDeadlineMs * SHORTEST_SHARE)
    return { ok: false, failure: 'unavailable', reason: 'no time is left' }
  const result = await conducting.model.complete(
    modelRequest(prompt, data, {
      deadlineMs: leftMs,
      userTag: draft.interview.participantId,
    }),
  )
  if (result.usage) draft.usage.push({ ...result.usage, id: draft.ids.next(), purpose: prompt.purpose })
  return result
}

const PROBLEM_WORDS: Readonly<Record<CraftProblem, string>> = {
  empty: 'there are no words',
  'no-question': 'it asks nothing',
  'several-questions': 'it asks more than one question',
  'too-long': 'it is longer than 40 words',
  praise: 'it praises or evaluates',
  leading: 'it suggests an answer',
  repeat: 'it repeats another question of this interview',
  address: 'it holds a link or a mention',
  'other-language': 'it is not in the language given by "language"',
}
