import type {
  Block,
  Capabilities,
  Intent,
  LookUpResult,
  SendResult,
  Standing,
  Target,
  Words,
} from '../../../src/core/ports/chat.ts'
import { partsOf, refusalOf } from './drawing.ts'
import { directOf, type MemoryMessage, type MemoryWorld } from './world.ts'

/** Clocks differ: by its key a message is found that seems to have been posted earlier than it was sent. */
const LOOK_BACK_MS = 3_600_000
/** How long Discord remembers a key, about. */
const DEDUPES_FOR_MS = 5 * 60_000

const NAMED = {
  retry: { outcome: 'retry', afterMs: 1_000, reason: 'rate limit' },
  unreachable: { outcome: 'unreachable', reason: 'closed' },
  'workspace-broken': { outcome: 'workspace-broken', reason: 'token revoked' },
  rejected: { outcome: 'rejected', reason: 'content refused' },
} as const satisfies Readonly<Record<string, SendResult>>

const UNHEARD: SendResult = { outcome: 'ambiguous', reason: 'timeout' }

/** What becomes of a send: posted or not, and what its sender hears of it. */
export type SendFault =
  | keyof typeof NAMED
  | 'ambiguous-posted'
  | 'ambiguous-lost'
  | 'throws'
  /** Not posted and not answered: given up by time. */
  | 'hangs'
  /** Not posted; its sender hears this. */
  | Exclude<SendResult, { readonly outcome: 'sent' }>

/** The bot's side of the platform: what it posts, changes and finds again. */
export class Posting {
  /** So long a send waits for an answer. */
  readonly withinMs: number
  readonly #world: MemoryWorld
  readonly #capabilities: Pick<Capabilities, 'dedupesSends' | 'showsTyping' | 'home'>
  readonly #maxTextLength: number
  readonly #faults: { readonly fault: SendFault; readonly meanwhile?: () => void }[] = []
  #historyLagMs = 0

  constructor(
    world: MemoryWorld,
    capabilities: Pick<Capabilities, 'dedupesSends' | 'showsTyping' | 'home'>,
    maxTextLength: number,
    withinMs: number,
  ) {
    this.withinMs = withinMs
    this.#maxTextLength = maxTextLength
    this.#world = world
    this.#capabilities = capabilities
  }

  failNext(fault: SendFault, meanwhile?: () => void): void {
    this.#faults.push({ fault, ...(meanwhile && { meanwhile }) })
  }

  lagHistory(ms: number): void {
    this.#historyLagMs = ms
  }

  isInHistory({ at }: MemoryMessage): boolean {
    return this.#historyLagMs === 0 || at <= this.#world.now - this.#historyLagMs
  }

  async send(target: Target, intent: Intent, key: string, stands: Standing = []): Promise<SendResult> {
    if (intent.kind === 'typing') return this.#type(target)
    if (intent.kind === 'home') return this.#home(target, intent.blocks)
    const next = this.#faults.shift()
    if (next === undefined) return this.#take(target, intent, key, stands)
    next.meanwhile?.()
    switch (next.fault) {
      case 'throws':
        throw new Error('the adapter broke')
      case 'ambiguous-posted':
        this.#take(target, intent, key, stands)
        return UNHEARD
      case 'ambiguous-lost':
        return UNHEARD
      case 'hangs':
        await this.#world.clock.sleep(this.withinMs)
        return UNHEARD
      default:
        return typeof next.fault === 'string' ? NAMED[next.fault] : next.fault
    }
  }

  async lookUp(target: Target, key: string, since: string): Promise<LookUpResult> {
    const conversation = conversationOf(target)
    const found = this.#keyed(conversation, key).filter(
      (each) => each.at >= Date.parse(since) - LOOK_BACK_MS && this.isInHistory(each),
    )
    return found.length === 0
      ? { outcome: 'absent' }
      : { outcome: 'found', conversation, messages: found.map(({ message }) => message) }
  }

  #type(target: Target): SendResult {
    if (target.to === 'person') return { outcome: 'rejected', reason: 'typing needs a conversation' }
    const reason = this.#unreachable(target)
    if (reason !== undefined) return { outcome: 'unreachable', reason }
    if (this.#capabilities.showsTyping) this.#world.type(target.conversation)
    return { outcome: 'sent', conversation: target.conversation, messages: [] }
  }

  #take(target: Target, intent: Words, key: string, stands: Standing): SendResult {
    const conversation = conversationOf(target)
    const reason = this.#unreachable(target)
    if (reason !== undefined) return { outcome: 'unreachable', reason }
    const refusal = refusalOf(intent, key, this.#maxTextLength)
    if (refusal !== undefined) return { outcome: 'rejected', reason: refusal }
    if (target.to === 'person') this.#world.openDirect(target.person)
    const posted = intent.kind === 'edit' ? this.#edit(intent) : this.#say(conversation, intent, key, stands)
    if (posted === undefined) return { outcome: 'rejected', reason: 'no such message' }
    const messages = [...stands, ...posted.map(({ message }) => message)].filter((id) => id !== '')
    return { outcome: 'sent', conversation, messages }
  }

  #home(target: Target, blocks: readonly Block[]): SendResult {
    if (!this.#capabilities.home || target.to !== 'person') return { outcome: 'rejected', reason: 'no page' }
    this.#world.homes.set(target.person, blocks)
    return { outcome: 'sent', conversation: '', messages: [] }
  }

  #edit(intent: Extract<Words, { kind: 'edit' }>): readonly MemoryMessage[] | undefined {
    const before = this.#world.messages.get(intent.message.message)
    if (before === undefined || before.author !== this.#world.botUser) return undefined
    this.#world.revise(before, intent.blocks)
    return [before]
  }

  #say(
    conversation: string,
    { blocks, files = [] }: Extract<Words, { kind: 'say' }>,
    key: string,
    stands: Standing,
  ): readonly MemoryMessage[] {
    const known = this.#keyed(conversation, key).filter(({ at }) => at > this.#world.now - DEDUPES_FOR_MS)
    if (this.#capabilities.dedupesSends && known.length > 0) return known
    const author = this.#world.botUser
    const parts = partsOf(blocks, this.#maxTextLength)
    const shownFiles = files.map(({ name, mediaType, alt }) => ({ name, mediaType, alt }))
    return parts.slice(stands.length).map((part, index, left) =>
      this.#world.post({
        conversation,
        author,
        blocks: part,
        files: index === left.length - 1 ? shownFiles : [],
        key,
      }),
    )
  }

  #unreachable(target: Target) {
    if (target.to === 'conversation' && !this.#world.places.has(target.conversation)) return 'place-gone'
    const [direct] = target.to === 'person' ? [target.person] : this.#directMembers(target.conversation)
    if (direct === undefined) return undefined
    const person = this.#world.people.get(direct)
    if (person === undefined) return 'not-found'
    if (person.deactivated) return 'deactivated'
    return person.closedDirect ? 'closed' : undefined
  }

  #directMembers(conversation: string): readonly string[] {
    const place = this.#world.places.get(conversation)
    return place?.direct ? place.members : []
  }

  #keyed(conversation: string, key: string): readonly MemoryMessage[] {
    return [...this.#world.messages.values()].filter(
      (each) => each.conversation === conversation && each.key === key,
    )
  }
}

function conversationOf(target: Target): string {
  return target.to === 'conversation' ? target.conversation : directOf(target.person)
}
