import type { SeenForm, SeenMessage, Sight } from '../../seat.ts'
import { pingsOf } from '../pings.ts'
import { controlsOf, filesOf, type Names, optionsOf, visibleText } from '../text.ts'
import { isRecord, type Loose, type Message, records, text, type View } from '../types.ts'
import type { Change, World } from '../world.ts'

const FIELD_KINDS: Readonly<Record<string, SeenForm['fields'][number]['kind']>> = {
  plain_text_input: 'text',
  radio_buttons: 'one',
  static_select: 'one',
  checkboxes: 'some',
  file_input: 'file',
}

export function seenMessage(
  kind: 'message' | 'edited',
  message: Message,
  world: World,
  names: Names,
): SeenMessage {
  return {
    kind,
    conversation: message.channel,
    message: message.ts,
    ...(message.threadTs === undefined ? {} : { thread: message.threadTs }),
    author: message.author,
    fromBot: message.author === world.bot.id,
    text: visibleText(message, names),
    controls: controlsOf(message),
    files: filesOf(message),
    ephemeral: message.onlyFor !== undefined,
    direct: world.place(message.channel).kind === 'im',
    pings: kind === 'message' ? pingsOf(message) : [],
  }
}

/** Input blocks of a view, each with its element. */
export function inputsOf(view: View): readonly { readonly block: Loose; readonly element: Loose }[] {
  return records(view.view.blocks)
    .filter((block) => block.type === 'input')
    .map((block) => ({ block, element: isRecord(block.element) ? block.element : {} }))
}

export function seenForm(view: View): SeenForm {
  const title = view.view.title
  return {
    kind: 'form',
    id: view.id,
    title: isRecord(title) ? text(title.text) : '',
    fields: inputsOf(view).map(({ block, element }) => ({
      id: text(block.block_id),
      kind: FIELD_KINDS[text(element.type)] ?? 'text',
      label: isRecord(block.label) ? text(block.label.text) : '',
      required: block.optional !== true,
      options: optionsOf(element),
    })),
  }
}

/** Who sees what: each person the conversations they are in, and what stands only for them. */
export class Sights {
  readonly #world: World
  readonly #names: Names
  readonly #listeners = new Map<string, Set<(sight: Sight) => void>>()

  constructor(world: World, names: Names) {
    this.#world = world
    this.#names = names
    world.listen((change) => this.#changed(change))
  }

  watch(user: string, listener: (sight: Sight) => void): () => void {
    const listeners = this.#listeners.get(user) ?? new Set()
    this.#listeners.set(user, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  show(user: string, sight: Sight): void {
    if (this.#world.people.get(user)?.deactivated) return
    for (const listener of this.#listeners.get(user) ?? []) listener(sight)
  }

  complain(user: string, words: string): void {
    this.show(user, { kind: 'complaint', text: words })
  }

  #changed(change: Change): void {
    if (change.kind === 'person' || change.kind === 'place') return
    const { message } = change
    const viewers =
      message.onlyFor === undefined ? this.#world.place(message.channel).members : [message.onlyFor]
    const sight: Sight =
      change.kind === 'deleted'
        ? { kind: 'removed', conversation: message.channel, message: message.ts }
        : seenMessage(change.kind, message, this.#world, this.#names)
    for (const viewer of viewers) this.show(viewer, sight)
  }
}
