import { ConfigError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Installation, InstallationStore } from '../../../core/ports/installation-store.ts'
import type { Log } from '../../../core/ports/log.ts'

/** Another process may have renewed the tokens, or heard that they are gone. */
const READ_AGAIN_MS = 30_000
/** So long what is known already waits for the store; a gesture has to be acknowledged in the same three seconds. */
const READ_WITHIN_MS = 300
/** Slack's tokens work for twelve hours. */
const RENEW_BEFORE_MS = 2 * 3_600_000
/** So long a call waits for new tokens: less than the shortest call may take. */
const WAIT_MS = 2_000
const TRY_AGAIN_MS = 60_000

export type Exchange = (due: Installation) => Promise<Pick<Installation, 'token' | 'renewal'>>

/** Nothing was sent: there is no token that works. */
export class NoToken extends Error {
  /** Read where the SDK's errors of the network are told apart. */
  readonly code = 'NO_TOKEN'
}

export interface AccessOptions {
  readonly workspace: string
  readonly store: InstallationStore
  readonly exchange: Exchange
  readonly clock: Clock
  readonly log: Log
}

interface Reading {
  readonly found: Promise<Installation | undefined>
  /** The same, or what was known before if that is late or fails. */
  readonly soon: Promise<Installation | undefined>
}

/** The installation of one workspace as it stands, its tokens renewed in time. */
export class Access {
  readonly #options: AccessOptions
  #changedAt = Number.NEGATIVE_INFINITY
  #known: Installation | undefined
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Reading | undefined
  #renewing: Promise<void> | undefined
  #notBefore = Number.NEGATIVE_INFINITY

  constructor(options: AccessOptions) {
    this.#options = options
  }

  /**
   * Undefined if it is installed there no longer, or no key opens its tokens. Where the store is slow or fails, the one
   * known from the last reading, if nothing else is known to be stored.
   */
  async installation(): Promise<Installation | undefined> {
    if (this.#options.clock.now().getTime() - this.#readAt < READ_AGAIN_MS) return this.#known
    this.#reading ??= this.#readOnce(this.#known)
    const holds = this.#known !== undefined && this.#readAt !== Number.NEGATIVE_INFINITY
    return holds ? this.#reading.soon : this.#reading.found
  }

  /** One reading for all who ask meanwhile: who comes when it is late already does not wait any more. */
  #readOnce(known: Installation | undefined): Reading {
    const settled = new AbortController()
    const found = this.#find().then((installation) => {
      // Something else was stored, or learned, since it began.
      if (this.#reading === reading) this.#learn(installation)
      return installation
    })
    const late = this.#options.clock.sleep(READ_WITHIN_MS, settled.signal)
    const reading: Reading = {
      found,
      soon: Promise.race([
        found.catch(() => known),
        late.then(() => (settled.signal.aborted ? found : known)),
      ]),
    }
    const end = () => {
      settled.abort()
      if (this.#reading === reading) this.#reading = undefined
    }
    found.then(end, end)
    reading.soon.catch(() => {})
    return reading
  }

  async #find(): Promise<Installation | undefined> {
    const { workspace, store, log } = this.#options
    try {
      return await store.find(workspace)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      log.error('slack-tokens-unopened', error, { workspace })
      return undefined
    }
  }

  #learn(installation: Installation | undefined): void {
    const now = this.#options.clock.now().getTime()
    if (this.#known && installation && this.#known.token !== installation.token) this.#changedAt = now
    this.#known = installation
    this.#readAt = now
    this.#reading = undefined
  }

  /** To be read anew: something else was stored. */
  forget(): void {
    this.#readAt = Number.NEGATIVE_INFINITY
    this.#reading = undefined
  }

  /** Slack refused the token: there was another one just now, or there is by now. */
  async hasChanged(): Promise<boolean> {
    this.forget()
    await this.installation()
    return this.#options.clock.now().getTime() - this.#changedAt < READ_AGAIN_MS
  }

  /** Throws NoToken. */
  async token(): Promise<string> {
    const installation = await this.installation()
    const expiresAt = installation?.renewal?.expiresAt.getTime() ?? Number.POSITIVE_INFINITY
    const { clock } = this.#options
    const left = expiresAt - clock.now().getTime()
    if (left < RENEW_BEFORE_MS) await atMost(WAIT_MS, this.#renewed(), clock)
    const token = this.#known?.token
    const expired = this.#known?.renewal && this.#known.renewal.expiresAt <= clock.now()
    if (token === undefined || expired) throw new NoToken('there is no token that works')
    return token
  }

  /** One at a time in this process; the store sees to the others. Never rejects. */
  #renewed(): Promise<void> {
    const { clock } = this.#options
    if (clock.now().getTime() < this.#notBefore) return Promise.resolve()
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renew(): Promise<void> {
    const { workspace, store, exchange, clock, log } = this.#options
    const now = clock.now().getTime()
    try {
      this.#learn(await store.renew(workspace, new Date(now + RENEW_BEFORE_MS), exchange))
    } catch (error) {
      this.#notBefore = now + TRY_AGAIN_MS
      log.error('slack-tokens-not-renewed', error, { workspace })
    }
  }
}

async function atMost(ms: number, work: Promise<void>, clock: Clock): Promise<void> {
  const enough = new AbortController()
  await Promise.race([work, clock.sleep(ms, enough.signal)])
  enough.abort()
}
