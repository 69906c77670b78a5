/** What the stand-in remembers. Names follow Discord's own where a shape goes over the wire. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly locale: string
  readonly bot: boolean
  closedDirect: boolean
  readonly servers: Set<string>
}

export interface Server {
  readonly id: string
  readonly name: string
  /** The bot was added with the scope `applications.commands`. */
  readonly takesCommands: boolean
  readonly channels: string[]
}

export interface Attachment {
  readonly id: string
  readonly filename: string
  readonly description: string
  readonly content_type: string
  readonly bytes: Uint8Array
}

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly description?: string
  readonly default?: boolean
}

export interface Component {
  readonly type: number
  readonly custom_id?: string
  readonly style?: number
  readonly label?: string
  readonly description?: string
  readonly placeholder?: string
  readonly content?: string
  readonly required?: boolean
  readonly min_values?: number
  readonly max_values?: number
  readonly min_length?: number
  readonly max_length?: number
  readonly file_types?: unknown
  readonly value?: string
  readonly options?: readonly SelectOption[]
  readonly components?: readonly Component[]
  readonly component?: Component
}

export interface Modal {
  readonly custom_id: string
  readonly title: string
  readonly components: readonly Component[]
}

export interface Message {
  readonly id: string
  readonly channel: string
  readonly author: string
  readonly createdAt: number
  readonly nonce?: string
  readonly replyTo?: string
  /** Set on a message that only this person sees. */
  readonly onlyFor?: string
  /** Whom it notified when it was posted. */
  readonly pings: readonly string[]
  content: string
  components: readonly Component[]
  attachments: readonly Attachment[]
  flags: number
  editedAt?: number
  /** Edits after the first hour. */
  lateEdits: number
  /** Fields over a message's usual ones, for what no seat can write. */
  readonly fields: Readonly<Record<string, unknown>>
  /** On the clock of `performance.now()`. */
  readonly inHistoryFrom: number
}

export interface Channel {
  readonly id: string
  name: string
  /** Absent on a direct channel. */
  readonly server?: string
  /** The channel a thread hangs in. */
  readonly parent?: string
  /** The person of a direct channel. */
  readonly person?: string
  /** Everyone but the bot is shut out by the channel's permissions; people of the stand-in see it all the same. */
  readonly hidden?: boolean
  botMaySee: boolean
  botMayWrite: boolean
  readonly messages: Map<string, Message>
}

export interface Draft {
  readonly content?: string
  readonly components?: readonly Component[]
  readonly attachments?: readonly Attachment[]
  readonly flags?: number
  readonly nonce?: string
  readonly replyTo?: string
  readonly onlyFor?: string
  readonly fields?: Readonly<Record<string, unknown>>
  /** Default: whom the text names. */
  readonly pings?: readonly string[]
}

export type Localizations = Readonly<Record<string, string | null>>

export interface CommandOption {
  readonly type: number
  readonly name_localizations?: Localizations | null
  readonly description_localizations?: Localizations | null
  readonly name: string
  readonly description: string
  readonly required?: boolean
  readonly options?: readonly CommandOption[]
}

export interface Command {
  readonly id: string
  readonly type: number
  readonly name_localizations?: Localizations | null
  readonly description_localizations?: Localizations | null
  readonly name: string
  readonly description: string
  readonly options?: readonly CommandOption[]
  readonly [extra: string]: unknown
}

export const EPHEMERAL = 64

export const ComponentType = {
  row: 1,
  button: 2,
  select: 3,
  text: 4,
  textDisplay: 10,
  label: 18,
  file: 19,
  radio: 21,
  checkboxes: 22,
} as const
