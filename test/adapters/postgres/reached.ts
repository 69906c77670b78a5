import { createOutboxStore } from '../../../src/adapters/postgres/conversations/outbox-store.ts'
import type { Database } from '../../../src/adapters/postgres/pool.ts'
import type { PersonRef } from '../../../src/core/ports/chat.ts'
import { AT, invited } from './seed.ts'

/** Somebody whose card was sent as the first message of their conversation, whose id is returned. */
export async function reached(db: Database, study: string, person: PersonRef, at = AT): Promise<string> {
  const one = await invited(db, study, person)
  const outbox = createOutboxStore(db)
  await outbox.stamp(one.lease, one.card.id, AT)
  const conversation = `D-${person.person}`
  const sent = { outcome: 'sent', conversation, messages: ['1000000001'] } as const
  await outbox.record(one.lease, one.card.id, sent, at, false)
  return conversation
}
