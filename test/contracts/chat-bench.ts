import type { Control, Seat, SeenForm, SeenMessage, Sight } from '../../sim/seat.ts'
import type {
  Block,
  Chat,
  Choice,
  InboundEvent,
  Intent,
  SendResult,
  Target,
} from '../../src/core/ports/chat.ts'
import type { FormChooser } from '../../src/core/ports/form.ts'

/** What one implementation hands to the suite: an adapter that is not connected, and people around it. */
export interface ChatSetup {
  readonly chat: Chat
  /** How many workspaces it serves, one unless told; the first is looked at. */
  readonly workspaces?: number
  /** Shares a space with the bot and can be written to. */
  readonly seat: Seat
  /** Another person in the research place. */
  readonly witness: Seat
  /** A person who cannot be written to. */
  readonly deafSeat?: Seat
  readonly researchPlace: string
  /** As typed, with the slash. */
  readonly commands: { readonly study: string; readonly interview: string }
  /** How a person mentions the bot, for example `@Sounding`. */
  readonly mention: string
  readonly faults: {
    /** The next post is made, but its answer never reaches the bot. */
    loseNextAnswer(): void
    /** The next post is refused by the rate limit. */
    limitNextPost(): void
    /** The next post is never answered. */
    hangNextPost(): void
  }
  close(): Promise<void>
}

/** Things in the order they came, and waiting for one. */
export class Recorder<T> {
  readonly items: T[] = []
  readonly #waiting = new Set<() => void>()

  add(item: T): void {
    this.items.push(item)
    for (const look of [...this.#waiting]) look()
  }

  /** The first item, past or to come, that `fits`. */
  async one<U extends T>(what: string, fits: (item: T) => item is U, withinMs?: number): Promise<U>
  async one(what: string, fits: (item: T) => boolean, withinMs?: number): Promise<T>
  async one(what: string, fits: (item: T) => boolean, withinMs = 5_000): Promise<T> {
    const past = this.items.find(fits)
    if (past !== undefined) return past
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.items.find(fits)
        if (found === undefined) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`Never came: ${what}`))
      }, withinMs)
      this.#waiting.add(look)
    })
  }
}

type EventOf<K extends InboundEvent['kind']> = Extract<InboundEvent, { kind: K }>

/** A connected adapter, what it handed on and what people saw. */
export class ChatBench {
  readonly setup: ChatSetup
  readonly events = new Recorder<InboundEvent>()
  readonly sights = new Recorder<Sight>()
  readonly witnessed = new Recorder<Sight>()
  /** What was handed on by a connection that was closed. */
  readonly strays: InboundEvent[] = []
  /** Which gestures open which form; set by a check before the gesture. */
  formFor: FormChooser = () => undefined
  /** Says which events the store refuses. */
  refuses: (event: InboundEvent) => boolean = () => false
  #disconnect: () => Promise<void> = async () => {}

  constructor(setup: ChatSetup) {
    this.setup = setup
    setup.seat.watch((sight) => this.sights.add(sight))
    setup.witness.watch((sight) => this.witnessed.add(sight))
  }

  async connect(): Promise<void> {
    await this.setup.chat.identify()
    let closed = false
    const connection = await this.setup.chat.connect(
      async (event) => {
        if (this.refuses(event)) throw new Error('The store is away')
        if (closed) this.strays.push(event)
        else this.events.add(event)
      },
      (gesture) => this.formFor(gesture),
    )
    this.#disconnect = async () => {
      await connection.close()
      closed = true
    }
  }

  async disconnect(): Promise<void> {
    await this.#disconnect()
    this.#disconnect = async () => {}
  }

  async close(): Promise<void> {
    await this.disconnect()
    await this.setup.close()
  }

  get workspace(): string {
    return this.setup.chat.workspaces[0] ?? ''
  }

  /** The person of `seat`, or another one. */
  person(seat: Seat = this.setup.seat): Target {
    return { to: 'person', platform: seat.platform, workspace: this.workspace, person: seat.user }
  }

  place(conversation = this.setup.researchPlace): Extract<Target, { to: 'conversation' }> {
    const { platform } = this.setup.chat
    return { to: 'conversation', platform, workspace: this.workspace, conversation }
  }

  async say(target: Target, blocks: readonly Block[], key: string, more: Partial<Intent> = {}) {
    return this.setup.chat.send(target, { kind: 'say', blocks, ...more } as Intent, key)
  }

  /** Sends as the outbox does, step by step where it has to be, and expects it to be sent. */
  async sent(target: Target, blocks: readonly Block[], key: string, more: Partial<Intent> = {}) {
    const intent = { kind: 'say', blocks, ...more } as Intent
    let result = await this.setup.chat.send(target, intent, key)
    while (result.outcome === 'retry' && result.stands !== undefined)
      result = await this.setup.chat.send(target, intent, key, result.stands)
    return assertSent(result)
  }

  /** The direct conversation, opened by a first message of the bot. */
  async openDirect(): Promise<string> {
    return (await this.sent(this.person(), [{ kind: 'paragraph', text: 'Good morning.' }], 'open-direct'))
      .conversation
  }

  event<K extends InboundEvent['kind']>(
    kind: K,
    fits: (event: EventOf<K>) => boolean = () => true,
    withinMs?: number,
  ): Promise<EventOf<K>> {
    const holds = (event: InboundEvent): event is EventOf<K> =>
      event.kind === kind && fits(event as EventOf<K>)
    return this.events.one(`event ${kind}`, holds, withinMs)
  }

  eventsOf<K extends InboundEvent['kind']>(kind: K): EventOf<K>[] {
    return this.events.items.filter((event): event is EventOf<K> => event.kind === kind)
  }

  seen(message: string, kind: SeenMessage['kind'] = 'message'): Promise<SeenMessage> {
    const fits = (sight: Sight): sight is SeenMessage => sight.kind === kind && sight.message === message
    return this.sights.one(`${kind} ${message}`, fits)
  }

  seenText(text: string): Promise<SeenMessage> {
    const fits = (sight: Sight): sight is SeenMessage => isMessage(sight) && sight.text.includes(text)
    return this.sights.one(`a message saying ${text}`, fits)
  }

  form(): Promise<SeenForm> {
    return this.sights.one('a form', (sight): sight is SeenForm => sight.kind === 'form')
  }

  /** Posts one button to the person and presses it. */
  async pressed(choice: Choice, target: Target = this.person()) {
    const blocks: Block[] = [
      { kind: 'paragraph', text: `Please choose: ${choice.label}?` },
      { kind: 'choices', label: 'Your choice', choices: [choice] },
    ]
    const { messages } = await this.sent(target, blocks, `press ${choice.action}`)
    const seen = await this.seen(messages.at(-1) ?? '')
    await this.setup.seat.press(seen, controlOf(seen, choice.label).id)
    return { seen, event: await this.event('button', ({ action }) => action === choice.action) }
  }

  /** Messages by the bot that this person has seen, ephemeral ones included. */
  visible(sights: Recorder<Sight> = this.sights): SeenMessage[] {
    return sights.items.filter(isMessage).filter(({ fromBot, kind }) => fromBot && kind === 'message')
  }
}

export function isMessage(sight: Sight): sight is SeenMessage {
  return sight.kind === 'message' || sight.kind === 'edited'
}

export function controlOf(seen: SeenMessage, label: string): Control {
  const control = seen.controls.find((shown) => shown.label === label)
  if (control === undefined) throw new Error(`No control "${label}" on the message`)
  return control
}

export function assertSent(result: SendResult): Extract<SendResult, { outcome: 'sent' }> {
  if (result.outcome !== 'sent') throw new Error(`Not sent: ${JSON.stringify(result)}`)
  return result
}
