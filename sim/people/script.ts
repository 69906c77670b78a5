import type { Seat, SeenForm, SeenMessage, Sight } from '../seat.ts'
import { notice, type Reaction, type Situation } from './attention.ts'
import type { Act, Person } from './person.ts'
import type { Chance } from './random.ts'
import { controlWith, type SurveyAsk, surveyAsk } from './signs.ts'
import { MACHINE_TIME, type Time } from './time.ts'

export interface Pace {
  /** Milliseconds between seeing something and acting on it: the median of a log-normal. */
  readonly reactMs: number
  /** How much longer they think about an answer in words. */
  readonly thinkFactor: number
  /** How much longer a pause lasts. */
  readonly pauseFactor: number
  /** How often a press or form that the platform complains about is tried; default 4. */
  readonly tries?: number
}

/** Where a person stands, as they see it themselves. */
export interface Standing {
  /** Nothing left that they would do of their own accord. */
  readonly resting: boolean
  readonly over: boolean
  /** They have nothing more to say. */
  readonly quiet: boolean
  /** Milliseconds since they last saw or did something. */
  readonly idleMs: number
  readonly answered: number
}

const TRIES = 4

/**
 * Lives through one study in one seat. Everything is done one thing after another, each thing seen leads to at most
 * one reaction, and only the newest unanswered question is answered.
 */
export class PersonScript {
  readonly person: Person
  readonly user: string
  readonly #seat: Seat
  readonly #chance: Chance
  readonly #pace: Pace
  readonly #time: Time
  readonly #tasks: (() => Promise<void>)[] = []
  readonly #reacted = new Set<string>()
  readonly #latest = new Map<string, SeenMessage>()
  readonly #leave: () => void
  readonly #situation: Situation = {
    phase: 'outside',
    paused: false,
    quiet: false,
    question: undefined,
    lastQuestion: undefined,
    rated: 0,
    leftAlone: 0,
    over: false,
  }
  #busy = false
  #left = false
  #answered = 0
  #lastAt: number
  #lastSaid: { conversation: string; message: string } | undefined
  /** Does the last press or form again, after the platform's complaint. */
  #again: (() => void) | undefined

  constructor(person: Person, seat: Seat, chance: Chance, pace: Pace, time = MACHINE_TIME) {
    this.person = person
    this.user = seat.user
    this.#seat = seat
    this.#chance = chance
    this.#pace = pace
    this.#time = time
    this.#lastAt = time.now()
    this.#leave = seat.watch((sight) => this.#see(sight))
  }

  get #tries(): number {
    return this.#pace.tries ?? TRIES
  }

  standing(): Standing {
    return {
      resting: !this.#busy && this.#tasks.length === 0,
      over: this.#situation.over,
      quiet: this.#situation.quiet,
      idleMs: this.#time.now() - this.#lastAt,
      answered: this.#answered,
    }
  }

  close(): void {
    this.#left = true
    this.#leave()
  }

  #see(sight: Sight): void {
    if (this.#left || sight.kind === 'removed' || sight.kind === 'typing') return
    if (sight.kind === 'complaint') {
      this.#lastAt = this.#time.now()
      // Doing it again says what is done about the next complaint.
      const again = this.#again
      this.#again = undefined
      again?.()
      return
    }
    if (sight.kind === 'form') {
      void this.#fillIn(sight, 0)
      return
    }
    if (!sight.fromBot) return
    this.#latest.set(sight.message, sight)
    if (sight.direct || sight.ephemeral) this.#lastAt = this.#time.now()
    this.#react(sight, notice(sight, this.person, this.#situation))
  }

  #react(seen: SeenMessage, reaction: Reaction): void {
    switch (reaction.do) {
      case 'nothing':
        break
      case 'join':
        this.#once(reaction.once, () => this.#press(seen.message, reaction.control))
        break
      case 'consent':
        this.#once(reaction.once, () => this.#consent(seen))
        break
      case 'rate':
        if (this.person.persona === 'silent' && this.#situation.quiet) break
        this.#once(reaction.once, () => this.#rate(seen, reaction.survey))
        break
      case 'resume':
        this.#once(reaction.once, () => this.#resume(seen, reaction.control))
        break
      case 'confirm-deletion':
        this.#once(reaction.once, () => this.#say(reaction.word))
        break
      case 'reply':
        this.#enqueue(() => this.#reply(), this.#pace.thinkFactor)
        break
    }
  }

  async #consent(seen: SeenMessage): Promise<void> {
    const card = (action: string) => controlWith(this.#shown(seen), `consent:${action}:`)?.id
    const { takesPart, readsMore, allow } = this.person.consent
    const more = card('more')
    if (readsMore && more) {
      await this.#press(seen.message, more)
      await this.#wait(2)
    }
    const decline = card('decline')
    if (!takesPart && decline) {
      this.#situation.phase = 'gone'
      return this.#press(seen.message, decline)
    }
    // Sending the form of choices is taking part; without any choice the plain button does.
    const wanted = (allow.length > 0 ? card('choose') : undefined) ?? card('take-part')
    this.#situation.phase = 'taking-part'
    if (wanted) await this.#press(seen.message, wanted)
  }

  async #fillIn(form: SeenForm, tries: number): Promise<void> {
    const values: Record<string, readonly string[]> = {}
    for (const field of form.fields) {
      const offered = field.options.map((option) => option.value)
      const own = {
        allow: offered.filter((value) => this.person.consent.allow.includes(value)),
        zone: offered.includes(this.person.zone) ? [this.person.zone] : offered.slice(0, 1),
        adult: ['yes'],
      }[field.id]
      if (own) values[field.id] = own
      else if (field.required) values[field.id] = offered.slice(0, 1)
    }
    if (tries < this.#tries) this.#again = () => void this.#fillIn(form, tries + 1)
    await this.#wait(1)
    await this.#act(() => this.#seat.submit(form, values))
  }

  async #rate(seen: SeenMessage, asked: SurveyAsk): Promise<void> {
    const survey = surveyAsk(this.#shown(seen)) ?? asked
    const own = survey.choices.find((choice) => choice.value === this.person.survey[survey.item])
    const choice = own ?? this.#chance.pick(survey.choices)
    if (this.#answered > 0) this.#situation.rated++
    if (choice.viaSelect)
      await this.#act(() => this.#seat.choose(this.#shown(seen), choice.control, [choice.value]))
    else await this.#press(seen.message, choice.control)
  }

  async #resume(seen: SeenMessage, control: string): Promise<void> {
    await this.#wait(this.#pace.pauseFactor)
    this.#situation.paused = false
    if (this.person.resumes === 'button') await this.#press(seen.message, control)
    else await this.#say('resume')
  }

  async #reply(): Promise<void> {
    const { question, paused, quiet, phase } = this.#situation
    if (!question || paused || quiet || phase !== 'taking-part') return
    this.#situation.question = undefined
    const acts = this.person.mind.answer(question.text)
    if (acts.length === 0) {
      this.#situation.quiet = true
      return
    }
    this.#answered++
    for (const act of acts) await this.#do(act)
  }

  async #do(act: Act): Promise<void> {
    if (act.do === 'wait') return this.#wait(act.times)
    if (act.do === 'say') {
      if (act.text === 'pause') this.#situation.paused = true
      if (act.text === 'stop' || act.text === 'delete my data') this.#situation.phase = 'ending'
      await this.#say(act.text)
      return this.#wait(0.5)
    }
    const last = this.#lastSaid
    if (!last) return
    await this.#act(() =>
      act.do === 'edit'
        ? this.#seat.edit(last.conversation, last.message, act.text)
        : this.#seat.remove(last.conversation, last.message),
    )
  }

  async #say(text: string): Promise<void> {
    await this.#act(async () => {
      const message = await this.#seat.say(text)
      this.#lastSaid = { conversation: this.#seat.direct() ?? '', message }
    })
  }

  async #press(message: string, control: string, tries = 1): Promise<void> {
    const shown = this.#latest.get(message)
    if (!shown?.controls.some((one) => one.id === control)) return
    // The client says that it failed: a person waits a moment and presses again.
    this.#again =
      tries < this.#tries
        ? () => void this.#wait(4).then(() => this.#press(message, control, tries + 1))
        : undefined
    await this.#act(() => this.#seat.press(shown, control))
  }

  #shown(seen: SeenMessage): SeenMessage {
    return this.#latest.get(seen.message) ?? seen
  }

  /** A refusal of the client (a button that is gone meanwhile) is what a person shrugs at. */
  async #act(doing: () => Promise<unknown>): Promise<void> {
    await doing().catch(() => undefined)
    this.#lastAt = this.#time.now()
  }

  #once(name: string, task: () => Promise<void>): void {
    if (this.#reacted.has(name)) return
    this.#reacted.add(name)
    this.#enqueue(task, 1)
  }

  #enqueue(task: () => Promise<void>, factor: number): void {
    this.#tasks.push(async () => {
      await this.#wait(factor)
      await task()
    })
    if (!this.#busy) void this.#work()
  }

  async #work(): Promise<void> {
    this.#busy = true
    for (let task = this.#tasks.shift(); task && !this.#left; task = this.#tasks.shift()) await task()
    this.#busy = false
  }

  #wait(times: number): Promise<void> {
    return this.#time.sleep(this.#chance.wait(this.#pace.reactMs * times))
  }
}
