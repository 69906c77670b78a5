import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Block, Intent, LookUpResult, OutboundFile, SendResult, Target } from '../../core/ports/chat.ts'
import { filesIn, historyOf, type KeyedMessage, keyedMessages } from './outbound/history.ts'
import { type Failure, failureOf } from './outbound/outcome.ts'
import { shareFiles, UploadError, uploadFiles, uploadWithinMs } from './outbound/upload.ts'
import { POST_TIMEOUT_MS } from './outbound/web-client.ts'
import { renderMessages, type SlackMessage } from './render.ts'
import { isDirect } from './reply.ts'
import { stampOfIso } from './text.ts'

/** Clocks differ by this much at most; the key tells a message of ours from any other. */
const LOOK_BACK_MS = 3_600_000
const MAX_REMEMBERED = 500
/** What a send takes beside its calls. */
const LEEWAY_MS = 200
const UPDATE_RETRY_MS = 2_000
const UPLOAD_RETRY_MS = 5_000

const postedSchema = z.object({ ts: z.string() })

/** How far a `say` of several parts has come. */
interface Progress {
  readonly parts: readonly string[]
  readonly files: readonly string[]
  readonly shared: boolean
}

const NOTHING: Progress = { parts: [], files: [], shared: false }

/**
 * Sends intents. A `say` is a row of messages, each with the key in its metadata, then its files. What is known to
 * be posted is remembered by key, by this process or after a look-up, so that sending the key again posts only what
 * is missing.
 */
export class Sender {
  readonly #web: WebClient
  /** For calls that post words: it gives up sooner. */
  readonly #posting: WebClient
  readonly #progress = new Map<string, Progress>()

  constructor(web: WebClient, posting: WebClient) {
    this.#web = web
    this.#posting = posting
  }

  /** The sum of what each call may take. */
  withinMs(target: Target, intent: Intent): number {
    if (intent.kind === 'edit') return POST_TIMEOUT_MS + LEEWAY_MS
    const files = intent.files ?? []
    const posts = messagesOf(intent.blocks, files).length + (target.to === 'person' ? 1 : 0)
    return posts * POST_TIMEOUT_MS + uploadWithinMs(files.length) + LEEWAY_MS
  }

  async send(target: Target, intent: Intent, key: string): Promise<SendResult> {
    if (intent.kind === 'edit')
      return this.#edit(intent.message.conversation, intent.message.message, intent.blocks)
    const files = intent.files ?? []
    const messages = messagesOf(intent.blocks, files)
    if (messages.length === 0) return { outcome: 'rejected', reason: 'empty' }
    const channel = await this.#channelOf(target)
    return typeof channel === 'string' ? this.#say(channel, messages, files, key) : channel
  }

  async #say(
    channel: string,
    messages: readonly SlackMessage[],
    files: readonly OutboundFile[],
    key: string,
  ): Promise<SendResult> {
    let progress = this.#progress.get(key) ?? NOTHING
    const keep = (next: Partial<Progress>) => {
      progress = { ...progress, ...next }
      this.#remember(key, progress)
    }
    if (progress.files.length < files.length) {
      try {
        keep({ files: await uploadFiles(this.#web, files) })
      } catch (error) {
        return unposted(error, progress)
      }
    }
    for (const [index, message] of messages.entries()) {
      if (index < progress.parts.length) continue
      try {
        const payload = {
          key,
          part: index,
          of: messages.length,
          ...(progress.files.length === 0 ? {} : { files: progress.files.join(',') }),
        }
        keep({ parts: [...progress.parts, await this.#post(channel, message, payload)] })
      } catch (error) {
        return midway(failureOf(error, isDirect(channel)), progress)
      }
    }
    if (files.length > 0 && !progress.shared) {
      try {
        await shareFiles(this.#web, channel, progress.files, files)
        keep({ shared: true })
      } catch (error) {
        return midway(failureOf(error, isDirect(channel)), progress)
      }
    }
    this.#progress.delete(key)
    return { outcome: 'sent', conversation: channel, messages: progress.parts }
  }

  async #post(
    channel: string,
    message: SlackMessage,
    payload: Readonly<Record<string, string | number>>,
  ): Promise<string> {
    const posted = await this.#posting.apiCall('chat.postMessage', {
      channel,
      ...message,
      metadata: { event_type: 'sounding', event_payload: payload },
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    })
    return postedSchema.parse(posted).ts
  }

  /** Doing it twice is the same as once, so an unknown outcome may simply be tried again. */
  async #edit(channel: string, ts: string, blocks: readonly Block[]): Promise<SendResult> {
    const [message, ...more] = renderMessages(blocks)
    if (message === undefined || more.length > 0) {
      return { outcome: 'rejected', reason: message === undefined ? 'empty' : 'too-long' }
    }
    try {
      await this.#posting.apiCall('chat.update', {
        channel,
        ts,
        ...message,
        parse: 'none',
        link_names: false,
      })
      return { outcome: 'sent', conversation: channel, messages: [ts] }
    } catch (error) {
      const failure = failureOf(error, isDirect(channel))
      return failure.outcome === 'ambiguous'
        ? { outcome: 'retry', afterMs: UPDATE_RETRY_MS, reason: failure.reason }
        : failure
    }
  }

  /**
   * The conversation's id. Opening a person's also tells what chat.postMessage hides: it succeeds for somebody who
   * was deactivated (python-slack-sdk#1156).
   */
  async #channelOf(target: Target): Promise<string | Failure> {
    if (target.to === 'conversation') return target.conversation
    try {
      const opened = await this.#posting.conversations.open({ users: target.person })
      return opened.channel?.id ?? { outcome: 'unreachable', reason: 'not-found' }
    } catch (error) {
      return unposted(error, NOTHING)
    }
  }

  async lookUp(target: Target, key: string, since: string): Promise<LookUpResult> {
    const channel = await this.#channelOf(target)
    if (typeof channel !== 'string') return { outcome: 'unknown', reason: reasonOf(channel) }
    const oldest = stampOfIso(new Date(Date.parse(since) - LOOK_BACK_MS).toISOString())
    try {
      const history = await historyOf(this.#web, channel, oldest, { metadata: true })
      return this.#compare(channel, keyedMessages(history, key), history, key)
    } catch (error) {
      return { outcome: 'unknown', reason: reasonOf(failureOf(error, isDirect(channel))) }
    }
  }

  #compare(
    conversation: string,
    found: readonly KeyedMessage[],
    history: readonly unknown[],
    key: string,
  ): LookUpResult {
    const [first] = found
    if (first === undefined) return { outcome: 'absent' }
    const parts = found.map((message) => message.ts)
    const visible = filesIn(history)
    const shared = first.files.every((id) => visible.has(id))
    if (parts.length >= first.of && shared) {
      this.#progress.delete(key)
      return { outcome: 'found', conversation, messages: parts }
    }
    // Some of it is there: sending the key again adds the rest.
    this.#remember(key, { parts, files: first.files, shared })
    return { outcome: 'absent' }
  }

  #remember(key: string, progress: Progress): void {
    this.#progress.delete(key)
    this.#progress.set(key, progress)
    const [oldest] = this.#progress.keys()
    if (this.#progress.size > MAX_REMEMBERED && oldest !== undefined) this.#progress.delete(oldest)
  }
}

/** A message of files alone still needs one that carries the key. */
function messagesOf(blocks: readonly Block[], files: readonly OutboundFile[]): readonly SlackMessage[] {
  const messages = renderMessages(blocks)
  if (messages.length > 0 || files.length === 0) return messages
  return renderMessages([{ kind: 'paragraph', text: files.map((file) => file.name).join(', ') }])
}

/** A failure before anything could be seen: an unknown outcome of that call matters to nobody. */
function unposted(error: unknown, progress: Progress): Failure {
  if (error instanceof UploadError) {
    return midway({ outcome: 'retry', afterMs: UPLOAD_RETRY_MS, reason: 'upload' }, progress)
  }
  const failure = failureOf(error, true)
  return failure.outcome === 'ambiguous'
    ? { outcome: 'retry', afterMs: UPLOAD_RETRY_MS, reason: failure.reason }
    : failure
}

/** Once a part stands there, another process must look before it sends the key again. */
function midway(failure: Failure, progress: Progress): Failure {
  if (progress.parts.length === 0 || failure.outcome !== 'retry') return failure
  return { outcome: 'ambiguous', reason: `after part ${progress.parts.length}: ${failure.reason}` }
}

function reasonOf(failure: Failure): string {
  return failure.reason
}
