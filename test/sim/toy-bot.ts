import type { Control, Seat, SeenForm, SeenMessage, Sight } from '../../sim/seat.ts'

type Step =
  | { readonly ask: string }
  | { readonly survey: string; readonly values: readonly string[] }
  | { readonly tell: string }

/** A very small interviewer behind a seat: card, steps in order, a last word. Knows pause, stop and deletion. */
export class ToyBot {
  readonly said: { text: string; message: string; state: 'there' | 'edited' | 'removed' }[] = []
  readonly pressed: string[] = []
  readonly seat: Seat
  readonly #steps: readonly Step[]
  readonly #listeners = new Set<(sight: Sight) => void>()
  #next = 0
  #ids = 0
  #over = false
  #deleting = false
  #pausedAt = -1

  constructor(steps: readonly Step[], platform: Seat['platform'] = 'slack') {
    this.#steps = steps
    this.seat = {
      platform,
      user: 'U1',
      direct: () => 'D1',
      say: async (text) => {
        const message = `p${++this.#ids}`
        this.said.push({ text, message, state: 'there' })
        queueMicrotask(() => this.#hear(text))
        return message
      },
      edit: async (_, message, text) => {
        const own = this.said.find((entry) => entry.message === message)
        if (own) Object.assign(own, { text, state: 'edited' })
      },
      remove: async (_, message) => {
        const own = this.said.find((entry) => entry.message === message)
        if (own) own.state = 'removed'
      },
      press: async (_, control) => this.#press(control),
      choose: async (_, control, values) => this.#press(`${control}:${values.join()}`),
      command: async () => undefined,
      submit: async (form, values) => {
        this.pressed.push(`${form.id} ${JSON.stringify(values)}`)
        if (form.id.startsWith('consent-choices')) this.#step()
        if (form.id.startsWith('join')) this.invite()
      },
      watch: (listener) => {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      },
    }
  }

  invite(): void {
    const ids = ['take-part', 'choose', 'decline', 'more'].map((action) => `consent:${action}:i1`)
    this.show('Would you take part?', ids.map(button))
  }

  complain(): void {
    for (const listener of this.#listeners) listener({ kind: 'complaint', text: 'That did not work' })
  }

  show(text: string, controls: readonly Control[] = [], extra: Partial<SeenMessage> = {}): void {
    const sight: SeenMessage = {
      kind: 'message',
      conversation: 'D1',
      message: `b${++this.#ids}`,
      author: 'BOT',
      fromBot: true,
      text,
      controls,
      files: [],
      ephemeral: false,
      direct: true,
      ...extra,
    }
    for (const listener of this.#listeners) listener(sight)
  }

  #press(control: string): void {
    this.pressed.push(control)
    const [verb, what] = control.split(':')
    if (verb === 'join') this.#open('join:s1:workforce', ['zone', 'adult'])
    else if (verb === 'control') this.#goOn()
    else if (what === 'choose') this.#open('consent-choices:i1', ['allow'])
    else if (what === 'more') this.show('The small print. Any questions?', [], { ephemeral: true })
    else if (what === 'decline') this.show('That is fine.')
    else this.#step()
  }

  #open(id: string, fields: readonly string[]): void {
    const options = ['quotes', 'release', 'yes', 'no', 'Europe/London'].map((value) => ({
      value,
      label: value,
    }))
    const form: SeenForm = {
      kind: 'form',
      id,
      title: id,
      fields: fields.map((field) => ({ id: field, kind: 'some', label: field, required: true, options })),
    }
    for (const listener of this.#listeners) listener(form)
  }

  #hear(text: string): void {
    if (this.#over) return
    if (text === 'DELETE' && this.#deleting) this.#end('Everything is erased.')
    else if (text === 'delete my data') {
      this.#deleting = true
      this.show('Type DELETE to confirm.')
    } else if (text === 'stop') this.#end('We stop here.')
    else if (text === 'pause') {
      this.#pausedAt = this.#next - 1
      this.show('Paused.', [button('control:resume:i1')])
    } else if (text === 'resume') this.#goOn()
    else this.#step()
  }

  #goOn(): void {
    this.#next = this.#pausedAt
    this.#step()
  }

  #end(text: string): void {
    this.#over = true
    this.show(text)
  }

  #step(): void {
    const step = this.#steps[this.#next++]
    if (!step) this.#end('Thank you, that was it.')
    else if ('ask' in step) this.show(step.ask)
    else if ('tell' in step) this.show(step.tell)
    else
      this.show(
        'Please tap',
        step.values.map((value) => button(`survey:i1:${step.survey}:${value}`)),
      )
  }
}

export function button(id: string): Control {
  return { id, kind: 'button', label: id, options: [] }
}
