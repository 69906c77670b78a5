import { type Joined, joinAnswer } from '../../core/fieldwork/join.ts'
import { paragraphs } from '../../core/interview/words/messages.ts'
import type { PersonRef, ReplyHandle } from '../../core/ports/chat.ts'
import type { Lease } from '../../core/ports/lane-store.ts'
import { deliver } from '../deliver.ts'
import type { Hold } from '../hold.ts'
import { answerOne } from './answering.ts'
import { type ParticipantWork, settle, speakerFor } from './work.ts'

/** The press on a post; the form that it opened came with an event of its own. */
export const OPENED_FORM = 'opened a form'
/** A limit of the moment is over by then. */
const AGAIN_MS = 1_000

/** Sends the card if there is one, and tells the person where they pressed what came of it. */
export async function tellJoined(
  lease: Lease,
  person: PersonRef,
  gesture: { readonly inbox: string; readonly action: readonly string[]; readonly reply: ReplyHandle },
  joined: Joined,
  locale: string | undefined,
  hold: Hold,
  work: ParticipantWork,
): Promise<void> {
  if (joined.outcome === 'card-waits') await deliver(lease, hold, work)
  const card = joined.outcome === 'card-waits' ? await work.store.cardState(joined.interviewId) : undefined
  const { outcome } = joined
  if (outcome === 'too-young')
    await work.lanes.forget(lease, { id: gesture.inbox, outcome }, [OPENED_FORM], work.clock.now())
  else await settle(lease, [gesture.inbox], outcome, work)
  const { platformName } = speakerFor(person, work)
  const words =
    'words' in joined
      ? paragraphs(joined.words)
      : card && joinAnswer(card, gesture.action, platformName, locale)
  if (!words) return
  // "Try again" stands in a message that only the person sees: what came of it takes its place.
  const kind = gesture.action[0] === 'rejoin' ? 'replace' : 'private'
  const shown = await answerOne(person, gesture.reply, { kind, blocks: words }, work)
  // Whoever cannot be written to hears it here or nowhere, perhaps beside a message that is gone.
  if (shown || card?.card === 'sent') return
  await work.clock.sleep(AGAIN_MS)
  await answerOne(person, gesture.reply, { kind: 'private', blocks: words }, work)
}
