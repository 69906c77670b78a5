import type { WebClient } from '@slack/web-api'
import type { Answer, AnswerOutcome, Block, ReplyHandle } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { failureOf, neverSent, platformErrorCode } from './outbound/outcome.ts'
import { CALL_TIMEOUT_MS } from './outbound/web-client.ts'
import { renderMessages, type SlackMessage } from './render.ts'
import { isDirect, type ReplyRoute, replyRoute } from './reply.ts'

/** A response address is good for five uses; one stays for a late replacement. */
const MAX_PARTS = 4
const NO_PREVIEWS = { unfurl_links: false, unfurl_media: false } as const

/** Of one way to say it. `untold`: Slack did not tell. */
type Said = 'said' | 'refused' | 'untold'
const OUTCOMES = { said: 'answered', refused: 'failed', untold: 'untold' } as const

/** Answers gestures by their response address, and where that is used up by the Web API. */
export class Answerer {
  readonly #web: WebClient
  readonly #clock: Clock
  readonly #log: Log

  constructor(web: WebClient, clock: Clock, log: Log) {
    this.#web = web
    this.#clock = clock
    this.#log = log
  }

  async answer(handle: ReplyHandle, answer: Answer): Promise<AnswerOutcome> {
    const route = replyRoute(handle.token)
    if (route === undefined) return 'failed'
    if (this.#clock.now().getTime() > Date.parse(handle.expiresAt)) return 'expired'
    if (answer.kind === 'none') return 'answered'
    const sent =
      answer.kind === 'replace'
        ? await this.#replace(route, answer.blocks)
        : await this.#privately(route, answer.blocks)
    return OUTCOMES[sent]
  }

  /** What Slack may have shown already is not said in another way. */
  async #privately(route: ReplyRoute, blocks: readonly Block[]): Promise<Said> {
    for (const message of renderMessages(blocks).slice(0, MAX_PARTS)) {
      const responded = await this.#respond(route, {
        ...message,
        response_type: 'ephemeral',
        replace_original: false,
      })
      const said = responded === 'refused' ? await this.#postTo(route, message) : responded
      if (said !== 'said') return said
    }
    return 'said'
  }

  /** Where the address is gone: in the channel for the person alone, in a direct conversation as a message. */
  #postTo(route: ReplyRoute, message: SlackMessage): Promise<Said> {
    return isDirect(route.channel) || route.channel === route.user
      ? this.#call('chat.postMessage', { channel: route.channel, ...message, ...NO_PREVIEWS })
      : this.#call('chat.postEphemeral', { channel: route.channel, user: route.user, ...message })
  }

  async #replace(route: ReplyRoute, blocks: readonly Block[]): Promise<Said> {
    const [message] = renderMessages(blocks)
    if (message === undefined) return 'refused'
    // A form has no message of its own to replace; what was pressed to open it has.
    if (route.message === undefined) return this.#privately(route, blocks)
    const responded = await this.#respond(route, { ...message, replace_original: true })
    if (responded === 'said') return 'said'
    // The same change twice shows the same as once.
    const changed = await this.#call('chat.update', {
      channel: route.channel,
      ts: route.message,
      ...message,
    })
    return changed === 'refused' ? responded : changed
  }

  async #respond(route: ReplyRoute, body: Readonly<Record<string, unknown>>): Promise<Said> {
    if (route.responseUrl === undefined) return 'refused'
    try {
      const response = await fetch(route.responseUrl, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      })
      if (response.ok) return 'said'
      this.#log.info('answer-failed', { conversation: route.channel, status: response.status })
      return response.status < 500 ? 'refused' : 'untold'
    } catch (error) {
      this.#log.error('answer-failed', error, { conversation: route.channel })
      return neverSent(error) ? 'refused' : 'untold'
    }
  }

  async #call(method: string, args: Readonly<Record<string, unknown>>): Promise<Said> {
    try {
      await this.#web.apiCall(method, { ...args, parse: 'none', link_names: false })
      return 'said'
    } catch (error) {
      this.#log.warn('answer-failed', { method, code: platformErrorCode(error) ?? 'network' })
      return failureOf(error, true).outcome === 'ambiguous' ? 'untold' : 'refused'
    }
  }
}
