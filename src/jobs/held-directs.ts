import type { SendResult, Target } from '../core/ports/chat.ts'
import { directsHeldNotice } from '../core/study/standing-notice.ts'
import type { Delivering } from './deliver.ts'

/** After a hold, one new direct conversation in so long. */
const ONE_IN_MS = 60_000
/** A hold is over for good when nothing was refused for so long. */
const FORGOTTEN_AFTER_MS = 3_600_000
/** So many different people in a row who cannot be reached are no chance: the platform has quarantined the bot. */
const SUSPICIOUS_PEOPLE = 5
const SUSPICIOUS_WITHIN_MS = 1_800_000
const QUARANTINE_HOLD_MS = 3_600_000

type PersonTarget = Extract<Target, { to: 'person' }>

/** When the row may open its new direct conversation, if not now. */
export async function directHeld(
  { target, heldUntil }: { readonly target: Target; readonly heldUntil: Date | null },
  { workspaces, clock }: Delivering,
): Promise<Date | undefined> {
  if (!heldUntil) return undefined
  const now = clock.now()
  if (heldUntil > now) return heldUntil
  const next = new Date(now.getTime() + ONE_IN_MS)
  return (await workspaces.mayOpenDirect(target, next, FORGOTTEN_AFTER_MS, now)) ? undefined : next
}

/**
 * Stops all new direct conversations of a workspace if this result tells, or lets suspect, that the platform refuses them
 * whoever they are with.
 */
export async function noteRefusedDirect(
  target: Target,
  result: SendResult,
  delivering: Delivering,
): Promise<void> {
  if (target.to !== 'person') return
  const now = delivering.clock.now()
  if (result.outcome === 'retry' && result.holds === 'new-directs')
    return holdDirects(target, result.reason, new Date(now.getTime() + result.afterMs), delivering)
  const refused = result.outcome === 'unreachable' && ['closed', 'restricted'].includes(result.reason)
  if (!refused || delivering.chats.get(target.platform)?.capabilities.opensDirectUnasked) return
  const people = await delivering.workspaces.refusedDirects(
    target,
    new Date(now.getTime() - SUSPICIOUS_WITHIN_MS),
  )
  if (people < SUSPICIOUS_PEOPLE) return
  const reason = `${people} people in a row could not be reached`
  await holdDirects(target, reason, new Date(now.getTime() + QUARANTINE_HOLD_MS), delivering)
}

async function holdDirects(
  { platform, workspace }: PersonTarget,
  reason: string,
  until: Date,
  { workspaces, clock, log }: Delivering,
): Promise<void> {
  const now = clock.now()
  const of = { platform, workspace }
  const isNew = await workspaces.holdDirects(
    of,
    until,
    reason,
    directsHeldNotice(of, reason, until, now),
    now,
  )
  const fields = { platform, workspace, reason, until: until.toISOString() }
  if (isNew) log.error('directs.held', undefined, fields)
  else log.warn('directs.held-on', fields)
}
