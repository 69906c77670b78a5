import { whatIsDue } from '../core/fieldwork/unasked.ts'
import type { Lease, OutboxRow, UnaskedMessage } from '../core/ports/lane-store.ts'
import type { Delivering } from './deliver.ts'

/**
 * Puts off or drops an unasked message that must not be sent now, or not any more. What was attempted may still arrive
 * until `settledBy`: before that it is looked up once more instead of being dropped.
 */
export async function isHeldBack(
  lease: Lease,
  row: OutboxRow,
  message: UnaskedMessage,
  settledBy: Date | undefined,
  { outbox, clock, contact, log }: Delivering,
): Promise<boolean> {
  const now = clock.now()
  const due = whatIsDue(message, row.notBefore, now, contact)
  if (due.due === 'now') return false
  if (due.due === 'later') await outbox.putOff(lease, row.id, due.from, due.paceMs)
  else if (settledBy && settledBy > now) await outbox.lookAgain(lease, row.id, settledBy)
  else await outbox.drop(lease, row.id, due.reason)
  log.info('outbox.held-back', { outbox: row.id, kind: message.kind, due: due.due })
  return true
}
