import type { Seat, SeenForm, SeenMessage, Sight } from '../seat.ts'

/** A researcher did not see in time what should have come; the message says what they waited for. */
export class ResearcherError extends Error {}

export interface StudyRequest {
  readonly title: string
  readonly goal: string
  readonly platforms: 'slack' | 'discord' | 'all'
  readonly file: { readonly name: string; readonly text: string }
}

const TRIES = 3

/** A researcher in one research channel: types commands, fills forms, presses buttons, reads what comes. */
export class Researcher {
  readonly platform: Seat['platform']
  readonly user: string
  readonly channel: string
  readonly #seat: Seat
  readonly #seen: Sight[] = []
  readonly #listeners = new Set<() => void>()
  readonly #leave: () => void
  readonly #patienceMs: number

  /** @param patienceMs how long they wait for the bot's answer to one thing they did. */
  constructor(seat: Seat, channel: string, patienceMs: number) {
    this.platform = seat.platform
    this.user = seat.user
    this.channel = channel
    this.#seat = seat
    this.#patienceMs = patienceMs
    this.#leave = seat.watch((sight) => {
      this.#seen.push(sight)
      for (const listener of this.#listeners) listener()
    })
  }

  /** `/study new`, the form with the study file, and then the draft as it stands in the channel. */
  async newStudy(request: StudyRequest): Promise<SeenMessage> {
    const from = this.#seen.length
    const form = await this.#command('new', (sight) => (sight.kind === 'form' ? sight : undefined))
    await this.#seat.submit(form, formValues(form, request), { file: request.file })
    return this.#until(from, 'the draft plan with its button Approve', (sight) =>
      this.#here(sight) && sight.controls.some((control) => control.id.startsWith('plan:approve:'))
        ? sight
        : undefined,
    )
  }

  /** Presses Approve below the draft and waits until the channel shows that it was taken. */
  async approve(draft: SeenMessage): Promise<void> {
    const button = draft.controls.find((control) => control.id.startsWith('plan:approve:'))
    if (!button) throw new ResearcherError('a button Approve below the draft plan')
    const before = this.#seen.length
    await this.#again('an answer to Approve', async () => {
      const from = this.#seen.length
      await this.#seat.press(draft, button.id)
      return this.#answer(from)
    })
    await this.#shownToAll(before, 'word in the channel that the plan is approved')
  }

  /** `/study launch cohort=<place> …`, places as the platform's ids. */
  async launch(places: Readonly<Record<string, string>>): Promise<void> {
    const typed = Object.entries(places).map(([cohort, place]) => `${cohort}=<#${place}>`)
    const before = this.#seen.length
    await this.#command(`launch ${typed.join(' ')}`, answered)
    await this.#shownToAll(before, 'word in the channel that the study is launched')
  }

  async status(): Promise<string> {
    return (await this.#command('status', answered)).text
  }

  /** `/study report now`; the report itself comes to every research channel: see `awaitReport`. */
  async askReport(): Promise<void> {
    await this.#command('report now', answered)
  }

  /** Waits for `report.html` in this channel. Of fewer than five people a report has no figures and so no pictures. */
  async awaitReport(timeoutMs: number): Promise<void> {
    await this.#until(
      0,
      'the report with report.html',
      (sight) =>
        this.#here(sight) && sight.files.some((file) => file.name === 'report.html') ? sight : undefined,
      timeoutMs,
    )
  }

  async closeStudy(): Promise<void> {
    await this.#command('close', answered)
  }

  close(): void {
    this.#leave()
  }

  /** Something new or changed that the whole channel sees. */
  #shownToAll(from: number, what: string): Promise<Sight> {
    return this.#until(from, what, (sight) => (this.#here(sight) && !sight.ephemeral ? sight : undefined))
  }

  #here(sight: Sight): sight is SeenMessage {
    return (
      (sight.kind === 'message' || sight.kind === 'edited') &&
      sight.fromBot &&
      sight.conversation === this.channel
    )
  }

  async #command<T extends Sight>(text: string, match: (sight: Sight) => T | undefined): Promise<T> {
    return this.#again(`an answer to /study ${text}`, async () => {
      const from = this.#seen.length
      await this.#seat.command(this.channel, '/study', text)
      return this.#until(from, `an answer to /study ${text}`, (sight) =>
        sight.kind === 'complaint' ? sight : match(sight),
      )
    })
  }

  #answer(from: number): Promise<Sight> {
    return this.#until(from, 'an answer', (sight) =>
      sight.kind === 'complaint' || this.#here(sight) ? sight : undefined,
    )
  }

  /** Does it again when the platform says that it did not work. */
  async #again<T extends Sight>(what: string, doing: () => Promise<T | Sight>): Promise<T> {
    let complaint = ''
    for (let tries = 0; tries < TRIES; tries++) {
      const sight = await doing()
      if (sight.kind !== 'complaint') return sight as T
      complaint = sight.text
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    throw new ResearcherError(`${what} (${this.platform}: ${complaint})`)
  }

  /** The first sight from index `from` on that matches, seen already or to come. */
  #until<T>(
    from: number,
    what: string,
    match: (sight: Sight) => T | undefined,
    timeoutMs = this.#patienceMs,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let next = from
      const look = () => {
        for (; next < this.#seen.length; next++) {
          const sight = this.#seen[next]
          const found = sight && match(sight)
          if (found === undefined) continue
          clearTimeout(timer)
          this.#listeners.delete(look)
          resolve(found)
          return
        }
      }
      const timer = setTimeout(() => {
        this.#listeners.delete(look)
        const last = this.#seen.findLast((sight) => 'text' in sight)
        const heard = last && 'text' in last ? `, last seen: ${last.text.split('\n')[0]}` : ''
        reject(new ResearcherError(`${what} (${this.platform}${heard})`))
      }, timeoutMs)
      this.#listeners.add(look)
      look()
    })
  }
}

/** Any answer of the bot to the command, for this person alone or for the channel. */
function answered(sight: Sight): SeenMessage | undefined {
  return (sight.kind === 'message' || sight.kind === 'edited') && sight.fromBot ? sight : undefined
}

function formValues(form: SeenForm, request: StudyRequest): Record<string, readonly string[]> {
  const values: Record<string, readonly string[]> = {}
  for (const field of form.fields) {
    if (field.id === 'title') values.title = [request.title]
    if (field.id === 'goal') values.goal = [request.goal]
    if (field.id === 'platforms') values.platforms = [request.platforms]
  }
  return values
}
