import { type ContactRule, mayWriteAt } from '../fieldwork/unasked.ts'
import type { Move } from './decide.ts'
import type { Facts } from './facts.ts'
import { isEnd, isUnderWay } from './interview.ts'

/** Of an interview under way. */
export interface IdleRule {
  readonly nudgeMs: number
  readonly closeMs: number
}

/** Of an invitation nobody answers. */
export interface InvitationRule {
  /** From the card to the first reminder, and from there to the second. */
  readonly remindMs: number
  readonly againMs: number
  /** From the card to the end of the invitation. */
  readonly expireMs: number
  /** Reminders at most. */
  readonly most: number
}

export interface SilenceRules {
  readonly idle: IdleRule
  readonly invitation: InvitationRule
  readonly contact: ContactRule
}

/** Whoever asked for the card themselves is reminded once, as of a question. */
export function mostReminders({ asked }: { readonly asked: boolean }): number {
  return asked ? 1 : 2
}

/** However short the waits are set, what waits is sent before the timer goes off again. */
const LEAST_WAIT_MS = 1_000

/**
 * The move when an interview's timer went off. Everything is measured from what was seen to arrive, so that nobody is
 * given up who was not written to while no process was there.
 */
export function decideSilence(facts: Facts, rules: SilenceRules): Move {
  if (isEnd(facts.state)) return { move: 'ignore', reason: 'over' }
  const underWay = isUnderWay(facts.state)
  if (facts.sending || facts.unaskedWaits || facts.studyPaused)
    return waitOn(
      facts.now.getTime() +
        Math.max(LEAST_WAIT_MS, underWay ? untilNext(facts, rules.idle) : rules.invitation.remindMs),
    )
  return underWay ? decideIdle(facts, rules) : decideUnanswered(facts, rules)
}

/** How long an interview under way waits for its person. Who was nudged has what is left of the whole time. */
export function untilNext(
  { state, progress }: Pick<Facts, 'state' | 'progress'>,
  { nudgeMs, closeMs }: IdleRule,
): number {
  if (state === 'paused') return closeMs
  return progress.nudged ? closeMs - nudgeMs : nudgeMs
}

function decideIdle(facts: Facts, { idle, contact }: SilenceRules): Move {
  const dueAt = (facts.lastSentAt ?? facts.now).getTime() + untilNext(facts, idle)
  const at = mayWriteAt(laterOf(facts.now, dueAt), facts, contact)
  if (at > facts.now) return waitOn(at.getTime())
  return facts.state === 'paused' || facts.progress.nudged ? { move: 'close-idle' } : { move: 'nudge' }
}

/** Whoever was never reminded is, even if the time ran out meanwhile, and then has as long as after a first reminder. */
function decideUnanswered(facts: Facts, { invitation: rule, contact }: SilenceRules): Move {
  const { now, invitation, lastSentAt } = facts
  if (!invitation) return { move: 'ignore', reason: 'no invitation' }
  const { reminders, sentAt } = invitation
  const windowEnd = (sentAt ?? invitation.notBefore).getTime() + rule.expireMs
  const lastAt = (lastSentAt ?? invitation.notBefore).getTime()
  const first = reminders === 0
  const remindAt = lastAt + (first ? rule.remindMs : rule.againMs)
  if (sentAt && reminders < rule.most) {
    const at = mayWriteAt(laterOf(now, remindAt), facts, contact).getTime()
    if (first ? rule.remindMs < rule.expireMs : at < windowEnd)
      return at <= now.getTime()
        ? { move: 'remind', invitation: invitation.id, number: reminders + 1 }
        : waitOn(at)
  }
  const end = first ? windowEnd : Math.max(windowEnd, lastAt + afterReminderMs(rule))
  return end <= now.getTime() ? { move: 'expire' } : waitOn(end)
}

/** What a reminded person has at least. */
export function afterReminderMs({ remindMs, againMs, expireMs }: InvitationRule): number {
  return Math.min(againMs, Math.max(0, expireMs - remindMs))
}

function waitOn(until: number): Move {
  return { move: 'wait-on', until: new Date(until) }
}

function laterOf(now: Date, at: number): Date {
  return new Date(Math.max(now.getTime(), at))
}
