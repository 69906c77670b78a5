import type { LogSink, Seat, SeenForm, SeenMessage, Sight } from '../../seat.ts'
import type { Deliveries } from '../deliveries.ts'
import type { Events } from '../events.ts'
import type { Gestures } from '../gestures.ts'
import type { Homes } from '../home.ts'
import type { MessagesTab } from '../methods/call.ts'
import { cutOff, postByBot } from '../methods/long-text.ts'
import { escapeEntities } from '../text.ts'
import { isRecord, type Loose, type Message, type Person, type Place, text } from '../types.ts'
import type { World } from '../world.ts'
import {
  blockActions,
  type FormEntry,
  formProblem,
  slashCommand,
  uploadedBy,
  viewSubmission,
} from './interactions.ts'
import { type Sights, seenForm } from './sights.ts'

export interface SeatFloor {
  readonly world: World
  readonly gestures: Gestures
  readonly deliveries: Deliveries
  readonly homes: Homes
  readonly sights: Sights
  readonly events: Events
  readonly log: LogSink
  readonly baseUrl: () => string
  /** Commands of the installed app; undefined: any. */
  readonly commands: readonly string[] | undefined
  readonly messagesTab: MessagesTab
  /** Guests may give commands to the app in its direct conversation. */
  readonly guestCommands: boolean
}

const NOT_REACHED = 'We had some trouble connecting. Try again?'

/** One person's Slack client. */
export class SlackSeat implements Seat {
  readonly platform = 'slack'
  readonly user: string
  readonly #floor: SeatFloor

  constructor(user: string, floor: SeatFloor) {
    this.user = user
    this.#floor = floor
  }

  get #person(): Person {
    return this.#floor.world.person(this.user)
  }

  get #at() {
    const { world, gestures, baseUrl } = this.#floor
    return { world, gestures, baseUrl: baseUrl() }
  }

  direct(): string | undefined {
    return this.#floor.world.directOf(this.user)?.id
  }

  async say(
    words: string,
    conversation?: string,
    given: readonly { readonly name: string; readonly text: string }[] = [],
    under?: string,
  ): Promise<string> {
    const { world, messagesTab } = this.#floor
    const place = conversation === undefined ? this.#openDirect() : this.#mine(conversation)
    if (place.kind === 'im' && messagesTab !== 'on')
      throw new Error('Sending messages to this app has been turned off.')
    const parent = under === undefined ? undefined : place.messages.get(under)
    if (under !== undefined && parent === undefined) throw new Error(`No message ${under} to answer`)
    const files = given.map((file) => uploadedBy(this.#person, file))
    for (const file of files) world.files.set(file.id, file)
    return world.post(place.id, this.user, {
      text: this.#typed(words),
      clientMsgId: world.newGesture(),
      files,
      // A thread has one level: who answers in it answers its first message.
      ...(parent === undefined ? {} : { threadTs: parent.threadTs ?? parent.ts }),
    }).ts
  }

  /** The app's Messages tab: a person may write first. */
  #openDirect(): Place {
    const { world, events } = this.#floor
    const known = world.directOf(this.user)
    if (known !== undefined) return known
    const place = world.openDirect(this.user)
    events.homeOpened(this.user, place.id)
    return place
  }

  #mine(conversation: string): Place {
    const place = this.#floor.world.place(conversation)
    if (!place.members.has(this.user)) throw new Error(`${this.user} is not in ${conversation}`)
    return place
  }

  #own(conversation: string, message: string): Message {
    const own = this.#mine(conversation).messages.get(message)
    if (own?.author !== this.user) throw new Error(`${this.user} wrote no message ${message}`)
    return own
  }

  /** Escaped as the client sends it; references to people and places stay references. */
  #typed(words: string): string {
    return cutOff(escapeEntities(words).replace(/&lt;([@#][A-Z0-9]+)&gt;/g, '<$1>'))
  }

  /** As `should_escape` has it: `#name` and `@name` become references with a label. */
  #typedCommand(words: string): string {
    const { world } = this.#floor
    return this.#typed(words)
      .replace(/(^|\s)([@#])([\w-]+)/g, (all, space: string, sign: string, name: string) => {
        const known = sign === '#' ? [...world.places.values()] : [...world.people.values()]
        const found = known.find((each) => each.name.toLowerCase() === name.toLowerCase())
        return found === undefined ? all : `${space}<${sign}${found.id}>`
      })
      .replace(/<([@#])(\w+)>/g, (_all, sign: string, id: string) => {
        const name = (sign === '#' ? world.places.get(id) : world.people.get(id))?.name ?? ''
        return `<${sign}${id}|${name.toLowerCase()}>`
      })
  }

  async edit(conversation: string, message: string, words: string): Promise<void> {
    this.#floor.world.edit(this.#own(conversation, message), { text: this.#typed(words) })
  }

  async remove(conversation: string, message: string): Promise<void> {
    this.#floor.world.remove(this.#own(conversation, message))
  }

  press(seen: SeenMessage, controlId: string): Promise<void> {
    return this.#act(seen, controlId, [])
  }

  choose(seen: SeenMessage, controlId: string, values: readonly string[]): Promise<void> {
    return this.#act(seen, controlId, values)
  }

  async #act(seen: SeenMessage, controlId: string, values: readonly string[]): Promise<void> {
    const { world, log, deliveries } = this.#floor
    const message = this.#mine(seen.conversation).messages.get(seen.message)
    const payload = message && blockActions(this.#at, this.#person, message, controlId, values)
    if (payload === undefined) return this.#complain('This is no longer available.')
    log.write({
      platform: 'slack',
      kind: 'press',
      conversation: seen.conversation,
      message: seen.message,
      author: this.user,
      name: controlId,
      direct: world.place(seen.conversation).kind === 'im',
      ...(values.length === 0 ? {} : { text: values.join(', ') }),
    })
    const ack = await deliveries.deliverGesture('interactive', payload)
    if (ack === undefined) this.#complain(NOT_REACHED)
  }

  async command(conversation: string, name: string, words: string, under?: string): Promise<void> {
    const { log, deliveries, commands, guestCommands } = this.#floor
    const place = this.#mine(conversation)
    if (commands !== undefined && !commands.includes(name)) {
      return this.#complain(`${name} is not a valid command.`)
    }
    if (under !== undefined) return this.#complain(`${name} is not supported in threads. Sorry!`)
    if (place.kind === 'im' && this.#person.guest && !guestCommands)
      return this.#complain(`${name} may not be used by guests here.`)
    log.write({
      platform: 'slack',
      kind: 'command',
      conversation,
      author: this.user,
      name,
      text: words,
      direct: place.kind === 'im',
    })
    const payload = slashCommand(this.#at, this.#person, place, name, this.#typedCommand(words))
    const ack = await deliveries.deliverGesture('slash_commands', payload)
    if (ack === undefined) {
      return this.#complain(`${name} failed with the error "dispatch_failed"`)
    }
    this.#showAck(place, ack)
  }

  /** What the client itself tells the person; stands in the log as Discord's does. */
  #complain(words: string): void {
    const { sights, log } = this.#floor
    sights.complain(this.user, words)
    log.write({ platform: 'slack', kind: 'refused', author: this.user, error: words })
  }

  /** A command's acknowledgement may carry a message. */
  #showAck(place: Place, ack: Loose): void {
    const { world } = this.#floor
    const blocks = Array.isArray(ack.blocks) ? ack.blocks.filter(isRecord) : []
    if (text(ack.text) === '' && blocks.length === 0) return
    const draft = { text: text(ack.text), blocks }
    const inChannel = ack.response_type === 'in_channel'
    postByBot(world, place.id, inChannel ? draft : { ...draft, onlyFor: this.user })
  }

  async submit(
    form: SeenForm,
    values: Readonly<Record<string, readonly string[]>>,
    files: FormEntry['files'] = {},
  ): Promise<void> {
    const { gestures, log, deliveries } = this.#floor
    const view = gestures.view(form.id)
    if (view?.user !== this.user) return this.#complain('This form is no longer open.')
    const entry: FormEntry = { values, files }
    const problem = formProblem(view, entry)
    if (problem !== undefined) return this.#complain(problem)
    log.write({
      platform: 'slack',
      kind: 'form-sent',
      author: this.user,
      name: text(view.view.callback_id),
      text: Object.values(values).flat().join('\n'),
    })
    const payload = viewSubmission(this.#at, this.#person, view, entry)
    const ack = await deliveries.deliverGesture('interactive', payload)
    if (ack === undefined) return this.#complain(NOT_REACHED)
    if (ack.response_action === 'errors') {
      const errors = isRecord(ack.errors) ? Object.values(ack.errors).map(text) : []
      return this.#complain(errors.join('\n'))
    }
    gestures.closeView(view.id)
  }

  watch(listener: (sight: Sight) => void): () => void {
    return this.#floor.sights.watch(this.user, listener)
  }
}

export function showOpenedForms(floor: SeatFloor): void {
  floor.gestures.onOpened((view) => {
    floor.log.write({
      platform: 'slack',
      kind: 'form-opened',
      author: view.user,
      name: text(view.view.callback_id),
    })
    floor.sights.show(view.user, seenForm(view))
  })
}
