import type { Seat } from '../../../sim/seat.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type {
  Answer,
  Block,
  Capabilities,
  Chat,
  PersonProfile,
  Platform,
  ReplyHandle,
} from '../../../src/core/ports/chat.ts'
import { broken, type Check, fine } from '../../../src/core/ports/check.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import { type Deliverer, Delivery } from './delivery.ts'
import { Gestures, type Whereabouts } from './gestures.ts'
import { Posting, type SendFault } from './posting.ts'
import { memorySeat } from './seat.ts'
import { type MemoryPerson, MemoryWorld } from './world.ts'

/** What a send takes beside the waiting. */
const LEEWAY_MS = 100
/** Most messages on a page of the history. */
const PAGE = 50

export interface MemoryChatOptions {
  readonly platform: Platform
  readonly workspace: string
  /** The machine's own time by default. */
  readonly clock?: Clock
  /** Where it differs from what the platform does. */
  readonly dedupesSends?: boolean
  readonly maxTextLength?: number
  /** After so long a send that hangs is given up; 3 s by default. */
  readonly sendWithinMs?: number
}

/** A platform in memory, its people, and the bot's way into it. */
export interface MemoryChat {
  readonly chat: Chat
  readonly seat: (person: string) => Seat
  /** Returns the person's id. */
  addPerson(person: Partial<MemoryPerson> & { readonly name: string }): string
  /** A channel with the bot in it. Returns its id. */
  addPlace(place: { readonly id?: string; readonly members?: readonly string[] }): string
  readonly faults: {
    /** Befalls the next message sent that nothing else waits for; `meanwhile` happens while the call is under way. */
    nextSend(fault: SendFault, meanwhile?: () => void): void
    /** What was posted less than so many milliseconds ago is not found by `lookUp` yet. */
    historyLag(ms: number): void
    /** The bot's connection breaks: events are lost on it. Returns what restores it, which the bot hears of as a gap. */
    sinkGone(): () => void
    /** The bot's connection ends; it may connect anew. */
    endConnection(): void
  }
  /** What the bot posted in a conversation as it stands, in order. */
  shown(conversation: string): readonly { readonly message: string; readonly blocks: readonly Block[] }[]
  /** A gesture made there whose event the test hands in itself: its handle can be answered as any other. */
  gesture(at: Whereabouts): ReplyHandle
  /** Answers to the gesture with this token, in order. */
  answers(token: string): readonly Answer[]
  /** Resolves once everything that has happened was handed on or given up. */
  settled(): Promise<void>
}

export function createMemoryChat(options: MemoryChatOptions): MemoryChat {
  const { platform, workspace, clock = createSystemClock() } = options
  const world = new MemoryWorld(platform, workspace, clock)
  const delivery = new Delivery(world)
  const { calls, posting, ...rest } = memoryPlatform(world, delivery, options)
  const chat: Chat = {
    ...calls,

    connect: async (sink, formFor) => delivery.connect(sink, formFor),
  }
  return {
    ...rest,
    chat,
    faults: {
      nextSend: (fault, meanwhile) => posting.failNext(fault, meanwhile),
      historyLag: (ms) => posting.lagHistory(ms),
      sinkGone: () => delivery.goAway(),
      endConnection: () => delivery.breakOff(),
    },
    settled: () => delivery.settled(),
  }
}

/** A platform in memory whose events go by way of `delivery`: what can be called there, and its people's side. */
export function memoryPlatform(
  world: MemoryWorld,
  delivery: Deliverer,
  differs: Pick<MemoryChatOptions, 'dedupesSends' | 'maxTextLength' | 'sendWithinMs'> = {},
) {
  const { platform, workspace } = world
  const slack = platform === 'slack'
  const maxTextLength = differs.maxTextLength ?? (slack ? 10_000 : 2_000)
  const capabilities: Capabilities = {
    displayName: slack ? 'Slack' : 'Discord',
    dedupesSends: differs.dedupesSends ?? !slack,
    opensDirectUnasked: slack,
    tellsQuiet: false,
    tellsOutsiders: false,
    showsTyping: !slack,
    home: slack,
    connections: { inAll: 1, each: 1 },
    historyReads: { atOnce: 20, perMinute: 25, sharedWithSends: false },
  }
  const gestures = new Gestures(world, delivery, maxTextLength)
  const posting = new Posting(world, capabilities, maxTextLength, differs.sendWithinMs ?? 3_000)
  const calls: Omit<Chat, 'connect'> = {
    platform,
    capabilities,
    workspaces: [workspace],
    async identify() {},
    sendWithinMs: () => posting.withinMs + LEEWAY_MS,
    send: (target, intent, key, stands) => posting.send(target, intent, key, stands),
    lookUp: (target, key, since) => posting.lookUp(target, key, since),
    async backfill({ conversation }, after, page) {
      const from = page ?? after
      const later = [...world.messages.values()]
        .filter((each) => each.conversation === conversation && posting.isInHistory(each))
        .filter(({ message }) => from === undefined || world.isLater(message, from))
      const shown = later.slice(0, PAGE)
      const next = later.length > PAGE ? shown.at(-1)?.message : undefined
      return {
        events: shown
          .filter(({ author }) => author !== world.botUser)
          .flatMap((each) => [world.created(each), world.edited(each) ?? []].flat()),
        messages: shown.map(({ message }) => message),
        ...(next === undefined ? {} : { next }),
      }
    },
    answer: async (handle, answer) => gestures.answer(handle, answer),
    async profile({ person }) {
      const known = world.people.get(person)
      return known && profileOf(known, slack)
    },
    async members({ conversation }) {
      const members = world.places.get(conversation)?.members ?? []
      return slack ? members.filter((each) => !world.person(each).bot) : []
    },
    async doctor(researchPlaces) {
      const known = fine('account', `the bot is ${world.botUser}`)
      return [known, ...researchPlaces.map((place) => placeCheck(place, world.places.has(place)))]
    },
  }

  return {
    calls,
    posting,
    seat: (person: string) => memorySeat(person, world, delivery, gestures),
    addPerson(person: Partial<MemoryPerson> & { readonly name: string }) {
      const id = person.id ?? world.nextId('person-')
      const defaults = { bot: false, deactivated: false, closedDirect: false }
      world.people.set(id, { ...defaults, ...person, id })
      return id
    },
    addPlace({ id, members = [] }: { readonly id?: string; readonly members?: readonly string[] }) {
      const conversation = id ?? world.nextId('place-')
      world.places.set(conversation, { conversation, direct: false, members })
      return conversation
    },
    shown: (conversation: string) =>
      [...world.messages.values()].filter(
        (each) => each.conversation === conversation && each.author === world.botUser,
      ),
    gesture: (at: Whereabouts) => gestures.handle(at),
    answers: (token: string) => gestures.answers(token),
  }
}

function profileOf(person: MemoryPerson, tellsZone: boolean): PersonProfile {
  const { name, zone, locale, bot, deactivated } = person
  return {
    displayName: name,
    ...(zone !== undefined && tellsZone ? { zone } : {}),
    ...(locale === undefined ? {} : { locale }),
    bot,
    deactivated,
  }
}

function placeCheck(place: string, there: boolean): Check {
  const name = `research place ${place}`
  return there ? fine(name, 'the bot is in it') : broken(name, 'there is no such place: check its id')
}
