import {
  type APIMessage,
  type APIUser,
  type GatewayMessageUpdateDispatchData,
  type REST,
  Routes,
} from 'discord.js'
import type { ConversationRef, LookUpResult, Target, Words } from '../../../core/ports/chat.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { HistoryPage } from '../../../core/ports/history-page.ts'
import { parseEdit, parseMessage, type Self, snowflakeAt } from '../parse.ts'
import { partsOf } from '../render.ts'
import { nonceOf, nonceStem, openChannel, type Posted, partsOfNonce } from '../send.ts'
import type { DirectChannels } from './direct-channels.ts'
import type { PlatformTime } from './platform-time.ts'
import { failureOf } from './rest.ts'

/** What is known of Discord's clock may be off by this much. */
const SKEW_MS = 2000
/** Discord drops a second message with the same nonce for "a few minutes"; less is relied upon. */
const NONCE_WINDOW_MS = 120_000
const PAGE = 100

export interface LookingUp {
  readonly rest: REST
  readonly directs: DirectChannels
  readonly clock: Clock
  readonly posted: Posted
  readonly time: PlatformTime
  readonly self: () => Promise<Self>
}

/**
 * Was this key posted? In order of certainty: the nonce as the gateway echoed it; the nonce in the history, where
 * Discord gives it; the words of `intent` among own messages. Failing these it is `absent` as long as the platform
 * drops a second post by its nonce, since posting again then shows the first one; after that only if the bot posted
 * nothing it cannot account for. Of a text of which only the first parts stand there, these are remembered, so that
 * sending it again adds the rest.
 */
export async function lookUp(
  looking: LookingUp,
  target: Target,
  key: string,
  since: string,
  intent?: Words,
): Promise<LookUpResult> {
  const { rest, directs, clock, posted } = looking
  const channel = await openChannel(directs, target)
  if ('outcome' in channel) return { outcome: 'unknown', reason: channel.reason }
  const conversation = channel.id
  const echoed = posted.whole(key, conversation)
  if (echoed !== undefined) return { outcome: 'found', conversation, messages: echoed }
  let own: APIMessage[]
  try {
    const { user } = await looking.self()
    const start = new Date(looking.time.of(new Date(since)).getTime() - SKEW_MS)
    own = (await pageAfter(rest, conversation, snowflakeAt(start))).filter(({ author }) => author.id === user)
  } catch (error) {
    return { outcome: 'unknown', reason: failureOf(error).reason }
  }
  const parts = byNonce(own, key) ?? byContent(own, intent)
  const messages = all(parts)
  if (messages !== undefined) return { outcome: 'found', conversation, messages }
  for (const [index, message] of parts.entries())
    if (message !== undefined)
      posted.add({ nonce: nonceOf(key, index, parts.length), channel: conversation, message })
  const dropsSecond = clock.now().getTime() - Date.parse(since) < NONCE_WINDOW_MS
  if (dropsSecond || own.length === 0 || intent !== undefined) return { outcome: 'absent' }
  return { outcome: 'unknown', reason: 'own messages without nonce' }
}

type Parts = readonly (string | undefined)[]

function byNonce(own: readonly APIMessage[], key: string): Parts | undefined {
  const stem = nonceStem(key)
  const byNonce = new Map(own.map(({ nonce, id }) => [String(nonce ?? ''), id]))
  const one = [...byNonce.keys()].find((nonce) => nonce.startsWith(stem))
  if (one === undefined) return undefined
  const count = partsOfNonce(one)
  return Array.from({ length: count }, (_, index) => byNonce.get(nonceOf(key, index, count)))
}

function byContent(own: readonly APIMessage[], intent: Words | undefined): Parts {
  if (intent?.kind !== 'say') return []
  const parts = partsOf(intent)
  const left = [...own]
  return parts.map(({ content }, index) => {
    const names = index === parts.length - 1 ? (intent.files ?? []).map(({ name }) => name) : []
    const at = left.findIndex(
      (message) =>
        message.content.trim() === content.trim() &&
        message.attachments.map(({ filename }) => filename).join('/') === names.join('/'),
    )
    return at < 0 ? undefined : left.splice(0, at + 1).at(-1)?.id
  })
}

function all(ids: Parts): readonly string[] | undefined {
  return ids.length > 0 && ids.every((id) => id !== undefined) ? ids : undefined
}

/** Oldest first. */
async function pageAfter(rest: REST, channel: string, after: string): Promise<APIMessage[]> {
  const query = new URLSearchParams({ after, limit: String(PAGE) })
  const page = (await rest.get(Routes.channelMessages(channel), { query })) as APIMessage[]
  return page.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
}

/** A page of a direct conversation's history after `after`; the next one begins after its last message. */
export async function historyPage(
  rest: REST,
  self: Self,
  { conversation }: ConversationRef,
  after: string | undefined,
  page: string | undefined,
): Promise<HistoryPage> {
  const messages = await pageAfter(rest, conversation, page ?? after ?? '0')
  const last = messages.at(-1)
  return {
    events: messages.flatMap((message) => {
      const said = parseMessage(message, self, true)
      // A direct message as REST gives it is what its update on the gateway would bring.
      const edited = parseEdit(message as GatewayMessageUpdateDispatchData, self)
      return [said, edited].filter((event) => event !== undefined)
    }),
    messages: messages.map(({ id }) => id),
    ...(last === undefined || messages.length < PAGE ? {} : { next: last.id }),
  }
}

/** Who the bot is. */
export async function whoAmI(rest: REST): Promise<Self> {
  const user = (await rest.get(Routes.user())) as APIUser
  const application = (await rest.get(Routes.currentApplication())) as { id: string }
  return { application: application.id, user: user.id }
}
