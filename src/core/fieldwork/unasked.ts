import type { UnaskedMessage } from '../ports/lane-store.ts'
import { type ContactHours, firstContactAt } from './contact-hours.ts'

/** When people may be written to without having asked for it. */
export interface ContactRule {
  readonly hours: ContactHours
  /** Where people whose zone the platform does not tell are taken to be. */
  readonly zone: string
  /** Least time between two such messages to one person. */
  readonly gapMs: number
  /** Least time between two invitations of one study on one platform. */
  readonly paceMs: number
}

export interface Reached {
  readonly zone: string | null
  /** When a message they had not asked for was last sent to this person. */
  readonly lastUnaskedAt: Date | null
}

/** The first moment at or after `from` at which a person may be written to unasked. */
export function mayWriteAt(from: Date, { zone, lastUnaskedAt }: Reached, rule: ContactRule): Date {
  const rested = lastUnaskedAt ? lastUnaskedAt.getTime() + rule.gapMs : 0
  return firstContactAt(new Date(Math.max(from.getTime(), rested)), zone ?? rule.zone, rule.hours)
}

/** So late nobody was there to send it: those that fell due meanwhile are not sent all at once. */
const LATE_MS = 60_000

/** What becomes of an unasked message whose time has come. */
export type Due =
  | { readonly due: 'now' }
  | { readonly due: 'never'; readonly reason: string }
  /** Not before `from`, and not closer to others of its study than `paceMs`. */
  | { readonly due: 'later'; readonly from: Date; readonly paceMs: number }

/**
 * Judged when it would be sent: what was planned may have been overtaken by a night, another zone, or an answer.
 * `quietUntil`: until then the person asked the platform not to be disturbed.
 */
export function whatIsDue(
  message: UnaskedMessage,
  notBefore: Date,
  now: Date,
  rule: ContactRule,
  quietUntil: Date = now,
): Due {
  if (message.over !== null) return { due: 'never', reason: message.over }
  const from = mayWriteAt(quietUntil > now ? quietUntil : now, message, rule)
  const paceMs = message.kind === 'card' ? rule.paceMs : 0
  const late = paceMs > 0 && now.getTime() - notBefore.getTime() > LATE_MS
  return from > now || late ? { due: 'later', from, paceMs } : { due: 'now' }
}
