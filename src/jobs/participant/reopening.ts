import type { Portion } from '../../core/interview/portion.ts'
import type { Lease } from '../../core/ports/lane-store.ts'
import type { ParticipantWork } from './work.ts'

/** Whoever does something can be reached. */
export function actsIn({ kind }: Portion): boolean {
  return kind === 'said' || kind === 'pressed' || kind === 'formed' || kind === 'commanded'
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
