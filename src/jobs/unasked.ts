import { whatIsDue } from '../core/fieldwork/unasked.ts'
import { parseParticipantLane, participantLane } from '../core/lane.ts'
import type { PersonRef } from '../core/ports/chat.ts'
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
  delivering: Delivering,
): Promise<boolean> {
  const { outbox, clock, contact, log } = delivering
  const now = clock.now()
  const planned = whatIsDue(message, row.notBefore, now, contact)
  const quietUntil =
    planned.due === 'now' ? await quietUntilOf(parseParticipantLane(lease.lane), delivering) : undefined
  const due = quietUntil ? whatIsDue(message, row.notBefore, now, contact, quietUntil) : planned
  if (due.due === 'now') return false
  if (due.due === 'later') await outbox.putOff(lease, row.id, due.from, due.paceMs)
  else if (settledBy && settledBy > now) await outbox.lookAgain(lease, row.id, settledBy)
  else await outbox.drop(lease, row.id, due.reason)
  log.info('outbox.held-back', { outbox: row.id, kind: message.kind, due: due.due })
  return true
}

/** Until when the person does not want to be disturbed. Who cannot be asked about is taken to be there. */
export async function quietUntilOf(
  person: PersonRef,
  { chats, log }: Pick<Delivering, 'chats' | 'log'>,
): Promise<Date | undefined> {
  const chat = chats.get(person.platform)
  if (!chat?.capabilities.tellsQuiet) return undefined
  try {
    const { quietUntil } = (await chat.profile(person, { quiet: true })) ?? {}
    return quietUntil === undefined ? undefined : new Date(quietUntil)
  } catch (error) {
    log.error('outbox.quiet-not-asked', error, { lane: participantLane(person) })
    return undefined
  }
}
