import type { InterviewRecord } from '../../core/interview/facts.ts'
import type { Portion } from '../../core/interview/portion.ts'
import type { Unreached } from '../../core/ports/fieldwork-store.ts'
import type { Lease } from '../../core/ports/lane-store.ts'
import type { ParticipantWork } from './work.ts'

/**
 * Whoever does something can be reached. What they wrote before the platform told that they are gone may come in after
 * it, and tells nothing; both times are the platform's.
 */
export function actsIn(portion: Portion, { progress }: InterviewRecord): boolean {
  const since = progress.unreachable?.since
  if (portion.kind === 'said')
    return !since || portion.messages.some(({ platformAt }) => platformAt > new Date(since))
  return portion.kind === 'pressed' || portion.kind === 'formed' || portion.kind === 'commanded'
}

/**
 * Whoever's account is in use is back if it was not in use, or if the platform told that they were gone. Of whatever else
 * refused a send a profile tells nothing: it would be refused again.
 */
export function isBack({ reason, told }: Unreached): boolean {
  return told || reason === 'deactivated'
}

/** What did not reach the person is sent from `notBefore` on. */
export async function reopen(
  lease: Lease,
  interview: string,
  notBefore: Date,
  { store, clock, conducting, ids, log }: ParticipantWork,
): Promise<void> {
  const dueAt = new Date(notBefore.getTime() + conducting.idle.nudgeMs)
  await store.reopen(lease, interview, notBefore, { id: ids.next(), dueAt }, clock.now())
  log.info('interview.reopened', { interview })
}
