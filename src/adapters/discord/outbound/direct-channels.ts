import { type APIDMChannel, type REST, Routes } from 'discord.js'
import { POST_TIMEOUT_MS } from './rest.ts'

/**
 * Opens direct conversations, which may be repeated without harm. Discord's SDK makes the calls of one route one after
 * another, so that one which is not answered would hold up everybody else's: here each call has a client to itself.
 */
export class DirectChannels {
  readonly #token: string
  readonly #client: () => REST
  readonly #idle: REST[] = []

  constructor(token: string, client: () => REST) {
    this.#token = token
    this.#client = client
  }

  /** The channel's id. Rejects as the SDK does. */
  async open(person: string): Promise<string> {
    const rest = this.#idle.pop() ?? this.#client()
    // It forgets the token after one 401, which need not be the last word on it.
    rest.setToken(this.#token)
    try {
      const signal = AbortSignal.timeout(POST_TIMEOUT_MS)
      const body = { recipient_id: person }
      return ((await rest.post(Routes.userChannels(), { body, signal })) as APIDMChannel).id
    } finally {
      this.#idle.push(rest)
    }
  }
}
