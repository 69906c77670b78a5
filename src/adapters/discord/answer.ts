import {
  type APIInteraction,
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  RateLimitError,
  type REST,
  Routes,
} from 'discord.js'
import type { Answer, AnswerOutcome, Block, ReplyHandle } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { apiCode, failureOf } from './outbound/rest.ts'
import { timeOf } from './parse.ts'
import { type Part, renderParts } from './render.ts'
import { bodyOf } from './send.ts'

/** Discord keeps a token for 15 minutes; the last half minute is left for the call. */
const TOKEN_LIFE_MS = 14.5 * 60_000
/** Discord gives three seconds to acknowledge; its clock and ours may differ. */
const ACKNOWLEDGED_WITHIN_MS = 5000
const UNKNOWN_WEBHOOK = 10015
const UNKNOWN_MESSAGE = 10008
/** A call that is made once more if it is not answered by then. */
const TOLD_WITHIN_MS = 5_000
/** So long, and once, is waited for a limit of the bot's own before a person is told beside the message instead. */
const LIMIT_WAITED_MS = 1_000
/** Unknown message; too many edits of messages older than an hour. */
const UNCHANGEABLE = new Set([UNKNOWN_MESSAGE, 30046])

/**
 * How the gesture was acknowledged. `reply`: with a waiting answer seen only by the person. `update`: silently, the
 * pressed message stands under `@original`. `modal`: with a form.
 */
export type Mode = 'reply' | 'update' | 'modal'

interface Token {
  readonly application: string
  readonly token: string
  readonly mode: Mode
  readonly channel: string
  readonly message?: string
}

/**
 * Whoever presses sees at once, and alone, that something is being done, in a direct conversation too. Only a press on a
 * message that nobody else sees anyway is acknowledged silently: nothing but its token can replace that message.
 */
export function modeOf(interaction: APIInteraction, opensForm: boolean): Mode {
  if (opensForm) return 'modal'
  if (interaction.type === InteractionType.ApplicationCommand || !interaction.message) return 'reply'
  const ephemeral = ((interaction.message.flags ?? 0) & MessageFlags.Ephemeral) !== 0
  return ephemeral ? 'update' : 'reply'
}

/** A handle any process with the same application can answer by. */
export function handleOf(interaction: APIInteraction, mode: Mode): ReplyHandle {
  const token: Token = {
    application: interaction.application_id,
    token: interaction.token,
    mode,
    channel: interaction.channel?.id ?? '',
    ...(interaction.message ? { message: interaction.message.id } : {}),
  }
  const expires = timeOf(interaction.id).getTime() + TOKEN_LIFE_MS
  return { token: JSON.stringify(token), expiresAt: new Date(expires).toISOString() }
}

export interface Answering {
  /** With the bot's token. */
  readonly rest: REST
  /** For calls that carry the interaction's token. */
  readonly byToken: REST
  readonly clock: Clock
}

type FirstAnswer =
  | { readonly kind: 'wait'; readonly mode: Mode }
  | { readonly kind: 'form'; readonly modal: APIModalInteractionResponseCallbackData }
  | { readonly kind: 'private'; readonly blocks: readonly Block[] }

/** The first answer to an interaction, due within three seconds of it. */
export async function acknowledge(
  byToken: REST,
  interaction: APIInteraction,
  first: FirstAnswer,
): Promise<void> {
  await byToken.post(Routes.interactionCallback(interaction.id, interaction.token), {
    body: callbackOf(first),
    auth: false,
  })
}

function callbackOf(first: FirstAnswer): { readonly type: InteractionResponseType; readonly data?: unknown } {
  if (first.kind === 'form') return { type: InteractionResponseType.Modal, data: first.modal }
  if (first.kind === 'private') {
    const [part] = renderParts(first.blocks)
    const flags = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds
    const data = { ...bodyOf(part ?? { content: '', components: [] }), flags }
    return { type: InteractionResponseType.ChannelMessageWithSource, data }
  }
  if (first.mode === 'update') return { type: InteractionResponseType.DeferredMessageUpdate }
  const data = { flags: MessageFlags.Ephemeral }
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, data }
}

/**
 * Interaction tokens are good without the bot's own token; only `replace` in a channel needs that. Whoever answers
 * may be faster than the acknowledgement, which comes after the event is stored: until Discord has that, it does
 * not know the token, so a young gesture is given time.
 */
export async function answer(
  { rest, byToken, clock }: Answering,
  handle: ReplyHandle,
  given: Answer,
): Promise<AnswerOutcome> {
  const expiresAt = Date.parse(handle.expiresAt)
  const token: Token = JSON.parse(handle.token)
  for (;;) {
    const now = clock.now().getTime()
    if (now >= expiresAt) return 'expired'
    try {
      await show({ rest, byToken, clock }, token, given)
      return 'answered'
    } catch (error) {
      const code = apiCode(error) ?? 0
      const young = now - (expiresAt - TOKEN_LIFE_MS) < ACKNOWLEDGED_WITHIN_MS
      if (code !== UNKNOWN_WEBHOOK || !young) {
        if (expired.has(code)) return 'expired'
        return failureOf(error).outcome === 'ambiguous' ? 'untold' : 'failed'
      }
      await clock.sleep(100)
    }
  }
}

async function show(answering: Answering, token: Token, given: Answer): Promise<void> {
  const { byToken } = answering
  if (given.kind === 'private') await privately(byToken, token, given.blocks)
  else if (given.kind === 'replace') await replace(answering, token, given.blocks)
  else if (token.mode === 'reply') await takeSignAway(byToken, token)
}

/** For calls that do the same twice as once: where Discord did not tell what became of one, it is made again, once. */
async function onceMore(call: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  try {
    await call(AbortSignal.timeout(TOLD_WITHIN_MS))
  } catch (error) {
    if (failureOf(error).outcome !== 'ambiguous') throw error
    await call(AbortSignal.timeout(TOLD_WITHIN_MS)).catch((again: unknown) => {
      // A limit says nothing about the first call; a refusal by Discord would have met it as well.
      throw apiCode(again) === undefined ? error : again
    })
  }
}

function change(byToken: REST, token: Token, part: Part): Promise<void> {
  return onceMore((signal) => byToken.patch(original(token), { body: bodyOf(part), auth: false, signal }))
}

async function takeSignAway(byToken: REST, token: Token): Promise<void> {
  try {
    await onceMore((signal) => byToken.delete(original(token), { auth: false, signal }))
  } catch (error) {
    if (apiCode(error) !== UNKNOWN_MESSAGE) throw error
  }
}

/** Unknown webhook, invalid webhook token, unknown interaction. */
const expired = new Set([UNKNOWN_WEBHOOK, 50027, 10062])

async function privately(byToken: REST, token: Token, blocks: readonly Block[]): Promise<void> {
  for (const [index, part] of renderParts(blocks).entries()) {
    if (token.mode === 'reply' && index === 0) {
      await change(byToken, token, part)
    } else {
      const flags = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds
      await byToken.post(followUp(token), { body: { ...bodyOf(part), flags }, auth: false })
    }
  }
}

async function replace(answering: Answering, token: Token, blocks: readonly Block[]): Promise<void> {
  const { byToken } = answering
  const [first, ...more] = renderParts(blocks)
  if (first === undefined) return
  if (token.mode === 'update') {
    await change(byToken, token, first)
  } else {
    if (!(await replaced(answering, token, first))) return privately(byToken, token, blocks)
    // The words stand: a sign that stays beside them is no reason to say them again.
    if (token.mode === 'reply' && more.length === 0) await takeSignAway(byToken, token).catch(() => {})
  }
  for (const part of more) {
    const flags = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds
    await byToken.post(followUp(token), { body: { ...bodyOf(part), flags }, auth: false })
  }
}

/** False: there is no message, or Discord lets it not be changed now, or no more; then the person is told beside it. */
async function replaced({ rest, clock }: Answering, token: Token, part: Part): Promise<boolean> {
  if (token.message === undefined) return false
  const route = Routes.channelMessage(token.channel, token.message)
  for (let tries = 1; ; tries++) {
    try {
      await onceMore((signal) => rest.patch(route, { body: bodyOf(part), signal }))
      return true
    } catch (error) {
      const limited = error instanceof RateLimitError
      if (limited && tries === 1 && error.retryAfter <= LIMIT_WAITED_MS) await clock.sleep(error.retryAfter)
      else if (limited || UNCHANGEABLE.has(apiCode(error) ?? 0)) return false
      else throw error
    }
  }
}

function original(token: Token) {
  return Routes.webhookMessage(token.application, token.token, '@original')
}

function followUp(token: Token) {
  return Routes.webhook(token.application, token.token)
}
