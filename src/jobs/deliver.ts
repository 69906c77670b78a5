import type { ContactRule } from '../core/fieldwork/unasked.ts'
import { laneKind } from '../core/lane.ts'
import type { Chat, Platform, SendResult, Standing, Target, Words } from '../core/ports/chat.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Lease, OutboxRow, OutboxStore } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { WorkspaceStore } from '../core/ports/workspace-store.ts'
import { keptForPlace, nextLook, plainly, waitAfter } from '../core/sending.ts'
import { unconfirmedNote } from '../core/study/place-notes.ts'
import { noteBroken } from './frozen.ts'
import { directHeld, noteRefusedDirect } from './held-directs.ts'
import type { Hold } from './hold.ts'
import { isHeldBack } from './unasked.ts'

export interface Delivering {
  readonly outbox: OutboxStore
  readonly workspaces: WorkspaceStore
  readonly chats: ReadonlyMap<Platform, Chat>
  readonly clock: Clock
  readonly log: Log
  readonly contact: ContactRule
  /** A place takes no messages any more; its row is kept and tried again. */
  readonly placeGone?: (lease: Lease, row: string) => Promise<void>
}

/** When the lane's outbox is worth looking at again; undefined once it is empty. */
export type LookAgain = Date | undefined

/** A row that is stamped as attempted and goes out now. */
export interface Outgoing {
  readonly id: string
  readonly target: Target
  readonly intent: Words
  /** What of it is known to stand there; absent: nothing. */
  readonly stands?: Standing
  /** How often it was tried before; absent: never. */
  readonly attempts?: number
}

/** A platform's history may lag: an absent message is believed only so long after it can have been posted. */
const HISTORY_LAG_MS = 10_000
/** Whoever cannot be asked for so long will not tell: the row is given up rather than sent blindly or stalling its lane. */
const UNTOLD_MS = 3_600_000

/**
 * Sends what waits in a lane, in order, until it is empty or its first row has to wait. A row that was attempted
 * before is looked up first: it is never sent again while it may have arrived.
 */
export async function deliver(lease: Lease, hold: Hold, delivering: Delivering): Promise<LookAgain> {
  const { outbox, clock } = delivering
  for (;;) {
    const now = clock.now()
    const row = await outbox.first(lease.lane, now)
    if (!row) return undefined
    if (row.notBefore > now) return row.notBefore
    if (row.heldUntil && row.heldUntil > now) return row.heldUntil
    let counted: Standing | undefined
    if (row.state !== 'pending') {
      const found = await reconcile(lease, row, delivering)
      if (found === 'settled') continue
      if (found === 'untold') counted = await countUnconfirmed(lease, row, delivering)
      else if (found !== 'absent') return found
    }
    if (row.unasked && (await isHeldBack(lease, row, row.unasked, settledBy(row), delivering))) continue
    const heldUntil = await directHeld(row, delivering)
    if (heldUntil) return heldUntil
    // Asked before the stamp too: a stamped row has to be looked up, a pending one need not.
    if (!(await hold.covers(withinMs(row, delivering)))) return now
    await outbox.stamp(lease, row.id, clock.now(), counted)
    const outgoing = { ...hurried(lease, row), stands: counted ?? row.stands }
    const { again } = await sendStamped(lease, hold, outgoing, delivering, false)
    if (again) return again
  }
}

/**
 * Calls the platform for one stamped row and records what came of it; `release` gives the lane back with it. The call is
 * not made unless the lane is ours until it must be over. The row is stamped by then: whoever holds the lane next takes
 * it for sent and looks it up, which costs time and posts nothing twice.
 */
export async function sendStamped(
  lease: Lease,
  hold: Hold,
  row: Outgoing,
  delivering: Delivering,
  release: boolean,
): Promise<{
  readonly again: LookAgain
  readonly more: boolean
  readonly made: boolean
  readonly released: boolean
}> {
  const { outbox, clock, log } = delivering
  if (!(await hold.covers(withinMs(row, delivering)))) {
    log.warn('outbox.not-ours', { outbox: row.id })
    return { again: clock.now(), more: false, made: false, released: false }
  }
  const inPlace = laneKind(lease.lane) === 'place'
  const told = await send(row, delivering)
  const now = clock.now()
  logged(row, told, log)
  const nothingStands = (row.stands ?? []).length === 0
  const plain = told.outcome === 'rejected' && nothingStands ? plainly(row.intent, inPlace) : undefined
  if (plain?.kind === 'say' && told.outcome === 'rejected') {
    const { kind, blocks } = plain
    await outbox.reword(lease, row.id, { kind, blocks, plain: true }, told.reason, now)
    return { again: now, more: false, made: true, released: false }
  }
  const result = inPlace ? keptForPlace(told, row.attempts ?? 0) : told
  if (result !== told) await delivering.placeGone?.(lease, row.id)
  const more = await outbox.record(lease, row.id, result, now, release)
  await noteRefusedDirect(row.target, result, delivering)
  await noteBroken(row.target, result, delivering)
  const waitMs = waitAfter(result)
  return {
    again: waitMs === undefined ? undefined : new Date(now.getTime() + waitMs),
    more,
    made: true,
    released: release,
  }
}

/** When an attempted message stands in the history, if it ever arrived. */
function settledBy({ state, attemptedAt }: OutboxRow): Date | undefined {
  return state === 'pending' || !attemptedAt ? undefined : new Date(attemptedAt.getTime() + HISTORY_LAG_MS)
}

function logged(row: Outgoing, result: SendResult, log: Log): void {
  if (result.outcome === 'sent') return
  const stands = 'stands' in result ? (result.stands?.length ?? 0) : 0
  const what = { outbox: row.id, outcome: result.outcome, reason: result.reason, stands }
  if (result.outcome === 'retry' && stands > (row.stands?.length ?? 0)) log.info('outbox.partly-sent', what)
  else log.warn('outbox.not-sent', what)
}

/** People wait for replies; not for an invitation, a reminder, or what is posted in a research place. */
function hurried(lease: Lease, row: OutboxRow): Outgoing {
  const waited = laneKind(lease.lane) === 'participant' && row.unasked === null
  return waited ? row : { ...row, intent: { ...row.intent, unhurried: true } }
}

function withinMs({ target, intent }: Outgoing, { chats }: Delivering): number {
  return chats.get(target.platform)?.sendWithinMs(target, intent) ?? 0
}

/** An adapter that throws may have posted before it did. */
async function send(row: Outgoing, { chats, log }: Delivering): Promise<SendResult> {
  const chat = chats.get(row.target.platform)
  if (!chat) return { outcome: 'workspace-broken', reason: 'platform not configured' }
  try {
    return await chat.send(row.target, row.intent, row.id, row.stands)
  } catch (error) {
    log.error('outbox.send-broke', error, { outbox: row.id })
    return { outcome: 'ambiguous', reason: 'the adapter threw' }
  }
}

/**
 * Did a row that was attempted arrive? `absent` means that it may be sent again: the platform dedupes by its key, or
 * its history has had time to show it. `untold`: nobody will ever tell.
 */
async function reconcile(
  lease: Lease,
  row: OutboxRow,
  delivering: Delivering,
): Promise<'settled' | 'absent' | 'untold' | Date> {
  const { outbox, chats, clock, log } = delivering
  const chat = chats.get(row.target.platform)
  const now = clock.now()
  const attemptedAt = row.attemptedAt ?? now
  const lookAgain = async (at: Date) => {
    await outbox.lookAgain(lease, row.id, at)
    return at
  }
  if (!chat) return lookAgain(nextLook(attemptedAt, now))
  const since = (row.firstAttemptedAt ?? attemptedAt).toISOString()
  const seen = await chat.lookUp(row.target, row.id, since, row.intent)
  log.info('outbox.looked-up', { outbox: row.id, outcome: seen.outcome })
  if (seen.outcome === 'found') {
    const { conversation, messages } = seen
    await outbox.record(lease, row.id, { outcome: 'sent', conversation, messages }, now, false)
    return 'settled'
  }
  if (seen.outcome === 'untold') return 'untold'
  if (seen.outcome === 'unknown') {
    if (now.getTime() - attemptedAt.getTime() < UNTOLD_MS) return lookAgain(nextLook(attemptedAt, now))
    const reason = `unconfirmed: ${seen.reason}`
    await outbox.record(lease, row.id, { outcome: 'rejected', reason }, now, false)
    return 'settled'
  }
  const believable = new Date(attemptedAt.getTime() + HISTORY_LAG_MS)
  if (chat.capabilities.dedupesSends || believable <= now) return 'absent'
  const next = nextLook(attemptedAt, now)
  return lookAgain(next < believable ? next : believable)
}

/**
 * Where the bot cannot read, one step is in doubt: the next after those that stand. It is taken for posted, since sending
 * it again might show it twice; people there are told, and can ask for it again.
 */
async function countUnconfirmed(
  lease: Lease,
  row: OutboxRow,
  { outbox, clock, log }: Delivering,
): Promise<Standing> {
  log.warn('outbox.unconfirmed', { outbox: row.id, stands: row.stands.length })
  const now = clock.now()
  const note = unconfirmedNote(lease.lane, row, now)
  if (note) await outbox.add(lease, note, now)
  return [...row.stands, '']
}
