import type { SendResult } from './ports/chat.ts'

const FIRST_LOOK_MS = 2_000
const RAREST_LOOK_MS = 60_000
const BROKEN_WORKSPACE_MS = 60_000

/** How long to wait before a message is worked on again after this result; undefined: it is settled. */
export function waitAfter(result: SendResult): number | undefined {
  switch (result.outcome) {
    case 'retry':
      return result.afterMs
    case 'ambiguous':
      return FIRST_LOOK_MS
    case 'workspace-broken':
      return BROKEN_WORKSPACE_MS
    case 'sent':
    case 'unreachable':
    case 'rejected':
      return undefined
  }
}

/**
 * When to look up next what nobody could tell now: after 2, 4, 8 … seconds, at least once a minute. Worked out from
 * when it was last under way, so nothing has to be counted.
 */
export function nextLook(attemptedAt: Date, now: Date): Date {
  const ageMs = now.getTime() - attemptedAt.getTime()
  return new Date(now.getTime() + Math.min(RAREST_LOOK_MS, Math.max(FIRST_LOOK_MS, ageMs)))
}
