import type { InboundEvent } from '../../../core/ports/chat.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FormChooser, FormSpec } from '../../../core/ports/form.ts'
import type { Answerer } from '../answer.ts'
import { type Identity, parseEvent } from '../parse.ts'
import type { People } from '../people.ts'
import { replyHandle } from '../reply.ts'
import { fetchFormFiles } from './form-files.ts'
import { type Gesture, parseActions, parseCommand, parseSubmission } from './gestures.ts'
import { parseLeftOut } from './left-out.ts'
import type { Envelope } from './way.ts'

export interface ReaderOptions {
  readonly who: Identity
  readonly token: () => Promise<string>
  readonly clock: Clock
  readonly people: People
  readonly answerer: Answerer
  readonly formFor: FormChooser
  /** What a person reads whose gesture could not be stored, so that the core knows of nothing. Default English. */
  readonly tryAgain?: ((locale: string) => string) | undefined
}

const LOCALE_MS = 700
const TRY_AGAIN = 'That did not get through. Please try again in a moment.'

/** Makes events of envelopes, and tells people where one could not be kept. */
export class Reader {
  readonly #options: ReaderOptions

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** What the envelope means; undefined if nothing. */
  async read(envelope: Envelope): Promise<InboundEvent | undefined> {
    const { who, clock, token, people } = this.#options
    if (envelope.type === 'events_api') {
      const event = parseLeftOut(envelope.body, who) ?? parseEvent(envelope.body, who)
      if (event?.kind === 'home-opened' && event.person !== undefined) {
        await this.#meetLocale(event.person)
        return this.#withLocale(event)
      }
      // Slack tells every change of a profile, a new status among them.
      return event?.kind === 'person-changed' && people.isKnown(event.person, event.profile)
        ? undefined
        : event
    }
    const submission = parseSubmission(envelope.body, who, clock.now())
    if (submission !== undefined) {
      const files = submission.files.length === 0 ? [] : await fetchFormFiles(submission.files, await token())
      return this.#withLocale({ ...submission.event, files })
    }
    const gesture = this.gestureOf(envelope)
    if (gesture === undefined) return undefined
    await this.#meetLocale(gesture.route.user)
    return this.#withLocale(gesture.event)
  }

  formOf({ event, route }: Gesture): FormSpec | undefined {
    const { formFor } = this.#options
    const locale = this.#localeOf(route.user)
    switch (event.kind) {
      case 'command':
        return formFor({ kind: 'command', command: event.command, text: event.text, locale })
      case 'button':
        return formFor({ kind: 'button', action: event.action, locale })
      default:
        return undefined
    }
  }

  /** Nobody delivers a gesture twice: the person is asked to make it again. */
  async refuse(envelope: Envelope): Promise<void> {
    const submission = parseSubmission(envelope.body, this.#options.who, this.#options.clock.now())
    if (submission === undefined) {
      await envelope.ack()
      const gesture = this.gestureOf(envelope)
      if (gesture !== undefined) await this.askAgain(gesture)
      return
    }
    // The form stays open with what was entered; the complaint has to stand at one of its fields.
    const fields = [...Object.keys(submission.event.values), ...submission.files.map((each) => each.field)]
    const [field = ''] = fields
    await envelope.ack({
      response_action: 'errors',
      errors: { [field]: this.#tryAgain(submission.event.person) },
    })
  }

  /** It was acknowledged before it could be stored, and then was not. What counts of a gesture that opened a form comes with the form. */
  async regret(envelope: Envelope): Promise<void> {
    const gesture = this.gestureOf(envelope)
    if (gesture !== undefined && this.formOf(gesture) === undefined) await this.askAgain(gesture)
  }

  async askAgain(gesture: Gesture): Promise<void> {
    const { answerer, clock } = this.#options
    await answerer.answer(replyHandle(gesture.route, clock.now()), {
      kind: 'private',
      blocks: [{ kind: 'paragraph', text: this.#tryAgain(gesture.route.user) }],
    })
  }

  #tryAgain(person: string | undefined): string {
    return this.#options.tryAgain?.(this.#localeOf(person)) ?? TRY_AGAIN
  }

  #localeOf(person: string | undefined): string {
    return (person && this.#options.people.knownLocale(person)) || 'en-US'
  }

  /** The command or press in it, if it is one. */
  gestureOf(envelope: Pick<Envelope, 'type' | 'body'>): Gesture | undefined {
    const { who, clock } = this.#options
    return envelope.type === 'slash_commands'
      ? parseCommand(envelope.body, who, clock.now())
      : parseActions(envelope.body, who, clock.now())
  }

  /** Gestures carry no locale, and a form needs one at once: asked for while there is time. */
  async #meetLocale(person: string): Promise<void> {
    const { who, people, clock } = this.#options
    if (people.knownLocale(person) !== undefined) return
    const asked = people.profile(person, who, false).catch(() => undefined)
    const enough = new AbortController()
    await Promise.race([asked, clock.sleep(LOCALE_MS, enough.signal)])
    enough.abort()
  }

  #withLocale(event: InboundEvent): InboundEvent {
    const locale = event.person === undefined ? undefined : this.#options.people.knownLocale(event.person)
    return locale === undefined ? event : { ...event, locale }
  }
}
