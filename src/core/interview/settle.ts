import type { Question } from '../study/interview-plan.ts'
import type { Notice } from './decide.ts'
import type { Progress } from './interview.ts'
import type { Reading } from './words/prompts.ts'

/** What follows an answer. */
export type FollowUp =
  | { readonly follow: 'probe'; readonly question: Question }
  /** The same question in other words. */
  | { readonly follow: 'clarify'; readonly question: Question }
  /** Something fixed, and the question stays open. */
  | { readonly follow: 'notice'; readonly notice: Notice; readonly question: Question }
  | {
      readonly follow: 'ask'
      readonly question: Question
      readonly closes: 'answered' | 'skipped' | 'refused'
    }
  | { readonly follow: 'finish'; readonly closes: 'answered' | 'skipped' | 'refused' }

/**
 * What to do after an answer, given the reading of it; without one (the model is away) a written probe or the next
 * question. A refusal is honoured at once; a question is reworded or led back to once, then left.
 */
export function settle(
  question: Question,
  next: Question | undefined,
  mayProbe: boolean,
  progress: Progress,
  reading: Reading | undefined,
): FollowUp {
  const onward = (closes: 'answered' | 'refused'): FollowUp =>
    next ? { follow: 'ask', question: next, closes } : { follow: 'finish', closes }
  const probed = progress.probes[question.id] ?? 0
  if (!reading)
    return mayProbe && probed < question.probes.length ? { follow: 'probe', question } : onward('answered')
  const firstDetour = !progress.clarified.includes(question.id)
  if (reading.distressed) return { follow: 'notice', notice: 'care', question }
  if (reading.refused || reading.wants === 'skip') return onward('refused')
  if (reading.wants !== 'continue' && firstDetour)
    return { follow: 'notice', notice: 'how-to-leave', question }
  if (reading.asksBot === 'who-reads' && firstDetour) return { follow: 'notice', notice: 'why', question }
  if (reading.asksBot === 'is-human' && firstDetour) return { follow: 'notice', notice: 'human', question }
  if (reading.confused && firstDetour) return { follow: 'clarify', question }
  if (reading.offTopic)
    return firstDetour ? { follow: 'notice', notice: 'back-to-question', question } : onward('answered')
  if (!mayProbe) return onward('answered')
  if (reading.substance === 'full') return probed === 0 ? { follow: 'probe', question } : onward('answered')
  return { follow: 'probe', question }
}

/** Progress after a follow-up. Notices and rewordings count as the question's one detour. */
export function progressAfter(progress: Progress, from: Question, follow: FollowUp): Progress {
  const base: Progress = { ...progress, nudged: false, deleteAsked: false }
  switch (follow.follow) {
    case 'probe':
      return { ...base, probes: { ...base.probes, [from.id]: (base.probes[from.id] ?? 0) + 1 } }
    case 'clarify':
    case 'notice':
      return { ...base, clarified: [...new Set([...base.clarified, from.id])] }
    case 'ask':
      return { ...base, done: { ...base.done, [from.id]: follow.closes }, question: follow.question.id }
    case 'finish':
      return { ...base, done: { ...base.done, [from.id]: follow.closes }, question: null }
  }
}
