import { participantLane } from '../lane.ts'
import type { OutboxDraft, OutboxRow } from '../ports/lane-store.ts'
import type { PlaceOwner } from '../ports/study-store.ts'
import { derivedId } from './desk/context.ts'

/**
 * Said once in a place, after a message of which it is not certain that all of it arrived there. Undefined where there is
 * nothing to say: of an edit, which may be made twice, and of such a note itself.
 */
export function unconfirmedNote(lane: string, row: OutboxRow, now: Date): OutboxDraft | undefined {
  const { id, target, intent, dedupeKey } = row
  const key = `unconfirmed:${id}`
  if (intent.kind === 'edit' || dedupeKey?.startsWith('unconfirmed:')) return undefined
  return {
    id: derivedId(id, key),
    lane,
    target,
    intent: {
      kind: 'say',
      blocks: [
        {
          kind: 'paragraph',
          text: 'I was not told whether all of my last message arrived here. If something is missing above, ask for it again: the plan, the status and the report can be shown as often as you like.',
        },
      ],
    },
    interviewId: null,
    dedupeKey: key,
    notBefore: now,
  }
}

/**
 * Told in private to who runs studies from a place that takes no messages any more. `row` is what waits to be posted
 * there: it is shown nowhere else. Undefined where the platform lets nobody be written to first and they never were.
 */
export function placeGoneNote(
  row: string,
  { person, conversation, studies }: PlaceOwner,
  opensDirectUnasked: boolean,
  now: Date,
): OutboxDraft | undefined {
  if (conversation === null && !opensDirectUnasked) return undefined
  const { platform, workspace } = person
  const key = `place-gone:${row}:${participantLane(person)}`
  const named = studies.map((title) => `“${title}”`).join(', ')
  return {
    id: derivedId(row, key),
    lane: participantLane(person),
    target:
      conversation === null
        ? { to: 'person', ...person }
        : { to: 'conversation', platform, workspace, conversation },
    intent: {
      kind: 'say',
      blocks: [
        {
          kind: 'paragraph',
          text: `I cannot post in the research channel of ${named} any more: it was archived or deleted, or I was taken out of it or may not write there. Nothing is lost: what I have for it is kept, I post it nowhere else, and I try again at least once an hour for two weeks. Bring the channel back or add me to it again; any command there makes me try at once.`,
        },
      ],
    },
    interviewId: null,
    dedupeKey: key,
    notBefore: now,
  }
}
