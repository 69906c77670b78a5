import type { LogLine, SeenMessage, Sight } from '../../../sim/seat.ts'
import type { Block, InboundEvent, Platform } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import { controlsOf, textOf } from './drawing.ts'

export interface MemoryPerson {
  readonly id: string
  readonly name: string
  readonly zone?: string
  readonly locale?: string
  readonly bot: boolean
  readonly deactivated: boolean
  /** Takes no direct messages. */
  readonly closedDirect: boolean
}

export interface MemoryPlace {
  readonly conversation: string
  readonly direct: boolean
  readonly members: readonly string[]
}

export interface MemoryMessage {
  readonly conversation: string
  readonly message: string
  readonly author: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly blocks: readonly Block[]
  readonly files: SeenMessage['files']
  /** The bot's own key. */
  readonly key?: string
  /** Of the last edit. */
  readonly edited?: { readonly at: number; readonly count: number }
}

/** A line of the log before it has its number and time. */
export type LogEntry = Omit<LogLine, 'seq' | 'at'>

/** What there is on the platform, and who is told of what happens there. */
export class MemoryWorld {
  readonly platform: Platform
  readonly workspace: string
  readonly botUser = 'sounding'
  readonly clock: Clock
  readonly people = new Map<string, MemoryPerson>()
  readonly places = new Map<string, MemoryPlace>()
  /** What each person sees on the bot's own page. */
  readonly homes = new Map<string, readonly Block[]>()
  /** In the order of posting. */
  readonly messages = new Map<string, MemoryMessage>()
  /** Told of what happens, as a stand-in's log has it. */
  readonly #record: (line: LogEntry) => void
  readonly #watchers = new Map<string, Set<(sight: Sight) => void>>()
  #count = 0

  constructor(
    platform: Platform,
    workspace: string,
    clock: Clock,
    record: (line: LogEntry) => void = () => {},
  ) {
    this.platform = platform
    this.workspace = workspace
    this.clock = clock
    this.#record = record
  }

  get now(): number {
    return this.clock.now().getTime()
  }

  nextId(kind: string): string {
    this.#count += 1
    return `${kind}${this.#count}`
  }

  /** Was the one message posted after the other? The other may be gone. */
  isLater(message: string, than: string): boolean {
    const count = (id: string) => Number(id.split('-').at(-1))
    return count(message) > count(than)
  }

  person(id: string): MemoryPerson {
    const person = this.people.get(id)
    if (person === undefined) throw new Error(`nobody is called ${id}`)
    return person
  }

  place(conversation: string): MemoryPlace {
    const place = this.places.get(conversation)
    if (place === undefined) throw new Error(`there is no place ${conversation}`)
    return place
  }

  /** The direct conversation of a person with the bot; it comes to be if need be. */
  openDirect(person: string): string {
    const conversation = directOf(person)
    this.places.set(conversation, { conversation, direct: true, members: [person] })
    return conversation
  }

  post(posted: Omit<MemoryMessage, 'message' | 'at'>): MemoryMessage {
    const message = { ...posted, message: this.nextId('message-'), at: this.now }
    this.messages.set(message.message, message)
    this.#tell(message, 'message')
    return message
  }

  revise(message: MemoryMessage, blocks: readonly Block[]): MemoryMessage {
    const edited = { at: this.now, count: (message.edited?.count ?? 0) + 1 }
    const revised = { ...message, blocks, edited }
    this.messages.set(message.message, revised)
    this.#tell(revised, 'edited')
    return revised
  }

  remove({ conversation, message }: MemoryMessage): void {
    this.messages.delete(message)
    this.record('deleted', { conversation, message })
    for (const member of this.place(conversation).members)
      this.tell(member, { kind: 'removed', conversation, message })
  }

  /** The bot is shown as typing. */
  type(conversation: string): void {
    for (const member of this.place(conversation).members) this.tell(member, { kind: 'typing', conversation })
  }

  /** Shows something to one person alone; it stands nowhere. */
  whisper(person: string, conversation: string, blocks: readonly Block[]): void {
    const message = this.nextId('message-')
    const whispered = { conversation, message, author: this.botUser, at: this.now, blocks, files: [] }
    this.tell(person, this.#seen(whispered, 'message', true))
  }

  record(kind: LogLine['kind'], what: Partial<LogEntry>): void {
    this.#record({ ...what, platform: this.platform, kind })
  }

  tell(person: string, sight: Sight): void {
    for (const listener of [...(this.#watchers.get(person) ?? [])]) listener(sight)
  }

  watch(person: string, listener: (sight: Sight) => void): () => void {
    const listeners = this.#watchers.get(person) ?? new Set()
    this.#watchers.set(person, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  /** What all events of a conversation have; `happening` is unique in it. */
  event(conversation: string, happening: string, person?: string) {
    const locale = person === undefined ? undefined : this.people.get(person)?.locale
    return {
      platform: this.platform,
      workspace: this.workspace,
      conversation,
      direct: this.place(conversation).direct,
      key: `${conversation}:${happening}`,
      platformAt: this.clock.now().toISOString(),
      ...(person === undefined ? {} : { person }),
      ...(locale === undefined ? {} : { locale }),
    }
  }

  /** The event that a person's message is. */
  created(message: MemoryMessage): InboundEvent {
    return {
      ...this.event(message.conversation, `created:${message.message}`, message.author),
      kind: 'message-created',
      ...(this.platform === 'slack' ? { gesture: `${message.conversation}:${message.message}` } : {}),
      message: message.message,
      platformAt: new Date(message.at).toISOString(),
      text: textOf(message.blocks),
      attachments: message.files.length,
    }
  }

  /** The event that the last edit of a person's message is; undefined if there was none. */
  edited({ conversation, message, author, blocks, edited }: MemoryMessage): InboundEvent | undefined {
    return (
      edited && {
        ...this.event(conversation, `edited:${message}:${edited.count}`, author),
        kind: 'message-edited',
        message,
        platformAt: new Date(edited.at).toISOString(),
        text: textOf(blocks),
      }
    )
  }

  #tell(message: MemoryMessage, kind: SeenMessage['kind']): void {
    const sight = this.#seen(message, kind, false)
    const { key } = message
    this.record(kind, { ...pick(sight), ...(key === undefined ? {} : { key }) })
    for (const member of this.place(message.conversation).members) this.tell(member, sight)
  }

  #seen(message: MemoryMessage, kind: SeenMessage['kind'], ephemeral: boolean): SeenMessage {
    const { conversation, author, blocks, files } = message
    return {
      kind,
      conversation,
      message: message.message,
      author,
      fromBot: author === this.botUser,
      text: textOf(blocks),
      controls: controlsOf(blocks),
      files,
      ephemeral,
      direct: this.place(conversation).direct,
    }
  }
}

function pick({ conversation, message, author, fromBot, direct, text, controls, files }: SeenMessage) {
  return { conversation, message, author, fromBot, direct, text, controls, files }
}

export function directOf(person: string): string {
  return `direct-${person}`
}
