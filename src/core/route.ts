import { type LaneKind, participantLane, placeLane } from './lane.ts'
import type { InboundEvent } from './ports/chat.ts'

/** What a participant can press or send in; everything else that is pressed belongs to its research place. */
const PARTICIPANT_VERBS = new Set(['consent', 'consent-choices', 'join', 'rejoin', 'survey', 'control'])

/**
 * The lane an event belongs to: its person's, if they speak with the bot or take part in something; else its
 * place's. Undefined where the event itself does not tell (a deletion in a direct conversation, on Discord): the
 * inbox then knows the conversation's person, or nobody does.
 */
export function route(event: InboundEvent): { readonly key: string; readonly kind: LaneKind } | undefined {
  const { platform, workspace, person, conversation } = event
  const personal = person === undefined ? undefined : participantLane({ platform, workspace, person })
  const place =
    conversation === undefined || event.direct ? undefined : placeLane({ platform, workspace, conversation })
  const isPersonal =
    event.direct ||
    event.kind === 'person-changed' ||
    event.kind === 'home-opened' ||
    (event.kind === 'command' && event.command === 'interview') ||
    (event.kind === 'button' && PARTICIPANT_VERBS.has(event.action.split(':')[0] ?? '')) ||
    (event.kind === 'form' && PARTICIPANT_VERBS.has(event.form.split(':')[0] ?? ''))
  if (isPersonal && !(event.kind === 'command' && event.command === 'study'))
    return personal ? { key: personal, kind: 'participant' } : undefined
  // A research command in a direct conversation is answered there; it changes no interview.
  if (event.direct && conversation !== undefined)
    return { key: placeLane({ platform, workspace, conversation }), kind: 'place' }
  return place ? { key: place, kind: 'place' } : undefined
}
