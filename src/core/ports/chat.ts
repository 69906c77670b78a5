/**
 * The chat port: what the core needs of a place where people talk. A platform is one folder under
 * `src/adapters/` that implements `Chat`; nothing of the platform (blocks, guilds, snowflakes) leaks past it.
 */

import type { Check } from './check.ts'
import type { FormChooser } from './form.ts'
import type { HistoryPage } from './history-page.ts'

export const PLATFORMS = ['slack', 'discord'] as const
export type Platform = (typeof PLATFORMS)[number]

/** A place messages stand in. `workspace` is Slack's team id, on Discord the application's id (design decision 0003). */
export interface ConversationRef {
  readonly platform: Platform
  readonly workspace: string
  readonly conversation: string
}

export interface MessageRef extends ConversationRef {
  readonly message: string
}

export interface PersonRef {
  readonly platform: Platform
  readonly workspace: string
  readonly person: string
}

/** A way to answer a gesture (command, press, form) right where it was made. Short-lived; opaque to the core. */
export interface ReplyHandle {
  readonly token: string
  /** ISO time after which `Chat.answer` will return `expired`. */
  readonly expiresAt: string
}

/** `untold`: the platform did not tell whether it was shown, so it is not to be said in another way. */
export type AnswerOutcome = 'answered' | 'expired' | 'failed' | 'untold'

interface InboundBase {
  readonly platform: Platform
  readonly workspace: string
  /** Unique per workspace and event: the same delivery seen twice has the same key. */
  readonly key: string
  /** Unique per human gesture where the platform tells (Slack's client_msg_id). */
  readonly gesture?: string
  /** Absent only for events that belong to no conversation (installation, gap, the bot's own page). */
  readonly conversation?: string
  /** True in a direct conversation between one person and the bot. */
  readonly direct: boolean
  /** Who did it. Absent where the platform does not tell (a deletion on Discord). */
  readonly person?: string
  /** Platform's own time of the event, ISO. */
  readonly platformAt: string
  /** Platform's locale of the person where the event carries it, for example `de` or `en-US`. */
  readonly locale?: string
}

export type InboundEvent =
  | (InboundBase & {
      readonly kind: 'message-created'
      readonly message: string
      /** Plain text with entities resolved; empty when only files were sent. */
      readonly text: string
      /** Number of files, pictures, voice notes, stickers, polls or forwarded messages with it. */
      readonly attachments: number
      /** Message id of the thread this was written in, when not the conversation itself. */
      readonly thread?: string
    })
  | (InboundBase & { readonly kind: 'message-edited'; readonly message: string; readonly text: string })
  | (InboundBase & { readonly kind: 'message-deleted'; readonly message: string })
  /** The bot was mentioned in a channel. `text` has the mention removed; `thread` is set in a thread. */
  | (InboundBase & {
      readonly kind: 'mention'
      readonly message: string
      readonly text: string
      readonly thread?: string
    })
  | (InboundBase & {
      readonly kind: 'button'
      /** The `action` of the pressed `Choice`, or of the `select` block. */
      readonly action: string
      /** Chosen values of a select; empty for a button. */
      readonly values: readonly string[]
      /** The message it stands on. Absent: on the bot's own page (`home`), which belongs to no conversation either. */
      readonly message?: string
      readonly reply: ReplyHandle
    })
  | (InboundBase & {
      readonly kind: 'form'
      /** `FormSpec.id` of the form that was sent in. */
      readonly form: string
      readonly values: Readonly<Record<string, readonly string[]>>
      readonly files: readonly InboundFile[]
      readonly reply: ReplyHandle
    })
  | (InboundBase & {
      readonly kind: 'command'
      /** `study` or `interview`, whatever the operator called the command. */
      readonly command: CommandName
      /** What follows the command, trimmed. A mentioned place stands as `<#ID>`, a person as `<@ID>`. */
      readonly text: string
      readonly reply: ReplyHandle
    })
  | (InboundBase & { readonly kind: 'direct-opened' })
  /** A person opened the bot's own page, where the platform has one. Belongs to no conversation. */
  | (InboundBase & { readonly kind: 'home-opened' })
  | (InboundBase & { readonly kind: 'person-changed'; readonly profile: PersonProfile })
  | (InboundBase & { readonly kind: 'place-gone'; readonly reason: 'archived' | 'deleted' | 'removed' })
  | (InboundBase & { readonly kind: 'installation'; readonly change: 'added' | 'removed' })
  /** The connection was away and may have missed events. */
  | (InboundBase & { readonly kind: 'gap'; readonly from: string; readonly to: string })

export type CommandName = 'study' | 'interview'

/** A file that came with a form: its content was fetched by the adapter when the form arrived. */
export interface InboundFile {
  readonly field: string
  readonly name: string
  /** UTF-8 text, at most 1 MiB; absent if the file was larger or not text. */
  readonly text?: string
}

/**
 * Where an adapter hands what it receives. Resolves once the event is stored (or known already); the adapter
 * acknowledges to the platform only then. Rejects if it could not be stored: the adapter must let the platform
 * redeliver or tell the person to try again.
 */
export type InboundSink = (event: InboundEvent) => Promise<void>

export interface Choice {
  /** What the press means, `verb:argument`, at most 90 characters, [a-z0-9:._-] and ids. */
  readonly action: string
  /** At most 70 characters. */
  readonly label: string
  readonly style?: 'primary' | 'danger'
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'quote'; readonly text: string; readonly by?: string }
  | { readonly kind: 'divider' }
  /** Buttons; at most 20. */
  | { readonly kind: 'choices'; readonly label: string; readonly choices: readonly Choice[] }
  /** One of up to 25 options from a drop-down. */
  | {
      readonly kind: 'select'
      readonly action: string
      readonly label: string
      readonly options: readonly { readonly value: string; readonly label: string }[]
    }

/** A file to show; pictures need a description for people who cannot see them. */
export interface OutboundFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly alt: string
}

/**
 * What the core wants to be read. `say` posts; `edit` replaces what a sent message shows (no `choices` block left
 * means its controls are gone). All text is literal: adapters escape it, neutralise mentions, switch unfurling off.
 */
export type Words = Unhurried &
  (
    | {
        readonly kind: 'say'
        readonly blocks: readonly Block[]
        readonly files?: readonly OutboundFile[]
        /** As bare text without controls, for what the platform refuses in any better form. */
        readonly plain?: true
      }
    | { readonly kind: 'edit'; readonly message: MessageRef; readonly blocks: readonly Block[] }
  )

/** Set where nobody waits for it: while the platform's patience with the bot runs low, it is sent later. */
interface Unhurried {
  readonly unhurried?: true
}

/**
 * `typing` shows for some seconds in a conversation that words are on their way; nothing, where
 * `capabilities.showsTyping` is false.
 */
export type Intent =
  | Words
  | { readonly kind: 'typing' }
  /**
   * What one person sees on the bot's own page, instead of what stood there: to a person, and only where
   * `capabilities.home` says that there is one. It is no message: `sent` names none, and nothing can be looked up.
   */
  | { readonly kind: 'home'; readonly blocks: readonly Block[] }

/** To a conversation, or a thread in it, or to a person's direct conversation, which is opened if need be. */
export type Target =
  | ({
      readonly to: 'conversation'
      /** Message id of the thread, where direct conversations have such. */
      readonly thread?: string
    } & ConversationRef)
  | ({ readonly to: 'person' } & PersonRef)

export type UnreachableReason =
  | 'closed'
  | 'deactivated'
  | 'no-shared-space'
  | 'not-found'
  | 'app-disabled'
  | 'restricted'
  | 'place-gone'

/**
 * How far a `say` of several steps has come: its messages in order, then its files where these are a step of their own.
 * One message id a step; empty where nobody can tell whether it stands.
 */
export type Standing = readonly string[]

export type SendResult =
  /** One message a part, in order. `conversation` is the direct conversation when the target was a person. */
  | { readonly outcome: 'sent'; readonly conversation: string; readonly messages: readonly string[] }
  /**
   * But for what `stands`, certainly not posted; may be sent again after so many milliseconds. `holds`: until then the
   * platform opens no new direct conversation for the bot at all, with whomever.
   */
  | {
      readonly outcome: 'retry'
      readonly afterMs: number
      readonly reason: string
      readonly stands?: Standing
      readonly holds?: 'new-directs'
    }
  /** The platform did not tell; look it up before sending again. */
  | { readonly outcome: 'ambiguous'; readonly reason: string; readonly stands?: Standing }
  | { readonly outcome: 'unreachable'; readonly reason: UnreachableReason }
  /** The workspace's token or installation is broken: nothing can be sent there. */
  | { readonly outcome: 'workspace-broken'; readonly reason: string }
  /** The platform refuses this content; sending it again is pointless. */
  | { readonly outcome: 'rejected'; readonly reason: string }

export type LookUpResult =
  | { readonly outcome: 'found'; readonly conversation: string; readonly messages: readonly string[] }
  | { readonly outcome: 'absent' }
  /** Could not be asked now. */
  | { readonly outcome: 'unknown'; readonly reason: string }
  /** The bot may not read there, now or later: `send` posts one step a call there, so that only one is ever in doubt. */
  | { readonly outcome: 'untold'; readonly reason: string }

export type Answer =
  /** Seen only by the person who made the gesture. */
  | { readonly kind: 'private'; readonly blocks: readonly Block[] }
  /** Replaces the message whose button was pressed. */
  | { readonly kind: 'replace'; readonly blocks: readonly Block[] }
  /** Nothing to show: ends the platform's waiting sign. */
  | { readonly kind: 'none' }

export interface PersonProfile {
  readonly displayName?: string
  /** IANA name. */
  readonly zone?: string
  readonly locale?: string
  readonly bot: boolean
  readonly deactivated: boolean
  /**
   * Who does not belong to the workspace in full: a guest, somebody of another workspace in a shared channel, or a
   * stranger, who shares no channel with the bot and cannot be written to.
   */
  readonly outsider?: 'guest' | 'external' | 'stranger'
  /** ISO time until which they asked the platform not to be disturbed. Only if it was asked for. */
  readonly quietUntil?: string
}

export interface Capabilities {
  /** What people call the platform. */
  readonly displayName: string
  /** The platform itself drops a second message with the same key (Discord, for some minutes). */
  readonly dedupesSends: boolean
  /** The bot may write to a person first (Slack). */
  readonly opensDirectUnasked: boolean
  /** `profile` knows until when a person is not to be disturbed, and who is an outsider. */
  readonly tellsQuiet: boolean
  readonly tellsOutsiders: boolean
  /** `typing` shows something there (Discord, for ten seconds). */
  readonly showsTyping: boolean
  /** Each person has a page of the bot's that only they see. */
  readonly home: boolean
  /**
   * How many connections all processes together may hold open, and how many each of them wants. `inAll` is infinite where
   * the platform comes to us: every process connects, whatever others do.
   */
  readonly connections: { readonly inAll: number; readonly each: number }
  /**
   * What reading up on missed messages may ask of the history: the rest of the platform's budget is left to sends.
   * `sharedWithSends`: sends are counted by the same limit, so that a send counts for half a read.
   */
  readonly historyReads: {
    readonly atOnce: number
    readonly perMinute: number
    readonly sharedWithSends: boolean
  }
}

/** One way by which events come in. */
export interface Connection {
  /** Resolves when no more events come: it was closed, or ended and will not come back by itself. Never rejects. */
  readonly ended: Promise<void>
  /** Takes nothing more in, waits for events in hand to be stored, disconnects. */
  close(): Promise<void>
}

export interface Chat {
  readonly platform: Platform
  readonly capabilities: Capabilities
  /** Workspaces (external ids) this adapter serves; known once it has asked. */
  readonly workspaces: readonly string[]

  /** Asks who the bot is. Throws PlatformError if the platform does not tell. */
  identify(): Promise<void>
  /**
   * Opens one connection and begins to hand events to `sink`; resolves when connected. Throws PlatformError if it
   * cannot. All else works without.
   */
  connect(sink: InboundSink, formFor: FormChooser): Promise<Connection>
  /**
   * How long `send` may take at most, in milliseconds: it settles by then, as `ambiguous` where the platform has not
   * answered. No call is begun after that.
   */
  sendWithinMs(target: Target, intent: Intent): number
  /**
   * One call for one intent; never retries by itself. `key` is deterministic per outbox row (at most 36
   * characters): the adapter puts it on the message so that `lookUp` can find it, and lets the platform dedupe by it
   * where it can. A long `say` becomes several messages in order; what `stands` of it is left out.
   */
  send(target: Target, intent: Intent, key: string, stands?: Standing): Promise<SendResult>
  /**
   * Was the intent with this key posted at or after `since` (ISO)? Pass the intent where it is at hand: a platform
   * whose history does not tell keys (Discord) can then recognise it by its words.
   */
  lookUp(target: Target, key: string, since: string, intent?: Words): Promise<LookUpResult>
  /**
   * A page of a direct conversation's history: messages after `after` (exclusive), of threads that begin there all.
   * Begins anew without `page`, goes on with the `next` of the page before. One call of the platform.
   * Throws PlatformError, with `retryAfterMs` where a limit of the platform's turned the call away.
   */
  backfill(conversation: ConversationRef, after: string | undefined, page?: string): Promise<HistoryPage>
  /** Answers a gesture. Best effort: what matters is sent through `send`. */
  answer(handle: ReplyHandle, answer: Answer): Promise<AnswerOutcome>
  /** Undefined if there is no such person. `quiet` costs a call more and says whether they may be disturbed now. */
  profile(person: PersonRef, ask?: { readonly quiet: boolean }): Promise<PersonProfile | undefined>
  /** People in a place, without bots. Empty where the platform does not list them (Discord). */
  members(place: ConversationRef): Promise<readonly string[]>
  /** What an operator must mend before an interview can run here. */
  doctor(researchPlaces: readonly string[]): Promise<readonly Check[]>
}
