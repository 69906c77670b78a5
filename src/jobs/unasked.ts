import { whatIsDue } from '../core/fieldwork/unasked.ts'
import type { Lease, OutboxRow, UnaskedMessage } from '../core/ports/lane-store.ts'
import type { Delivering } from './deliver.ts'

/** Puts off or drops an unasked message that must not be sent now, or not any more. */
export async function isHeldBack(
  lease: Lease,
  row: OutboxRow,
  message: UnaskedMessage,
  { outbox, clock, contact, log }: Delivering,
): Promise<boolean> {
  const due = whatIsDue(message, row.notBefore, clock.now(), contact)
  if (due.due === 'now') return false
  if (due.due === 'later') await outbox.putOff(lease, row.id, due.from, due.paceMs)
  else await outbox.drop(lease, row.id, due.reason)
  log.info('outbox.held-back', { outbox: row.id, kind: message.kind, due: due.due })
  return true
}
