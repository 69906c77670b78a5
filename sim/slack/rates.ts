import { SlackRefusal } from './types.ts'

export interface Rates {
  /** Messages a channel takes per second in the long run; Slack documents about one. */
  readonly messagesPerSecond?: number
  /** Messages a channel takes at once before that; Slack says "short bursts" and no number, four is our guess. */
  readonly messageBurst?: number
  /** Messages a workspace takes a minute from one app; Slack says "several hundred", three hundred is our guess. */
  readonly postsPerMinute?: number
  /** Sold outside Slack's Marketplace: the history is read once a minute, fifteen messages at a time. */
  readonly distributed?: boolean
  /** Calls a minute by tier are multiplied by this; 1 is Slack's own. */
  readonly tierFactor?: number
}

const SLACK: Required<Rates> = {
  messagesPerSecond: 1,
  messageBurst: 4,
  postsPerMinute: 300,
  distributed: false,
  tierFactor: 1,
}
const DISTRIBUTED_PER_MINUTE = 1
const DISTRIBUTED_PAGE = 15
/** Reading the history, which is cut for distributed apps. */
const HISTORY = ['conversations.history', 'conversations.replies']

const TIER_OF: Readonly<Record<string, number>> = {
  'apps.connections.open': 50,
  'chat.update': 50,
  'chat.postEphemeral': 100,
  'conversations.open': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.info': 50,
  'conversations.members': 100,
  'dnd.info': 50,
  'usergroups.users.list': 20,
  'users.info': 100,
  'users.list': 20,
  'views.open': 100,
  'views.publish': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
}

/** Token buckets: one per channel for messages, one per method for its tier. */
export class RateLimits {
  #rates: Required<Rates> = SLACK
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(rates: Rates) {
    this.limit(rates)
  }

  /** From now on these hold, as if nothing had been asked for so far. */
  limit(rates: Rates): void {
    this.#rates = { ...SLACK, ...rates }
    this.#buckets.clear()
  }

  takeMethod(method: string): void {
    const { distributed } = this.#rates
    const tier = TIER_OF[method]
    if (tier === undefined) return
    const perMinute = distributed && HISTORY.includes(method) ? DISTRIBUTED_PER_MINUTE : tier
    const size = perMinute * this.#rates.tierFactor
    this.#take(`method ${method}`, size, size / 60)
  }

  /** Most messages that one page of the history holds, for whoever asks for so many. */
  historyPage(asked: number): number {
    return this.#rates.distributed ? Math.min(asked, DISTRIBUTED_PAGE) : asked
  }

  /** One of the workspace's, whatever the channel. */
  takePost(): void {
    const size = this.#rates.postsPerMinute * this.#rates.tierFactor
    this.#take('workspace posts', size, size / 60)
  }

  takeMessage(channel: string): void {
    this.#take(`channel ${channel}`, this.#rates.messageBurst, this.#rates.messagesPerSecond)
  }

  #take(name: string, size: number, perSecond: number): void {
    const now = Date.now()
    const bucket = this.#buckets.get(name) ?? { tokens: size, at: now }
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    this.#buckets.set(name, bucket)
    if (bucket.tokens < 1) {
      throw new SlackRefusal('ratelimited', {
        retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)),
      })
    }
    bucket.tokens -= 1
  }
}
