import { inboxOf, type Portion, type WaitingEvent } from '../../core/interview/portion.ts'
import { sayIn } from '../../core/interview/words/catalogue.ts'
import { paragraphs } from '../../core/interview/words/messages.ts'
import type { PersonRef, Target } from '../../core/ports/chat.ts'
import type { Lease } from '../../core/ports/lane-store.ts'
import { reply } from './answering.ts'
import { localeOf, type ParticipantWork, settle } from './work.ts'

/** Somebody with whom no interview stands: told so, kept nothing of. */
export async function settleStranger(
  lease: Lease,
  person: PersonRef,
  portion: Portion,
  events: readonly WaitingEvent[],
  work: ParticipantWork,
): Promise<void> {
  const rows = inboxOf(portion)
  const locale = localeOf(events, rows[0])
  await settle(lease, rows, 'no interview', work, portion.kind === 'timer' ? [portion.timer.id] : [])
  // A control that names an interview names none of theirs.
  const key = portion.kind === 'pressed' || portion.kind === 'formed' ? 'stale' : 'nothingOpen'
  const words = paragraphs(sayIn(locale ?? 'en')(key))
  if ('reply' in portion) await reply(person, portion.reply, words, work)
  else if (portion.kind === 'said') await tellStranger(person, portion, words, work)
}

/** Not through the outbox: nothing depends on it, and strangers get no rows. */
async function tellStranger(
  person: PersonRef,
  portion: Extract<Portion, { kind: 'said' }>,
  blocks: ReturnType<typeof paragraphs>,
  work: ParticipantWork,
): Promise<void> {
  const [message] = portion.messages
  if (!message) return
  const { platform, workspace } = person
  const { conversation, thread } = message
  const where: Target = {
    to: 'conversation',
    platform,
    workspace,
    conversation,
    ...(thread ? { thread } : {}),
  }
  await work.chats.get(platform)?.send(where, { kind: 'say', blocks }, message.inbox)
}
