/**
 * What a person sees and can do in a chat client, the same on both stand-ins. Simulated people, the simulated
 * researcher and the adapters' contract suite act through this alone.
 */
export interface Control {
  /** The platform's own id of the control (action_id, custom_id). */
  readonly id: string
  readonly kind: 'button' | 'select'
  readonly label: string
  /** Of a select. */
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export interface SeenMessage {
  readonly kind: 'message' | 'edited'
  readonly conversation: string
  readonly message: string
  /** The message whose thread it stands in, on Slack. */
  readonly thread?: string
  /** User id of the author; the bot's own id for the bot. */
  readonly author: string
  readonly fromBot: boolean
  /** All text a reader sees, blocks included, one line a block. */
  readonly text: string
  readonly controls: readonly Control[]
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly alt: string }[]
  /** Whom it notifies as mentioned: people, groups, or a word such as `everyone`. Absent: nobody. */
  readonly pings?: readonly string[]
  /** Only this person sees it. */
  readonly ephemeral: boolean
  readonly direct: boolean
}

export interface SeenForm {
  readonly kind: 'form'
  readonly id: string
  readonly title: string
  readonly fields: readonly {
    readonly id: string
    readonly kind: 'text' | 'one' | 'some' | 'file'
    readonly label: string
    readonly required: boolean
    readonly options: readonly { readonly value: string; readonly label: string }[]
  }[]
}

export type Sight =
  | SeenMessage
  | SeenForm
  | { readonly kind: 'removed'; readonly conversation: string; readonly message: string }
  /** The bot is shown as typing. */
  | { readonly kind: 'typing'; readonly conversation: string }
  /** The platform's own complaint: a command or press was not answered in time or was refused. */
  | { readonly kind: 'complaint'; readonly text: string }

export interface Seat {
  readonly platform: 'slack' | 'discord'
  readonly user: string
  /** The direct conversation with the bot, once there is one. */
  direct(): string | undefined
  /**
   * Returns the message's id. Without `conversation`: in the direct conversation. With files, `text` may be empty.
   * `under` names the message it answers: on Slack it stands in that one's thread, on Discord it is a reply.
   */
  say(
    text: string,
    conversation?: string,
    files?: readonly { readonly name: string; readonly text: string }[],
    under?: string,
  ): Promise<string>
  edit(conversation: string, message: string, text: string): Promise<void>
  remove(conversation: string, message: string): Promise<void>
  press(seen: SeenMessage, controlId: string): Promise<void>
  choose(seen: SeenMessage, controlId: string, values: readonly string[]): Promise<void>
  /** As typed: name `/study`, text `new …`. `under`: in the thread of that message, on Slack. */
  command(conversation: string, name: string, text: string, under?: string): Promise<void>
  submit(
    form: SeenForm,
    values: Readonly<Record<string, readonly string[]>>,
    files?: Readonly<Record<string, { readonly name: string; readonly text: string }>>,
  ): Promise<void>
  /** Calls `listener` for each thing this person comes to see, in order. Returns a function that ends it. */
  watch(listener: (sight: Sight) => void): () => void
}

export type LineLook = 'plain' | 'heading' | 'item' | 'quote'

/** One line of a stand-in's log (JSON lines). The checker and the channel pages read these and nothing else. */
export interface LogLine {
  readonly seq: number
  /** ISO time. */
  readonly at: string
  readonly platform: 'slack' | 'discord'
  readonly kind:
    | 'place' // a channel or direct conversation came to be: conversation, name, members
    | 'person' // user came to be: author, name
    | 'message' // posted: all below
    | 'edited'
    | 'deleted'
    | 'ephemeral'
    | 'command'
    | 'press'
    | 'form-opened'
    | 'form-sent'
    | 'refused' // a call of the bot was refused: method, error; or the client complains to a person: author, error
    | 'call' // a call of the bot was accepted: method
    | 'stale' // a reading of the history left out what stands already: method, conversation, message, key
  readonly conversation?: string
  readonly message?: string
  readonly thread?: string
  readonly author?: string
  readonly fromBot?: boolean
  readonly direct?: boolean
  readonly name?: string
  readonly members?: readonly string[]
  readonly text?: string
  /** How the client draws the lines of `text`; absent where all are plain. */
  readonly looks?: readonly LineLook[]
  readonly controls?: readonly Control[]
  readonly files?: readonly {
    readonly name: string
    readonly mediaType: string
    readonly alt: string
    readonly path?: string
  }[]
  /** The bot's own key on the message (Slack: metadata's `key` in its event_payload, Discord: nonce). */
  readonly key?: string
  readonly method?: string
  /** The call left Slack free to show previews of the links in what it posts. */
  readonly unfurls?: true
  readonly error?: string
}

export interface LogSink {
  write(line: Omit<LogLine, 'seq' | 'at'>): void
  /** Keeps a shown file's bytes; returns its path relative to the log, for `files[].path`. Absent: not kept. */
  keep?(name: string, bytes: Uint8Array): string
}
