import type { Answer, Target } from './ports/chat.ts'
import type { OutboxDraft } from './ports/lane-store.ts'

/**
 * Whether an answer to a gesture must be said in another way if it cannot be shown where the gesture was made: not if it
 * has no words, or only takes controls away beside a message that says what came of it.
 */
export function mustBeHeard(answer: Answer, saysMore: boolean): boolean {
  return answer.kind === 'private' || (answer.kind === 'replace' && !saysMore)
}

/** The answer as a direct message: its handle had expired, or the platform refused it. Once for each gesture. */
export function unheardMessage(
  answer: Exclude<Answer, { kind: 'none' }>,
  to: Pick<OutboxDraft, 'id' | 'lane' | 'interviewId'> & { readonly target: Target; readonly inbox: string },
  now: Date,
): OutboxDraft {
  const { inbox, ...row } = to
  const intent = { kind: 'say', blocks: answer.blocks } as const
  return { ...row, intent, dedupeKey: `answer:${inbox}`, notBefore: now }
}
