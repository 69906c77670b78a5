import type { SeenForm } from '../../../sim/seat.ts'
import type { Answer, CommandName, InboundFile, ReplyHandle } from '../../../src/core/ports/chat.ts'
import type { FormField, FormSpec } from '../../../src/core/ports/form.ts'
import type { Deliverer } from './delivery.ts'
import { partsOf } from './drawing.ts'
import type { MemoryWorld } from './world.ts'

const HANDLE_MS = 15 * 60_000
const TRY_AGAIN = 'That did not get through. Please try again in a moment.'

/** Where a gesture was made: by whom, in which conversation, and at which message if at one. */
export interface Whereabouts {
  readonly person: string
  readonly conversation: string
  readonly message?: string
}

interface Held extends Whereabouts {
  readonly expiresAt: number
  readonly answers: Answer[]
}

/** Commands, presses and forms, and how the bot answers them. */
export class Gestures {
  readonly #world: MemoryWorld
  readonly #delivery: Deliverer
  readonly #most: number
  readonly #held = new Map<string, Held>()
  readonly #open = new Map<string, { readonly spec: FormSpec; readonly at: Whereabouts }>()

  constructor(world: MemoryWorld, delivery: Deliverer, most: number) {
    this.#world = world
    this.#delivery = delivery
    this.#most = most
  }

  handle(at: Whereabouts): ReplyHandle {
    this.#world.person(at.person)
    this.#world.place(at.conversation)
    const token = this.#world.nextId('gesture-')
    const expiresAt = this.#world.now + HANDLE_MS
    this.#held.set(token, { ...at, expiresAt, answers: [] })
    return { token, expiresAt: new Date(expiresAt).toISOString() }
  }

  answers(token: string): readonly Answer[] {
    return this.#held.get(token)?.answers ?? []
  }

  answer({ token, expiresAt }: ReplyHandle, answer: Answer): 'answered' | 'expired' | 'failed' {
    const held = this.#held.get(token)
    if (held === undefined) return 'failed'
    if (Math.min(Date.parse(expiresAt), held.expiresAt) <= this.#world.now) return 'expired'
    held.answers.push(answer)
    if (answer.kind === 'none') return 'answered'
    const pressed = this.#world.messages.get(held.message ?? '')
    const [first = [], ...more] = partsOf(answer.blocks, this.#most)
    const replaces = answer.kind === 'replace' && pressed !== undefined
    if (replaces) this.#world.revise(pressed, first)
    for (const part of replaces ? more : [first, ...more])
      this.#world.whisper(held.person, held.conversation, part)
    return 'answered'
  }

  command(at: Whereabouts, command: CommandName, text: string): void {
    const event = {
      ...this.#event('command:', at),
      kind: 'command',
      command,
      text,
      reply: this.handle(at),
    } as const
    this.#world.record('command', { author: at.person, conversation: at.conversation, text })
    const locale = this.#localeOf(at)
    this.#make(event, at, () => this.#delivery.formFor({ kind: 'command', command, text, locale }))
  }

  press(at: Whereabouts & { readonly message: string }, action: string, values: readonly string[]): void {
    const event = {
      ...this.#event('press:', at),
      kind: 'button',
      action,
      values,
      message: at.message,
      reply: this.handle(at),
    } as const
    this.#world.record('press', { author: at.person, conversation: at.conversation, message: at.message })
    const locale = this.#localeOf(at)
    this.#make(event, at, () => this.#delivery.formFor({ kind: 'button', action, locale }))
  }

  submit(
    person: string,
    id: string,
    filled: Readonly<Record<string, readonly string[]>>,
    given: Readonly<Record<string, { readonly name: string; readonly text: string }>>,
  ): void {
    const open = this.#open.get(id)
    if (open === undefined || open.at.person !== person) {
      this.#complain(person, 'no such form is open')
      return
    }
    const { spec, at } = open
    const wrong = spec.fields.find((field) => !fits(field, filled[field.id] ?? [], given[field.id]))
    if (wrong !== undefined) {
      this.#complain(person, `${wrong.label}: not filled in as asked`)
      return
    }
    this.#world.record('form-sent', { author: person, conversation: at.conversation })
    const inputs = spec.fields.filter(({ kind }) => kind !== 'file')
    const files = spec.fields.flatMap(({ id: field }): InboundFile[] => {
      const file = given[field]
      return file === undefined ? [] : [{ field, ...file }]
    })
    const stored = this.#delivery.offer(
      {
        ...this.#event('form:', at),
        kind: 'form',
        form: spec.id,
        values: Object.fromEntries(inputs.map((field) => [field.id, filled[field.id] ?? []])),
        files,
        reply: this.handle(at),
      },
      1,
    )
    this.#delivery.follow(
      stored.then((kept) => {
        // The form stays open with what was entered.
        if (kept) this.#open.delete(id)
        else this.#complain(person, TRY_AGAIN)
      }),
    )
  }

  /** Nobody delivers a gesture twice: the person is asked to make it again. */
  #make(
    event: Parameters<Deliverer['offer']>[0],
    at: Whereabouts,
    chosenForm: () => FormSpec | undefined,
  ): void {
    const stored = this.#delivery.offer(event, 1)
    this.#delivery.follow(
      stored.then((kept) => {
        if (!kept) return this.#complain(at.person, TRY_AGAIN)
        const spec = chosenForm()
        if (spec !== undefined) this.#show(spec, at)
      }),
    )
  }

  #show(spec: FormSpec, at: Whereabouts): void {
    const id = this.#world.nextId('form-')
    this.#open.set(id, { spec, at })
    this.#world.tell(at.person, { kind: 'form', id, title: spec.title, fields: spec.fields.map(seenField) })
  }

  #complain(person: string, text: string): void {
    this.#world.tell(person, { kind: 'complaint', text })
  }

  #event(kind: string, { person, conversation }: Whereabouts) {
    return this.#world.event(conversation, this.#world.nextId(kind), person)
  }

  #localeOf({ person }: Whereabouts): string {
    return this.#world.person(person).locale ?? 'en-US'
  }
}

const SEEN_KIND = { text: 'text', 'one-of': 'one', select: 'one', 'some-of': 'some', file: 'file' } as const

function seenField(field: FormField): SeenForm['fields'][number] {
  const options = 'options' in field ? field.options : []
  return { id: field.id, kind: SEEN_KIND[field.kind], label: field.label, required: field.required, options }
}

function fits(field: FormField, values: readonly string[], file: unknown): boolean {
  if (field.kind === 'file') return !field.required || file !== undefined
  if (field.required && values.join('') === '') return false
  if (field.kind === 'text') return values.join('').length <= field.maxLength
  const known = values.every((value) => field.options.some((option) => option.value === value))
  return known && (field.kind === 'some-of' || values.length <= 1)
}
