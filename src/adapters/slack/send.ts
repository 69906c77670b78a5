import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type {
  Block,
  Intent,
  LookUpResult,
  OutboundFile,
  SendResult,
  Standing,
  Target,
} from '../../core/ports/chat.ts'
import { filesIn, historyOf, type KeyedMessage, keyedMessages } from './outbound/history.ts'
import { homeView } from './outbound/home-view.ts'
import { type Failure, failureOf, platformErrorCode } from './outbound/outcome.ts'
import { midway, NOTHING, type Progress, Remembered } from './outbound/progress.ts'
import { shareFiles, UploadError, uploadFiles, uploadWithinMs } from './outbound/upload.ts'
import { POST_TIMEOUT_MS } from './outbound/web-client.ts'
import { type PlainMessage, renderMessages, renderPlainly, type SlackMessage } from './render.ts'
import { isDirect } from './reply.ts'
import { stampOfIso } from './text.ts'

/** Clocks differ by this much at most; the key tells a message of ours from any other. */
const LOOK_BACK_MS = 3_600_000
/** What a send takes beside its calls. */
const LEEWAY_MS = 200
const UPDATE_RETRY_MS = 2_000
const UPLOAD_RETRY_MS = 5_000
/** Slack takes about one message a second in a channel. */
const NEXT_STEP_MS = 1_000

const postedSchema = z.object({ ts: z.string() })

const THREAD_GONE = 'thread_not_found'

type Postable = SlackMessage | PlainMessage

interface SlackPlace {
  readonly channel: string
  /** `ts` of the message the thread hangs on. */
  readonly thread: string | undefined
}

function placeOf(channel: string, target: Target): SlackPlace {
  return { channel, thread: target.to === 'conversation' ? target.thread : undefined }
}

/**
 * Sends intents. A `say` is a row of messages, each with the key in its metadata, then its files. What is known to
 * be posted is remembered by key, by this process or after a look-up, so that sending the key again posts only what
 * is missing. In a channel, where the bot reads nothing and so nobody can look up what stands, each call posts one step.
 */
export class Sender {
  readonly #web: WebClient
  /** For calls that post words: it gives up sooner. */
  readonly #posting: WebClient
  readonly #remembered = new Remembered()

  constructor(web: WebClient, posting: WebClient) {
    this.#web = web
    this.#posting = posting
  }

  /** The sum of what each call may take. */
  static withinMs(target: Target, intent: Intent): number {
    if (intent.kind !== 'say') return POST_TIMEOUT_MS + LEEWAY_MS
    const files = intent.files ?? []
    const posts = messagesOf(intent).length + (target.to === 'person' || target.thread ? 1 : 0)
    return posts * POST_TIMEOUT_MS + uploadWithinMs(files.length) + LEEWAY_MS
  }

  async send(target: Target, intent: Intent, key: string, stands: Standing = []): Promise<SendResult> {
    if (intent.kind === 'edit')
      return this.#edit(intent.message.conversation, intent.message.message, intent.blocks)
    if (intent.kind === 'typing')
      return target.to === 'conversation'
        ? { outcome: 'sent', conversation: target.conversation, messages: [] }
        : { outcome: 'rejected', reason: 'typing needs a conversation' }
    if (intent.kind === 'home') return this.#home(target, intent.blocks)
    const files = intent.files ?? []
    const messages = messagesOf(intent)
    if (messages.length === 0) return { outcome: 'rejected', reason: 'empty' }
    const channel = await this.#channelOf(target)
    return typeof channel === 'string'
      ? this.#say(placeOf(channel, target), messages, files, key, stands)
      : channel
  }

  async #say(
    { channel, thread }: SlackPlace,
    messages: readonly Postable[],
    files: readonly OutboundFile[],
    key: string,
    stands: Standing,
  ): Promise<SendResult> {
    let progress = this.#remembered.furthest(key, stands, messages.length)
    const oneStep = !isDirect(channel)
    const keep = (next: Partial<Progress>) => {
      progress = { ...progress, ...next }
      this.#remembered.keep(key, progress)
    }
    if (progress.files.length < files.length && !progress.shared) {
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
        keep({ parts: [...progress.parts, await this.#post({ channel, thread }, message, payload)] })
      } catch (error) {
        return midway(failureOf(error, isDirect(channel)), progress)
      }
      const isLast = index === messages.length - 1 && files.length === 0
      if (oneStep && !isLast) {
        const next: Failure = { outcome: 'retry', afterMs: NEXT_STEP_MS, reason: 'next-step' }
        return midway(next, progress)
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
    this.#remembered.forget(key)
    return { outcome: 'sent', conversation: channel, messages: progress.parts.filter((id) => id !== '') }
  }

  /** In the conversation itself where the thread is gone. */
  async #post(
    { channel, thread }: SlackPlace,
    message: Postable,
    payload: Readonly<Record<string, string | number>>,
  ): Promise<string> {
    try {
      return await this.#postMessage({ channel, ...(thread ? { thread_ts: thread } : {}) }, message, payload)
    } catch (error) {
      if (thread === undefined || platformErrorCode(error) !== THREAD_GONE) throw error
      return this.#postMessage({ channel }, message, payload)
    }
  }

  async #postMessage(
    place: { readonly channel: string; readonly thread_ts?: string },
    message: Postable,
    payload: Readonly<Record<string, string | number>>,
  ): Promise<string> {
    const posted = await this.#posting.apiCall('chat.postMessage', {
      ...place,
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

  /** Replaces the whole page, so it may be done twice as well. */
  async #home(target: Target, blocks: readonly Block[]): Promise<SendResult> {
    if (target.to !== 'person') return { outcome: 'rejected', reason: 'a page belongs to a person' }
    try {
      await this.#posting.apiCall('views.publish', { user_id: target.person, view: homeView(blocks) })
      return { outcome: 'sent', conversation: '', messages: [] }
    } catch (error) {
      return unposted(error, NOTHING)
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
    if (typeof channel !== 'string') return { outcome: 'unknown', reason: channel.reason }
    const oldest = stampOfIso(new Date(Date.parse(since) - LOOK_BACK_MS).toISOString())
    try {
      const history = await this.#history(placeOf(channel, target), oldest)
      return this.#compare(channel, keyedMessages(history, key), history, key)
    } catch (error) {
      const failure = failureOf(error, isDirect(channel))
      const mayNotRead = failure.reason === 'missing_scope' || failure.outcome === 'unreachable'
      return { outcome: !isDirect(channel) && mayNotRead ? 'untold' : 'unknown', reason: failure.reason }
    }
  }

  async #history({ channel, thread }: SlackPlace, oldest: string): ReturnType<typeof historyOf> {
    try {
      return await historyOf(this.#web, channel, oldest, { metadata: true, thread })
    } catch (error) {
      if (thread === undefined || platformErrorCode(error) !== THREAD_GONE) throw error
      return historyOf(this.#web, channel, oldest, { metadata: true })
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
      this.#remembered.forget(key)
      return { outcome: 'found', conversation, messages: parts }
    }
    // Some of it is there: sending the key again adds the rest.
    this.#remembered.keep(key, { parts, files: first.files, shared })
    return { outcome: 'absent' }
  }
}

/** A message of files alone still needs one that carries the key. */
function messagesOf({ blocks, files = [], plain }: Extract<Intent, { kind: 'say' }>): readonly Postable[] {
  const messages = plain ? renderPlainly(blocks) : renderMessages(blocks)
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
