import type { SendResult, UnreachableReason, Words } from './ports/chat.ts'

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

/** Why a research place may take no messages for a while: it can be mended there. */
export const PLACE_REASONS: readonly UnreachableReason[] = ['place-gone', 'restricted']
const FIRST_TRY_MS = 60_000
const RAREST_TRY_MS = 3_600_000
/** Two weeks of hours. */
const MOST_TRIES = 336

/**
 * What a research place is to be told waits until it can be told: tried after one, two, four … minutes, at least once an
 * hour, for two weeks. `attempts` counts those before this one.
 */
export function keptForPlace(result: SendResult, attempts: number): SendResult {
  const waits = result.outcome === 'unreachable' && PLACE_REASONS.includes(result.reason)
  if (!waits || attempts >= MOST_TRIES) return result
  const afterMs = Math.min(RAREST_TRY_MS, FIRST_TRY_MS * 2 ** Math.min(attempts, 10))
  return { outcome: 'retry', afterMs, reason: result.reason }
}

/** A refused message as bare text; undefined where that loses what it is about: its controls, or all of it. */
export function plainly(intent: Words, inPlace: boolean): Words | undefined {
  if (intent.kind === 'edit' || intent.plain) return undefined
  const controls = intent.blocks.some((block) => block.kind === 'choices' || block.kind === 'select')
  const words = intent.blocks.some((block) => 'text' in block || block.kind === 'list')
  return words && (inPlace || !controls) ? { kind: 'say', blocks: intent.blocks, plain: true } : undefined
}
