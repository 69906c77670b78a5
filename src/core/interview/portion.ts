import { comparePlatformIds } from '../platform-id.ts'
import type { Answer, InboundEvent, PersonProfile, ReplyHandle, UnreachableReason } from '../ports/chat.ts'
import { asksToLeave } from './leaving.ts'
import { type Control, controlIn, controlNamed } from './words/control-words.ts'

/** An inbox row that waits, with the latest text and deletion known of its message. */
export interface WaitingEvent {
  readonly id: string
  readonly seq: number
  readonly event: InboundEvent
  /** The latest edit of this message, by the platform's time (ISO), wherever it stands in the inbox. */
  readonly edit: { readonly text: string; readonly at: string } | undefined
  /** The message was deleted since. */
  readonly deleted: boolean
}

export interface DueTimer {
  readonly id: string
  readonly kind: 'idle' | 'nightly'
  readonly subject: string
}

export interface SaidMessage {
  readonly inbox: string
  readonly conversation: string
  readonly message: string
  /** The thread it was written in, if it was in one. */
  readonly thread?: string
  readonly words: string
  /** The platform's time of the edit that `words` come from. */
  readonly editedAt?: Date
  readonly deleted: boolean
  readonly attachments: number
  readonly platformAt: Date
}

/** What is worked on in one go and committed in one transaction. */
export type Portion =
  /** One or more messages in a row: one answer. */
  | {
      readonly kind: 'said'
      readonly messages: readonly SaidMessage[]
      /** What waits behind it asks to leave. */
      readonly thenLeaves?: boolean
    }
  | {
      readonly kind: 'pressed'
      readonly inbox: string
      /** `verb:argument…` of the choice, split at the colons. */
      readonly action: readonly string[]
      readonly values: readonly string[]
      /** Absent: pressed on the bot's own page. */
      readonly message?: string
      readonly reply: ReplyHandle
      /** Of the person's client, where the platform tells. */
      readonly locale?: string
    }
  | {
      readonly kind: 'formed'
      readonly inbox: string
      readonly form: readonly string[]
      readonly values: Readonly<Record<string, readonly string[]>>
      readonly reply: ReplyHandle
      readonly locale?: string
    }
  | {
      readonly kind: 'commanded'
      readonly inbox: string
      readonly control: Control | undefined
      readonly reply: ReplyHandle
      readonly locale?: string
    }
  /** They ask what they take part in: by command, or by opening the bot's own page, which nothing answers. */
  | {
      readonly kind: 'overview'
      readonly inbox: string
      readonly reply?: ReplyHandle
      readonly locale?: string
    }
  | {
      readonly kind: 'revised'
      readonly inbox: string
      readonly conversation: string
      readonly message: string
      /** Undefined: deleted. */
      readonly words: string | undefined
      /** When, as the platform tells it. */
      readonly at: Date
    }
  /** Their account is in use, and they live by this clock where the platform tells. */
  | { readonly kind: 'moved'; readonly inbox: string; readonly zone: string | undefined }
  /** They are no longer there to be written to. */
  | { readonly kind: 'gone'; readonly inbox: string; readonly at: Date; readonly reason: GoneReason }
  | { readonly kind: 'timer'; readonly timer: DueTimer }
  /** Nothing an interview is concerned with. */
  | { readonly kind: 'other'; readonly inbox: string }

/** Why somebody is gone of whom the platform may tell that, and when they are back: a send need not fail first. */
export const GONE_REASONS = ['deactivated', 'no-shared-space'] as const satisfies UnreachableReason[]
export type GoneReason = (typeof GONE_REASONS)[number]

export interface GestureReply {
  readonly handle: ReplyHandle
  readonly answer: Answer
}

/**
 * The next portion of a participant's lane: gestures one by one, messages in a row together, timers when nothing else
 * waits. A message that asks to leave stands by itself, so that it is heard whatever was written just before. Messages are in the platform's order, which is not always the order of arrival.
 */
export function nextPortion(
  waiting: readonly WaitingEvent[],
  timers: readonly DueTimer[],
): Portion | undefined {
  const inTurn = waiting.filter((row) => !revisesWaiting(row, waiting))
  const [first] = inTurn
  if (!first) {
    const [timer] = timers
    return timer ? { kind: 'timer', timer } : undefined
  }
  if (first.event.kind !== 'message-created') return gesture(first)
  const run: SaidMessage[] = []
  for (const row of inTurn) {
    if (row.event.kind !== 'message-created' || (run.length > 0 && standsAlone(row))) break
    run.push({
      inbox: row.id,
      conversation: row.event.conversation ?? '',
      message: row.event.message,
      ...(row.event.thread === undefined ? {} : { thread: row.event.thread }),
      words: row.deleted ? '' : (row.edit?.text ?? row.event.text),
      ...(row.edit ? { editedAt: new Date(row.edit.at) } : {}),
      deleted: row.deleted,
      attachments: row.event.attachments,
      platformAt: new Date(row.event.platformAt),
    })
    if (standsAlone(row)) break
  }
  run.sort((a, b) => comparePlatformIds(a.message, b.message))
  return { kind: 'said', messages: run, thenLeaves: inTurn.slice(run.length).some(leaves) }
}

/** A word that steers the interview is heard by itself, whatever was written just before or after it. */
function standsAlone(row: WaitingEvent): boolean {
  const { event, edit, deleted } = row
  if (leaves(row)) return true
  return !deleted && event.kind === 'message-created' && controlIn(edit?.text ?? event.text) !== undefined
}

function leaves({ event, edit, deleted }: WaitingEvent): boolean {
  if (deleted) return false
  return asksToLeave(event.kind === 'message-created' && edit ? { ...event, text: edit.text } : event)
}

/** The inbox rows a portion is made of. */
export function inboxOf(portion: Portion): readonly string[] {
  if (portion.kind === 'said') return portion.messages.map(({ inbox }) => inbox)
  return 'inbox' in portion ? [portion.inbox] : []
}

/**
 * An edit or deletion of a message that waits too: it is in that message's words already and has its turn after it,
 * even where it was stored first, since events do not always arrive in their order.
 */
function revisesWaiting({ event }: WaitingEvent, waiting: readonly WaitingEvent[]): boolean {
  if (event.kind !== 'message-edited' && event.kind !== 'message-deleted') return false
  return waiting.some(
    ({ event: other }) =>
      other.kind === 'message-created' &&
      other.message === event.message &&
      other.conversation === event.conversation,
  )
}

function asksForOverview(text: string): boolean {
  return /^(status\b|$)/i.test(text.trim())
}

/** Discord sends a subcommand's own name; on Slack it is typed, in whatever language. */
function commandedControl(text: string): Control | undefined {
  return controlNamed(text.trim().split(/\s+/)[0]?.toLowerCase()) ?? controlIn(text)
}

function gesture(row: WaitingEvent): Portion {
  const { event, id: inbox } = row
  const locale = event.locale === undefined ? {} : { locale: event.locale }
  switch (event.kind) {
    case 'button':
      return {
        kind: 'pressed',
        inbox,
        action: event.action.split(':'),
        values: event.values,
        ...(event.message === undefined ? {} : { message: event.message }),
        reply: event.reply,
        ...locale,
      }
    case 'form':
      return {
        kind: 'formed',
        inbox,
        form: event.form.split(':'),
        values: event.values,
        reply: event.reply,
        ...locale,
      }
    case 'command':
      if (asksForOverview(event.text)) return { kind: 'overview', inbox, reply: event.reply, ...locale }
      return {
        kind: 'commanded',
        inbox,
        control: commandedControl(event.text),
        reply: event.reply,
        ...locale,
      }
    case 'home-opened':
      return { kind: 'overview', inbox, ...locale }
    case 'message-edited':
    case 'message-deleted':
      return {
        kind: 'revised',
        inbox,
        conversation: event.conversation ?? '',
        message: event.message,
        words: event.kind === 'message-edited' ? event.text : undefined,
        at: new Date(event.platformAt),
      }
    case 'person-changed': {
      const reason = goneReason(event.profile)
      if (reason) return { kind: 'gone', inbox, at: new Date(event.platformAt), reason }
      return { kind: 'moved', inbox, zone: event.profile.zone }
    }
    default:
      return { kind: 'other', inbox }
  }
}

/** A guest whose time is over is deactivated; who left the last channel shared with their workspace is a stranger. */
function goneReason({ deactivated, outsider }: PersonProfile): GoneReason | undefined {
  if (deactivated) return 'deactivated'
  return outsider === 'stranger' ? 'no-shared-space' : undefined
}
