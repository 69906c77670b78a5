import { participantLane } from '../lane.ts'
import type { Ids } from '../ports/clock.ts'
import type { OutboxDraft } from '../ports/lane-store.ts'
import type { InterviewRecord } from './facts.ts'
import { directTarget } from './moves/step-draft.ts'
import type { Portion } from './portion.ts'
import { sayIn } from './words/catalogue.ts'
import { paragraphs } from './words/messages.ts'

/**
 * Tells the person that their answer was heard while its reply takes a moment: once for whatever is answered there,
 * named by its first inbox row. It is no turn: nothing of it is read, coded or counted.
 */
export function holdingMessage(
  interview: InterviewRecord,
  portion: Portion,
  firstInbox: string,
  now: Date,
  ids: Ids,
): OutboxDraft {
  return {
    id: ids.next(),
    lane: participantLane(interview.person),
    target: directTarget(interview, portion),
    intent: { kind: 'say', blocks: paragraphs(sayIn(interview.language)('holding')) },
    interviewId: interview.id,
    dedupeKey: `holding:${firstInbox}`,
    notBefore: now,
  }
}
