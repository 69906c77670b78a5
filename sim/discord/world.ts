import { refusal } from './errors.ts'
import { pingsOf } from './mentions.ts'
import type { Attachment, Channel, Draft, Message, Person, Server } from './types.ts'
import { COMPONENTS_V2 } from './validate.ts'

const DISCORD_EPOCH = 1_420_070_400_000n

export type Change =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'edited'; readonly message: Message }
  | { readonly kind: 'deleted'; readonly message: Message }
  | { readonly kind: 'place'; readonly channel: Channel }
  /** The bot types there. */
  | { readonly kind: 'typing'; readonly channel: Channel }

export interface WorldOptions {
  readonly botName: string
  readonly now: () => number
  /** Direct conversations the bot may open within the window before 40003. */
  readonly directOpens: { readonly count: number; readonly windowMs: number }
  /** Edits of one message older than an hour before 30046. */
  readonly lateEdits: number
  readonly nonceWindowMs: number
  /** Draws how long a message takes to stand in the history, ms. */
  readonly historyLag: () => number
}

/** In quarantine a bot opens no direct conversation, or can say nothing in those nothing was said in before. */
export type Quarantine = 'opens-none' | 'sends-none'

/** Why Discord will not have a message's words: for the eyes of one person, for those of a server, or anywhere. */
export type Forbidding = 'explicitContent' | 'stoppedByAutoMod' | 'harmfulLink'

/** A sign of typing that is not repeated is gone. */
const TYPING_MS = 10_000

/** Servers, people, channels and messages, and the rules that hold for them. */
export class World {
  readonly servers = new Map<string, Server>()
  readonly people = new Map<string, Person>()
  readonly channels = new Map<string, Channel>()
  readonly attachments = new Map<string, Attachment>()
  readonly bot: Person
  readonly options: WorldOptions
  readonly #listeners: ((change: Change) => void)[] = []
  /** Of the bot's messages, in whatever channel: Discord compares author and nonce alone. */
  readonly #nonces = new Map<
    string,
    { readonly channel: string; readonly message: string; readonly at: number }
  >()
  /** Discord's anti-spam system has flagged the bot; what is published of how it shows differs. */
  quarantine: Quarantine | undefined
  /** What a message of the bot may not have in it. */
  readonly forbidden = new Map<string, Forbidding>()
  readonly #typingUntil = new Map<string, number>()
  #opens: number[] = []
  #lastStamp = 0n

  constructor(options: WorldOptions) {
    this.options = options
    this.bot = {
      id: this.snowflake(),
      name: options.botName,
      locale: 'en-US',
      bot: true,
      closedDirect: false,
      servers: new Set(),
    }
    this.people.set(this.bot.id, this.bot)
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  /** Unique, and sorted by time even within one millisecond. */
  snowflake(): string {
    const stamp = (BigInt(this.options.now()) - DISCORD_EPOCH) << 22n
    this.#lastStamp = stamp > this.#lastStamp ? stamp : this.#lastStamp + 1n
    return this.#lastStamp.toString()
  }

  /** Those the bot is in. */
  get botServers(): readonly Server[] {
    return [...this.servers.values()].filter(({ id }) => this.bot.servers.has(id))
  }

  /** The bot is thrown out of a server, or comes back into it: its channels are gone for it meanwhile. */
  setBotInServer(server: string, inside: boolean): Server {
    const home = this.servers.get(server)
    if (home === undefined) throw new Error(`No server ${server}`)
    if (inside) this.bot.servers.add(server)
    else this.bot.servers.delete(server)
    return home
  }

  addServer(name: string, takesCommands: boolean): Server {
    const server: Server = { id: this.snowflake(), name, takesCommands, channels: [] }
    this.servers.set(server.id, server)
    this.bot.servers.add(server.id)
    return server
  }

  addChannel(
    server: string,
    name: string,
    may: { readonly see: boolean; readonly write: boolean; readonly hidden: boolean },
  ): Channel {
    const home = this.servers.get(server)
    if (home === undefined) throw new Error(`No server ${server}`)
    const channel: Channel = {
      id: this.snowflake(),
      name,
      server,
      hidden: may.hidden,
      botMaySee: may.see,
      botMayWrite: may.write,
      messages: new Map(),
    }
    this.channels.set(channel.id, channel)
    home.channels.push(channel.id)
    this.#tell({ kind: 'place', channel })
    return channel
  }

  /** Opens a thread on a message; it takes the message's id. */
  addThread(channel: Channel, message: string, name: string): Channel {
    const thread: Channel = { ...channel, id: message, name, parent: channel.id, messages: new Map() }
    this.channels.set(thread.id, thread)
    this.#tell({ kind: 'place', channel: thread })
    return thread
  }

  directOf(person: string): Channel | undefined {
    for (const channel of this.channels.values()) if (channel.person === person) return channel
    return undefined
  }

  /** Opens the direct channel, or returns it. */
  openDirect(person: string): Channel {
    const known = this.directOf(person)
    if (known !== undefined) return known
    const channel: Channel = {
      id: this.snowflake(),
      name: '',
      person,
      botMaySee: true,
      botMayWrite: true,
      messages: new Map(),
    }
    this.channels.set(channel.id, channel)
    this.#tell({ kind: 'place', channel })
    return channel
  }

  openDirectAsBot(person: string): Channel {
    const who = this.people.get(person)
    if (who === undefined || who.id === this.bot.id) throw refusal('invalidRecipient')
    const known = this.directOf(person)
    if (known !== undefined) return known
    if (this.quarantine === 'opens-none') throw refusal('flaggedAsSpam')
    const { count, windowMs } = this.options.directOpens
    const now = this.options.now()
    this.#opens = this.#opens.filter((at) => now - at < windowMs)
    if (this.#opens.length >= count) throw refusal('openingTooFast')
    this.#opens.push(now)
    return this.openDirect(person)
  }

  channelForBot(id: string): Channel {
    const channel = this.channels.get(id)
    if (channel === undefined) throw refusal('unknownChannel')
    if (!this.botSees(channel)) throw refusal('missingAccess')
    return channel
  }

  botSees(channel: Channel): boolean {
    return channel.botMaySee && (channel.server === undefined || this.bot.servers.has(channel.server))
  }

  sharesServer(person: Person): boolean {
    return [...person.servers].some((server) => this.bot.servers.has(server))
  }

  members(channel: Channel): Person[] {
    if (channel.person !== undefined) {
      return [this.people.get(channel.person), this.bot].filter((p) => p !== undefined)
    }
    return [...this.people.values()].filter((p) => p.servers.has(channel.server ?? ''))
  }

  /** Posts as the bot by Create Message: permissions, closed conversations, nonce. */
  postAsBot(channelId: string, draft: Draft, enforceNonce: boolean): Message {
    const channel = this.#writable(channelId)
    const { nonce } = draft
    if (enforceNonce && nonce !== undefined) {
      const seen = this.#nonces.get(nonce)
      if (seen !== undefined && this.options.now() - seen.at < this.options.nonceWindowMs)
        return this.message(seen.channel, seen.message)
    }
    this.#checkWords(channel, draft)
    const message = this.post(channel.id, this.bot.id, draft)
    this.#typingUntil.delete(channel.id)
    if (nonce !== undefined)
      this.#nonces.set(nonce, { channel: channel.id, message: message.id, at: this.options.now() })
    return message
  }

  /** Whether a closed conversation refuses it, Discord does not say: what could not be sent there is not announced. */
  typeAsBot(channelId: string): void {
    const channel = this.#writable(channelId)
    this.#typingUntil.set(channelId, this.options.now() + TYPING_MS)
    this.#tell({ kind: 'typing', channel })
  }

  /** Is the bot shown as typing there now? */
  isTyping(channelId: string): boolean {
    return this.options.now() < (this.#typingUntil.get(channelId) ?? 0)
  }

  #checkWords({ person }: Channel, { content = '' }: Draft): void {
    for (const [words, why] of this.forbidden) {
      const elsewhere = why === (person === undefined ? 'explicitContent' : 'stoppedByAutoMod')
      if (!elsewhere && content.includes(words)) throw refusal(why)
    }
  }

  post(channelId: string, author: string, draft: Draft): Message {
    const channel = this.channels.get(channelId)
    if (channel === undefined) throw refusal('unknownChannel')
    const message: Message = {
      id: this.snowflake(),
      channel: channelId,
      author,
      createdAt: this.options.now(),
      content: draft.content ?? '',
      components: draft.components ?? [],
      attachments: draft.attachments ?? [],
      flags: draft.flags ?? 0,
      lateEdits: 0,
      fields: draft.fields ?? {},
      inHistoryFrom: performance.now() + this.options.historyLag(),
      pings: draft.pings ?? pingsOf(draft.content ?? ''),
      ...(draft.nonce === undefined ? {} : { nonce: draft.nonce }),
      ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
      ...(draft.onlyFor === undefined ? {} : { onlyFor: draft.onlyFor }),
    }
    for (const file of message.attachments) this.attachments.set(file.id, file)
    channel.messages.set(message.id, message)
    this.#tell({ kind: 'message', message })
    return message
  }

  edit(message: Message, draft: Draft): Message {
    const now = this.options.now()
    const channel = this.channels.get(message.channel)
    if (message.author === this.bot.id && channel !== undefined) this.#checkWords(channel, draft)
    if (message.author === this.bot.id && now - message.createdAt > 3_600_000) {
      if (message.lateEdits >= this.options.lateEdits) throw refusal('tooManyOldEdits')
      message.lateEdits += 1
    }
    message.content = draft.content ?? message.content
    message.flags |= (draft.flags ?? 0) & COMPONENTS_V2
    message.components = draft.components ?? message.components
    message.attachments = draft.attachments ?? message.attachments
    for (const file of message.attachments) this.attachments.set(file.id, file)
    message.editedAt = Math.max(now, (message.editedAt ?? 0) + 1)
    this.#tell({ kind: 'edited', message })
    return message
  }

  remove(message: Message): void {
    if (this.channels.get(message.channel)?.messages.delete(message.id)) {
      this.#tell({ kind: 'deleted', message })
    }
  }

  #writable(channelId: string): Channel {
    const channel = this.channelForBot(channelId)
    if (!channel.botMayWrite) throw refusal('missingPermissions')
    const person = channel.person === undefined ? undefined : this.people.get(channel.person)
    if (person !== undefined && !this.sharesServer(person)) throw refusal('noSharedServer')
    if (person?.closedDirect) throw refusal('cannotSendToUser')
    if (person !== undefined && this.quarantine === 'sends-none' && !hasSpoken(channel))
      throw refusal('cannotSendToUser')
    return channel
  }

  message(channel: string, id: string): Message {
    const message = this.channels.get(channel)?.messages.get(id)
    if (message === undefined) throw refusal('unknownMessage')
    return message
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }
}

function hasSpoken(channel: Channel): boolean {
  return channel.messages.size > 0
}
