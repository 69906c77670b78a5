import { placeLane } from '../lane.ts'
import type { Block } from '../ports/chat.ts'
import type { Frozen, Notice, WorkspaceRef } from '../ports/workspace-store.ts'
import { derivedId } from './desk/context.ts'

/** The platform opens no new direct conversations for the bot. `reason` is the platform's code. */
export function directsHeldNotice(of: WorkspaceRef, reason: string, until: Date, now: Date): Notice {
  return noticeOf(
    `directs-held:${of.platform}:${of.workspace}:${until.toISOString()}`,
    [
      `I open no new direct conversations until ${timeOf(until)} and then only slowly: the platform has limited it (${reason}). Whoever joins until then is written to later, or at once if they write to me. Interviews under way go on.`,
    ],
    now,
  )
}

/** The bot was removed from a workspace, or its token no longer works there. */
export function frozenNotice(of: WorkspaceRef, { since, reason }: Frozen, now: Date): Notice {
  return noticeOf(
    `frozen:${of.platform}:${of.workspace}:${since.toISOString()}`,
    [
      `I could no longer work on ${of.platform} from ${since.toISOString().slice(0, 10)} ${timeOf(since)} on: ${reason}. Nobody there is written to and nobody's time runs out. It goes on once I am back and a researcher resumes the study in a research channel there.`,
    ],
    now,
  )
}

function noticeOf(key: string, paragraphs: readonly string[], now: Date): Notice {
  const blocks: readonly Block[] = paragraphs.map((text) => ({ kind: 'paragraph', text }))
  return (place) => ({
    id: derivedId(key, placeLane(place)),
    lane: placeLane(place),
    target: { to: 'conversation', ...place },
    intent: { kind: 'say', blocks },
    interviewId: null,
    dedupeKey: `${key}:${place.platform}:${place.conversation}`,
    notBefore: now,
  })
}

/** `HH:MM UTC`. */
function timeOf(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`
}
