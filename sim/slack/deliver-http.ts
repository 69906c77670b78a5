import { createHmac } from 'node:crypto'
import type { Deliveries, DeliveryTiming, GestureType } from './deliveries.ts'
import { isRecord, type JsonObject, type Loose } from './types.ts'

export interface HttpDelivery {
  readonly signingSecret: string
  /** Where events, commands and interactions are sent. Saved, and so verified, before the first event. */
  readonly requestUrl: string
}

/** Slack's words for why an event comes again. */
type RetryReason = 'http_timeout' | 'http_error' | 'connection_failed'

type Response =
  | { readonly kind: 'taken'; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: RetryReason; readonly retry: boolean }

/** `x-slack-signature` of a body sent at `at`, in whole seconds since 1970. */
export function signatureOf(signingSecret: string, at: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')}`
}

/** Signed requests to the app: events again until they are taken with a 2xx, gestures once. */
export class HttpDeliveries implements Deliveries {
  readonly #to: HttpDelivery
  readonly #timing: DeliveryTiming
  readonly #now: () => number
  readonly #closing = new AbortController()
  #verified: Promise<boolean> | undefined
  #acksToDrop = 0
  #deliveriesToLose = 0
  #eventsToLeaveOut = 0
  readonly events = { offered: 0, acknowledged: 0 }

  constructor(to: HttpDelivery, timing: DeliveryTiming, now: () => number) {
    this.#to = to
    this.#timing = timing
    this.#now = now
  }

  /** Slack sends no event to an address that did not answer its challenge. */
  verify(): Promise<boolean> {
    this.#verified ??= this.#challenge().then((answered) => {
      // The operator presses Save again.
      if (!answered) this.#verified = undefined
      return answered
    })
    return this.#verified
  }

  async #challenge(): Promise<boolean> {
    const challenge = crypto.randomUUID()
    const body = { token: 'legacy', challenge, type: 'url_verification' }
    const response = await this.#send('application/json', JSON.stringify(body))
    if (response.kind !== 'taken') return false
    if (response.body.trim() === challenge) return true
    const answer = parsed(response.body)
    return isRecord(answer) && answer.challenge === challenge
  }

  async deliverEvent(payload: JsonObject): Promise<void> {
    const body = JSON.stringify(this.#leftOut() ? this.#rateLimited(payload) : payload)
    let reason: RetryReason | undefined
    for (const [attempt, delay] of [0, ...this.#timing.retryDelaysMs].entries()) {
      await this.#pause(delay)
      if (this.#closing.signal.aborted) return
      if (!(await this.verify())) {
        reason = 'connection_failed'
        continue
      }
      const again = reason && {
        'x-slack-retry-num': String(attempt),
        'x-slack-retry-reason': reason,
      }
      this.events.offered += 1
      const response = await this.#offer('application/json', body, again)
      if (response.kind === 'taken') this.events.acknowledged += 1
      if (response.kind === 'taken' || !response.retry) return
      reason = response.reason
    }
  }

  async deliverGesture(type: GestureType, payload: JsonObject): Promise<Loose | undefined> {
    const fields = type === 'slash_commands' ? fieldsOf(payload) : { payload: JSON.stringify(payload) }
    const body = new URLSearchParams(fields).toString()
    const response = await this.#offer('application/x-www-form-urlencoded', body)
    if (response.kind !== 'taken') return undefined
    if (response.body === '') return {}
    const answer = parsed(response.body)
    // A command may be answered in plain words.
    return isRecord(answer) ? answer : { text: response.body }
  }

  dropAcks(count: number): void {
    this.#acksToDrop += count
  }

  loseDeliveries(count: number): void {
    this.#deliveriesToLose += count
  }

  /** The next events are too many: Slack leaves them out, and tells so. */
  leaveOut(count: number): void {
    this.#eventsToLeaveOut += count
  }

  #leftOut(): boolean {
    if (this.#eventsToLeaveOut === 0) return false
    this.#eventsToLeaveOut -= 1
    return true
  }

  #rateLimited({ team_id, api_app_id }: JsonObject): JsonObject {
    return {
      token: 'legacy',
      type: 'app_rate_limited',
      team_id: team_id ?? null,
      minute_rate_limited: Math.floor(this.#now() / 60_000) * 60,
      api_app_id: api_app_id ?? null,
    }
  }

  close(): void {
    this.#closing.abort()
  }

  async #offer(contentType: string, body: string, more?: Record<string, string>): Promise<Response> {
    const lost: Response = { kind: 'failed', reason: 'http_timeout', retry: true }
    if (this.#deliveriesToLose > 0) {
      this.#deliveriesToLose -= 1
      await this.#pause(this.#timing.ackDeadlineMs)
      return lost
    }
    const response = await this.#send(contentType, body, more)
    if (response.kind !== 'taken' || this.#acksToDrop === 0) return response
    this.#acksToDrop -= 1
    return lost
  }

  async #send(contentType: string, body: string, more: Record<string, string> = {}): Promise<Response> {
    const at = Math.floor(this.#now() / 1_000)
    const deadline = AbortSignal.timeout(this.#timing.ackDeadlineMs)
    try {
      const response = await fetch(this.#to.requestUrl, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': contentType,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': String(at),
          'x-slack-signature': signatureOf(this.#to.signingSecret, at, body),
          ...more,
        },
        body,
        signal: AbortSignal.any([deadline, this.#closing.signal]),
      })
      const words = await response.text()
      if (response.ok) return { kind: 'taken', body: words }
      const retry = response.headers.get('x-slack-no-retry') !== '1'
      return { kind: 'failed', reason: 'http_error', retry }
    } catch {
      const reason = deadline.aborted ? 'http_timeout' : 'connection_failed'
      return { kind: 'failed', reason, retry: true }
    }
  }

  #pause(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      this.#closing.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

function fieldsOf(payload: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]))
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
