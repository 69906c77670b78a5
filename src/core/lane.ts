import { type ConversationRef, type PersonRef, PLATFORMS } from './ports/chat.ts'

/**
 * A lane is worked on by one worker at a time: a person's conversation with the bot (whatever interviews it holds), a
 * research place, or a study's fieldwork and analysis. Its key says which.
 */
export const LANE_KINDS = ['participant', 'place', 'study'] as const
export type LaneKind = (typeof LANE_KINDS)[number]

export function participantLane(person: PersonRef): string {
  return `participant/${person.platform}/${person.workspace}/${person.person}`
}

export function placeLane(place: ConversationRef): string {
  return `place/${place.platform}/${place.workspace}/${place.conversation}`
}

/** The place of a place's lane. */
export function parsePlaceLane(lane: string): ConversationRef {
  const [kind, named, workspace, conversation] = lane.split('/')
  const platform = PLATFORMS.find((each) => each === named)
  if (kind !== 'place' || !platform || !workspace || !conversation)
    throw new TypeError(`not a place's lane: ${kind}`)
  return { platform, workspace, conversation }
}

export function studyLane(study: string): string {
  return `study/${study}`
}

export function laneKind(lane: string): LaneKind {
  const kind = lane.slice(0, lane.indexOf('/'))
  const known = LANE_KINDS.find((each) => each === kind)
  if (!known) throw new TypeError(`not a lane: ${kind}`)
  return known
}

/** The study of a study lane. */
export function studyOf(lane: string): string {
  return lane.slice('study/'.length)
}

/** The person of a participant's lane. */
export function parseParticipantLane(lane: string): PersonRef {
  const [kind, named, workspace, person] = lane.split('/')
  const platform = PLATFORMS.find((each) => each === named)
  if (kind !== 'participant' || !platform || !workspace || !person)
    throw new TypeError(`not a participant's lane: ${kind}`)
  return { platform, workspace, person }
}
