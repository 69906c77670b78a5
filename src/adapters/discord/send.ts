import { createHash } from 'node:crypto'
import {
  type APIMessage,
  MessageFlags,
  type RawFile,
  type REST,
  type RESTPatchAPIChannelMessageJSONBody,
  type RESTPostAPIChannelMessageJSONBody,
  Routes,
} from 'discord.js'
import type { Intent, OutboundFile, SendResult, Standing, Target } from '../../core/ports/chat.ts'
import type { DirectChannels } from './outbound/direct-channels.ts'
import { shortened } from './outbound/markdown.ts'
import { type Failure, failureOf, openingFailureOf, POST_TIMEOUT_MS, TIMEOUT_MS } from './outbound/rest.ts'
import { MAX_CONTENT, type Part, partsOf } from './render.ts'

/** What a send takes beside its calls. */
const LEEWAY_MS = 200
const REMEMBERED = 5000
const MAX_DESCRIPTION = 1024
const EDIT_AGAIN_MS = 1000

/**
 * The nonce of one part: 24 of Discord's 25 characters. Ends in the part's number and their count, so that a lone
 * part found on the platform is known to be incomplete.
 */
export function nonceOf(key: string, part: number, parts: number): string {
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 20)
  return `${hash}${twoDigits(part)}${twoDigits(parts)}`
}

/** The part of a nonce that all parts of one message share. */
export function nonceStem(key: string): string {
  return nonceOf(key, 0, 0).slice(0, 20)
}

export function partsOfNonce(nonce: string): number {
  return Number.parseInt(nonce.slice(22), 36)
}

function twoDigits(value: number): string {
  return value.toString(36).padStart(2, '0')
}

export interface PostedPart {
  readonly nonce: string
  readonly channel: string
  readonly message: string
}

/** Own messages by nonce, from answered calls and from the gateway's echo, which alone carries nonces. */
export class Posted {
  readonly #byNonce = new Map<string, PostedPart>()

  add(part: PostedPart): void {
    this.#byNonce.set(part.nonce, part)
    if (this.#byNonce.size > REMEMBERED) {
      const [oldest] = this.#byNonce.keys()
      if (oldest !== undefined) this.#byNonce.delete(oldest)
    }
  }

  get(nonce: string, channel: string): PostedPart | undefined {
    const part = this.#byNonce.get(nonce)
    return part?.channel === channel ? part : undefined
  }

  /** All parts of a key, in order, if every one of them is known. */
  whole(key: string, channel: string): readonly string[] | undefined {
    const stem = nonceStem(key)
    const first = [...this.#byNonce.values()].find(({ nonce }) => nonce.startsWith(stem))
    if (first === undefined) return undefined
    const count = partsOfNonce(first.nonce)
    const found = Array.from({ length: count }, (_, i) => this.get(nonceOf(key, i, count), channel)?.message)
    return found.every((message) => message !== undefined) ? found : undefined
  }
}

/** The channel of a target; opens the direct one. */
export async function openChannel(
  directs: DirectChannels,
  target: Target,
): Promise<{ id: string } | Failure> {
  if (target.to === 'conversation') return { id: target.conversation }
  try {
    return { id: await directs.open(target.person) }
  } catch (error) {
    const failure = openingFailureOf(error)
    if (failure.outcome !== 'ambiguous') return failure
    return { outcome: 'retry', afterMs: EDIT_AGAIN_MS, reason: failure.reason }
  }
}

export interface Sending {
  readonly rest: REST
  readonly directs: DirectChannels
  readonly posted: Posted
}

/** How long `send` may take: the sum of what each call may. */
export function sendWithinMs(target: Target, intent: Intent): number {
  if (intent.kind !== 'say') return POST_TIMEOUT_MS + LEEWAY_MS
  const parts = partsOf(intent).length
  const posts = parts + (target.to === 'person' ? 1 : 0) - (intent.files ? 1 : 0)
  return posts * POST_TIMEOUT_MS + (intent.files ? TIMEOUT_MS : 0) + LEEWAY_MS
}

/** A limit between two parts ends the call: the rest follows when the key is sent again. */
export async function send(
  sending: Sending,
  target: Target,
  intent: Intent,
  key: string,
  stands: Standing = [],
): Promise<SendResult> {
  if (intent.kind === 'edit') return edit(sending.rest, intent)
  if (intent.kind === 'typing') return showTyping(sending.rest, target)
  if (intent.kind === 'home') return { outcome: 'rejected', reason: 'no page of the bot here' }
  const channel = await openChannel(sending.directs, target)
  if ('outcome' in channel) return channel
  const parts = partsOf(intent)
  const messages: string[] = []
  for (const [index, part] of parts.entries()) {
    const known = stands[index]
    if (known !== undefined) {
      messages.push(known)
      continue
    }
    const nonce = nonceOf(key, index, parts.length)
    const files = index === parts.length - 1 ? (intent.files ?? []) : []
    const result = await postPart(sending, channel.id, part, files, nonce)
    if (typeof result !== 'string') return withStanding(result, messages)
    messages.push(result)
  }
  return { outcome: 'sent', conversation: channel.id, messages }
}

function withStanding(failure: Failure, stands: Standing): Failure {
  const goesOn = failure.outcome === 'retry' || failure.outcome === 'ambiguous'
  return goesOn && stands.length > 0 ? { ...failure, stands } : failure
}

async function postPart(
  { rest, posted }: Sending,
  channel: string,
  part: Part,
  files: readonly OutboundFile[],
  nonce: string,
): Promise<string | Failure> {
  const known = posted.get(nonce, channel)
  if (known !== undefined) return known.message
  const body: RESTPostAPIChannelMessageJSONBody = {
    ...bodyOf(part),
    nonce,
    enforce_nonce: true,
    ...(files.length === 0 ? {} : { attachments: files.map(described) }),
  }
  try {
    const route = Routes.channelMessages(channel)
    const signal = AbortSignal.timeout(files.length > 0 ? TIMEOUT_MS : POST_TIMEOUT_MS)
    const message = (await rest.post(route, { body, files: files.map(raw), signal })) as APIMessage
    posted.add({ nonce, channel, message: message.id })
    return message.id
  } catch (error) {
    return failureOf(error)
  }
}

async function edit(rest: REST, intent: Extract<Intent, { kind: 'edit' }>): Promise<SendResult> {
  const { conversation, message } = intent.message
  const [part, ...more] = partsOf(intent)
  if (part === undefined || more.length > 0) {
    return { outcome: 'rejected', reason: `longer than one message of ${MAX_CONTENT}` }
  }
  try {
    const body: RESTPatchAPIChannelMessageJSONBody = bodyOf(part)
    const signal = AbortSignal.timeout(POST_TIMEOUT_MS)
    await rest.patch(Routes.channelMessage(conversation, message), { body, signal })
    return { outcome: 'sent', conversation, messages: [message] }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.outcome !== 'ambiguous') return failure
    // The same edit twice shows the same, so an unknown outcome needs no look-up.
    return { outcome: 'retry', afterMs: EDIT_AGAIN_MS, reason: failure.reason }
  }
}

/** For ten seconds, or until the next message. Nobody misses it, so nothing is looked up. */
async function showTyping(rest: REST, target: Target): Promise<SendResult> {
  if (target.to === 'person') return { outcome: 'rejected', reason: 'typing needs a conversation' }
  const channel = target.conversation
  try {
    await rest.post(Routes.channelTyping(channel), { signal: AbortSignal.timeout(POST_TIMEOUT_MS) })
    return { outcome: 'sent', conversation: channel, messages: [] }
  } catch (error) {
    return failureOf(error)
  }
}

/** A message's body with nothing unfurled and nobody pinged. */
export function bodyOf({ content, components }: Part) {
  return {
    content,
    components: [...components],
    allowed_mentions: { parse: [] },
    flags: MessageFlags.SuppressEmbeds,
  }
}

function described({ name, alt }: OutboundFile, index: number) {
  return { id: index, filename: name, description: shortened(alt, MAX_DESCRIPTION) }
}

function raw({ name, mediaType, bytes }: OutboundFile): RawFile {
  return { name, data: Buffer.from(bytes), contentType: mediaType }
}
