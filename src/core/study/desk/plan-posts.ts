import type { ConversationRef } from '../../ports/chat.ts'
import type { Study } from '../../ports/study-store.ts'
import { decisionBlocks, planBlocks, type ShownModel, type ShownVersion } from '../plan-message.ts'
import type { Post } from './context.ts'

/** The plan and below it the message with its buttons, in every place. */
export function planPosts(
  places: readonly ConversationRef[],
  version: ShownVersion,
  model: ShownModel | undefined,
): readonly Post[] {
  return places.flatMap((place) => [
    {
      place,
      blocks: planBlocks(version, model),
      key: `plan:${version.id}:${place.platform}:${place.workspace}`,
    },
    { place, blocks: decisionBlocks(version), key: decisionKey(version.id, place) },
  ])
}

/** Takes the buttons of the newest version away wherever they stand. */
export function retractions(study: Study, text: string): readonly Post[] {
  return study.sites.flatMap(({ place, decision }) =>
    decision === undefined ? [] : [{ place, edit: decision, blocks: [{ kind: 'paragraph' as const, text }] }],
  )
}

/** The store finds the message with a version's buttons by this key of its outbox row. */
export function decisionKey(version: string, place: Pick<ConversationRef, 'platform' | 'workspace'>): string {
  return `plan-decision:${version}:${place.platform}:${place.workspace}`
}
