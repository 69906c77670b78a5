import { randomBytes } from 'node:crypto'
import { SlackRefusal } from '../types.ts'

/** What Slack gives for a code or a refresh token. */
export interface Granted {
  readonly token: string
  readonly refresh: { readonly token: string; readonly lifeMs: number } | undefined
}

interface BotToken {
  readonly team: string
  expiresAt: number
  refusal: 'account_inactive' | 'token_revoked' | undefined
}

const CODE_LIFE_MS = 10 * 60_000
/** With a third access token of a team its first one ends. */
const ACTIVE_TOKENS = 2

/** Codes, bot tokens and refresh tokens of one app in all its workspaces. */
export class Tokens {
  readonly #now: () => number
  /** Undefined where the app's tokens are not rotated. */
  readonly #lifeMs: number | undefined
  readonly #codes = new Map<string, { readonly team: string; readonly until: number }>()
  readonly #tokens = new Map<string, BotToken>()
  readonly #refresh = new Map<string, string>()
  #refreshes = 0

  constructor(now: () => number, lifeMs: number | undefined) {
    this.#now = now
    this.#lifeMs = lifeMs
  }

  /** How often a refresh token was exchanged. */
  get refreshes(): number {
    return this.#refreshes
  }

  code(team: string): string {
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { team, until: this.#now() + CODE_LIFE_MS })
    return code
  }

  /** A code is good for one use within ten minutes. */
  ofCode(code: string): Granted & { readonly team: string } {
    const found = this.#codes.get(code)
    this.#codes.delete(code)
    if (found === undefined || found.until <= this.#now()) throw new SlackRefusal('invalid_code')
    return { team: found.team, ...this.#grant(found.team) }
  }

  /** A refresh token is good for one use. */
  ofRefresh(refresh: string): Granted & { readonly team: string } {
    const team = this.#refresh.get(refresh)
    this.#refresh.delete(refresh)
    if (team === undefined) throw new SlackRefusal('invalid_refresh_token')
    this.#refreshes += 1
    return { team, ...this.#grant(team) }
  }

  /** Everything of that team is void. */
  revoke(team: string, refusal: 'account_inactive' | 'token_revoked'): void {
    for (const token of this.#tokens.values()) if (token.team === team) token.refusal ??= refusal
    for (const [refresh, of] of this.#refresh) if (of === team) this.#refresh.delete(refresh)
  }

  /** The team whose token it is, good or not. */
  teamOf(token: string): string | undefined {
    return this.#tokens.get(token)?.team
  }

  /** Slack's word for why it is refused; undefined if it is good. */
  refusalOf(token: string): string | undefined {
    const known = this.#tokens.get(token)
    if (known === undefined) return 'invalid_auth'
    return known.refusal ?? (known.expiresAt <= this.#now() ? 'token_expired' : undefined)
  }

  #grant(team: string): Granted {
    const lifeMs = this.#lifeMs
    const secret = randomBytes(12).toString('hex')
    const token = lifeMs === undefined ? `xoxb-${secret}` : `xoxe.xoxb-1-${secret}`
    const active = [...this.#tokens.values()].filter(
      (each) => each.team === team && each.refusal === undefined,
    )
    for (const old of active.slice(0, Math.max(0, active.length + 1 - ACTIVE_TOKENS))) old.expiresAt = 0
    this.#tokens.set(token, {
      team,
      expiresAt: lifeMs === undefined ? Number.POSITIVE_INFINITY : this.#now() + lifeMs,
      refusal: undefined,
    })
    if (lifeMs === undefined) return { token, refresh: undefined }
    const refresh = `xoxe-1-${secret}`
    this.#refresh.set(refresh, team)
    return { token, refresh: { token: refresh, lifeMs } }
  }
}
