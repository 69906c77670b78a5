import { isDeepStrictEqual } from 'node:util'
import type { WebClient } from '@slack/web-api'
import { PlatformError } from '../../core/errors.ts'
import type { PersonProfile } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { platformErrorCode } from './outbound/outcome.ts'
import { type Identity, parseProfile } from './parse.ts'

const PAGE = 500
const MAX_KNOWN = 5_000

/** Who people are, and who is where. */
export class People {
  readonly #web: WebClient
  readonly #clock: Clock
  readonly #known = new Map<string, PersonProfile>()

  constructor(web: WebClient, clock: Clock) {
    this.#web = web
    this.#clock = clock
  }

  /** Throws PlatformError if Slack could not be asked. */
  async profile(person: string, who: Identity, quiet: boolean): Promise<PersonProfile | undefined> {
    try {
      const { user } = await this.#web.users.info({ user: person, include_locale: true })
      const profile = parseProfile(user, who.workspace)
      if (profile !== undefined) this.learn(person, profile)
      if (profile === undefined || !quiet) return profile
      const quietUntil = await this.#quietUntil(person)
      return quietUntil === undefined ? profile : { ...profile, quietUntil }
    } catch (error) {
      const code = platformErrorCode(error)
      if (code === 'user_not_found' || code === 'user_not_visible') return undefined
      throw unasked('users.info', error)
    }
  }

  /** Slack posts to people who do not want to be disturbed and only keeps quiet about it. */
  async #quietUntil(person: string): Promise<string | undefined> {
    const dnd = await this.#web.dnd.info({ user: person })
    const { dnd_enabled: enabled, next_dnd_start_ts: from = 0, next_dnd_end_ts: until = 0 } = dnd
    const now = this.#clock.now().getTime() / 1000
    return enabled && from <= now && now < until ? new Date(until * 1000).toISOString() : undefined
  }

  /** Remembers a profile that the core has been told. */
  learn(person: string | undefined, profile: PersonProfile): void {
    if (person === undefined) return
    this.#known.delete(person)
    this.#known.set(person, profile)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest)
  }

  /** Nothing in the profile differs from what is remembered. */
  isKnown(person: string | undefined, profile: PersonProfile): boolean {
    const known = person === undefined ? undefined : this.#known.get(person)
    return known !== undefined && isDeepStrictEqual(known, profile)
  }

  /** The person's locale if it was met before. */
  knownLocale(person: string): string | undefined {
    return this.#known.get(person)?.locale
  }

  /** People in a channel, or in a user group (its id starts with S), without bots and the deactivated. */
  async members(place: string): Promise<readonly string[]> {
    try {
      const ids = place.startsWith('S') ? await this.#ofGroup(place) : await this.#ofChannel(place)
      const others = await this.#botsAndGone()
      return ids.filter((id) => !others.has(id))
    } catch (error) {
      throw unasked('members', error)
    }
  }

  async #ofGroup(usergroup: string): Promise<readonly string[]> {
    const { users } = await this.#web.usergroups.users.list({ usergroup })
    return users ?? []
  }

  async #ofChannel(channel: string): Promise<readonly string[]> {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await this.#web.conversations.members({
        channel,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      })
      ids.push(...(page.members ?? []))
      cursor = page.response_metadata?.next_cursor || undefined
    } while (cursor !== undefined)
    return ids
  }

  async #botsAndGone(): Promise<ReadonlySet<string>> {
    // Slackbot is not marked as a bot.
    const others = new Set(['USLACKBOT'])
    let cursor: string | undefined
    do {
      const page = await this.#web.users.list({
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      })
      for (const user of page.members ?? []) {
        if (user.id !== undefined && (user.is_bot || user.deleted)) others.add(user.id)
      }
      cursor = page.response_metadata?.next_cursor || undefined
    } while (cursor !== undefined)
    return others
  }
}

function unasked(what: string, cause: unknown): PlatformError {
  const code = platformErrorCode(cause) ?? 'no answer'
  return new PlatformError('slack', `Slack could not be asked for ${what}: ${code}`, { cause })
}
