import { randomBytes, randomUUID } from 'node:crypto'
import type { ConversationKind } from '../../src/adapters/slack/scopes.ts'
import { type Loose, type Message, type Person, type Place, SlackRefusal, type StoredFile } from './types.ts'

export type Change =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'message'; readonly message: Message }
  | {
      readonly kind: 'edited'
      readonly message: Message
      readonly before: Message
    }
  | { readonly kind: 'deleted'; readonly message: Message; readonly deletedTs: string }

export interface Draft {
  readonly text: string
  readonly blocks?: readonly Loose[]
  readonly literal?: boolean
  readonly metadata?: Loose
  readonly files?: readonly StoredFile[]
  readonly clientMsgId?: string
  readonly threadTs?: string
  readonly onlyFor?: string
  /** Fields of a message that no seat can write, over the usual ones; undefined takes one away. */
  readonly fields?: Loose
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** An id in Slack's manner: a letter for its kind and ten more characters. */
export function slackId(letter: string): string {
  let id = letter
  for (const byte of randomBytes(10)) id += ALPHABET[byte % ALPHABET.length]
  return id
}

/** People, places, messages and files of one workspace. */
export class World {
  readonly people = new Map<string, Person>()
  readonly places = new Map<string, Place>()
  readonly groups = new Map<string, readonly string[]>()
  readonly files = new Map<string, StoredFile>()
  readonly workspace: { readonly id: string; readonly name: string }
  readonly bot: Person
  readonly botId = slackId('B')
  readonly appId = slackId('A')
  readonly #directs = new Map<string, Place>()
  readonly #listeners: ((change: Change) => void)[] = []
  #lastStamp = 0

  /** Milliseconds; what is stamped with a time goes by it. Deadlines run in real time. */
  readonly now: () => number
  /** Draws how long a message takes to stand in the history, ms. */
  readonly #historyLag: () => number

  constructor(
    workspace: { readonly id: string; readonly name: string },
    time: { readonly now: () => number; readonly historyLag: () => number },
  ) {
    this.workspace = workspace
    this.now = time.now
    this.#historyLag = time.historyLag
    this.bot = this.#person({ name: 'sounding', bot: true })
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  /** A message's `ts`: unique in the workspace and rising. */
  stamp(): string {
    this.#lastStamp = Math.max(this.now() * 1000, this.#lastStamp + 1)
    const seconds = Math.floor(this.#lastStamp / 1_000_000)
    return `${seconds}.${String(this.#lastStamp % 1_000_000).padStart(6, '0')}`
  }

  addPerson(p: Partial<Person> & { readonly name: string }): Person {
    const person = this.#person(p)
    this.#tell({ kind: 'person', person })
    return person
  }

  #person(p: Partial<Person> & { readonly name: string }): Person {
    const person: Person = {
      id: slackId('U'),
      name: p.name,
      zone: p.zone,
      locale: p.locale ?? 'en-US',
      bot: p.bot ?? false,
      deactivated: p.deactivated ?? false,
      guest: p.guest ?? false,
      team: p.team,
      stranger: p.stranger ?? false,
      hidden: p.hidden ?? false,
      quiet: p.quiet,
    }
    this.people.set(person.id, person)
    return person
  }

  addPlace(kind: ConversationKind, name: string, members: readonly string[], shared = false): Place {
    const place: Place = {
      id: slackId(kind === 'im' ? 'D' : 'C'),
      kind,
      name,
      members: new Set(members),
      archived: false,
      restriction: undefined,
      shared,
      messages: new Map(),
    }
    this.places.set(place.id, place)
    this.#tell({ kind: 'place', place })
    return place
  }

  addGroup(users: readonly string[]): string {
    const id = slackId('S')
    this.groups.set(id, users)
    return id
  }

  directOf(person: string): Place | undefined {
    return this.#directs.get(person)
  }

  openDirect(person: string): Place {
    const known = this.directOf(person)
    if (known !== undefined) return known
    const place = this.addPlace('im', '', [person, this.bot.id])
    this.#directs.set(person, place)
    return place
  }

  post(channel: string, author: string, draft: Draft): Message {
    const place = this.place(channel)
    const message: Message = {
      channel,
      ts: this.stamp(),
      author,
      text: draft.text,
      blocks: withBlockIds(draft.blocks ?? []),
      literal: draft.literal ?? false,
      metadata: draft.metadata,
      files: draft.files ?? [],
      editedTs: undefined,
      clientMsgId: draft.clientMsgId,
      threadTs: draft.threadTs,
      tombstone: false,
      onlyFor: draft.onlyFor,
      fields: draft.fields ?? {},
      inHistoryFrom: performance.now() + this.#historyLag(),
    }
    place.messages.set(message.ts, message)
    this.#tell({ kind: 'message', message })
    return message
  }

  /** `metadata` left out keeps what the message had, as chat.update does. */
  edit(message: Message, draft: Draft): void {
    const before = { ...message }
    message.text = draft.text
    message.blocks = withBlockIds(draft.blocks ?? [])
    if (draft.metadata !== undefined) message.metadata = draft.metadata
    message.editedTs = this.stamp()
    this.#tell({ kind: 'edited', message, before })
  }

  remove(message: Message): void {
    const { messages } = this.place(message.channel)
    if (!messages.has(message.ts) || message.tombstone) return
    if (this.repliesTo(message).length > 0) message.tombstone = true
    else messages.delete(message.ts)
    this.#tell({ kind: 'deleted', message, deletedTs: message.ts })
    const root = message.threadTs === undefined ? undefined : messages.get(message.threadTs)
    if (root?.tombstone && this.repliesTo(root).length === 0) messages.delete(root.ts)
  }

  /** Replies in the thread that begins with a message, oldest first. */
  repliesTo({ channel, ts }: Message): readonly Message[] {
    return [...this.place(channel).messages.values()].filter(
      (each) => each.threadTs === ts && each.ts !== ts && each.onlyFor === undefined,
    )
  }

  place(id: string): Place {
    const place = this.places.get(id)
    if (place === undefined) throw new SlackRefusal('channel_not_found')
    return place
  }

  /** The place as the bot may use it: a private one it is not in does not exist for it. */
  placeForBot(id: string): Place {
    const place = this.place(id)
    if (place.kind !== 'public' && !place.members.has(this.bot.id))
      throw new SlackRefusal('channel_not_found')
    return place
  }

  person(id: string): Person {
    const person = this.people.get(id)
    if (person === undefined) throw new SlackRefusal('user_not_found')
    return person
  }

  /** The person as the bot may ask for them. */
  personForBot(id: string): Person {
    const person = this.person(id)
    if (person.hidden) throw new SlackRefusal('user_not_visible')
    return person
  }

  newGesture(): string {
    return randomUUID()
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }
}

function withBlockIds(blocks: readonly Loose[]): readonly Loose[] {
  return blocks.map((block) => ({
    ...block,
    block_id: typeof block.block_id === 'string' ? block.block_id : randomBytes(3).toString('base64url'),
  }))
}
