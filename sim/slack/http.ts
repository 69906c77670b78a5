import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import {
  type ConversationKind,
  isMethod,
  METHODS,
  type Method,
  scopeOf,
} from '../../src/adapters/slack/scopes.ts'
import type { LogSink } from '../seat.ts'
import type { Backstage, MethodHandler } from './methods/call.ts'
import { chatMethods } from './methods/chat.ts'
import { fileMethods } from './methods/files.ts'
import { placeMethods } from './methods/places.ts'
import { spareMethods } from './methods/status.ts'
import { viewMethods } from './methods/views.ts'
import { isRecord, type Loose, SlackRefusal, text } from './types.ts'

/** `-before`: the call had no effect. `-after`: it had, and the answer got lost, or never comes. `error:` one of Slack's words. */
export type Fault =
  | 'reset-before'
  | 'reset-after'
  | 'http-500-before'
  | 'http-500-after'
  | 'hang-after'
  | 'rate-limited'
  | `error:${string}`

export interface BotTokens {
  /** Slack's word for why the token is refused; undefined if it is good here. */
  refusalOf(token: string): string | undefined
}

export function oneToken(botToken: string): BotTokens {
  return { refusalOf: (token) => (token === botToken ? undefined : 'invalid_auth') }
}

export interface Access {
  readonly tokens: BotTokens
  readonly appToken: string
  readonly scopes: readonly string[]
}

type Env = { Bindings: HttpBindings }

const HANDLERS: Readonly<Record<Method, MethodHandler | undefined>> = {
  ...(Object.fromEntries(Object.keys(METHODS).map((name) => [name, undefined])) as Record<Method, undefined>),
  ...placeMethods,
  ...chatMethods,
  ...fileMethods,
  ...viewMethods,
}

/** The Web API over HTTP: tokens, scopes, rates and faults around the methods; files and response addresses. */
export class WebApi {
  readonly app = new Hono<Env>()
  readonly #access: Access
  readonly #log: LogSink
  readonly #backstage: () => Backstage
  readonly #faults = new Map<string, Fault[]>()
  /** What every call by the bot token is refused with; undefined while the app is installed. */
  tokenRefusal: 'account_inactive' | 'token_revoked' | undefined

  constructor(access: Access, log: LogSink, backstage: () => Backstage) {
    this.#access = access
    this.#log = log
    this.#backstage = backstage
    this.app.use((c, next) => {
      c.header('Date', new Date(this.#backstage().world.now()).toUTCString())
      return next()
    })
    this.app.post('/api/:method', (c) => this.#call(c, c.req.param('method')))
    this.app.post('/upload/v1/:file', (c) => this.#upload(c, c.req.param('file')))
    this.app.get('/files-pri/:file/:name', (c) => this.#download(c, c.req.param('file')))
    this.app.post('/actions/:team/:id', (c) => this.#respond(c, c.req.param('id')))
  }

  nextCall(method: string, fault: Fault): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), fault])
  }

  /** Faults that no call has met yet. */
  get waiting(): number {
    return [...this.#faults.values()].reduce((sum, each) => sum + each.length, 0)
  }

  async #call(c: Context<Env>, method: string): Promise<Response> {
    const args = await argumentsOf(c)
    const fault = this.#faults.get(method)?.shift()
    if (fault === 'reset-before') return reset(c)
    if (fault === 'http-500-before') return c.text('server error', 500)
    let body: Loose
    try {
      if (fault === 'rate-limited') throw new SlackRefusal('ratelimited', { retryAfter: 1 })
      if (fault?.startsWith('error:')) throw new SlackRefusal(fault.slice('error:'.length))
      body = { ok: true, ...this.#perform(method, args, bearer(c)) }
      const unfurls = method === 'chat.postMessage' && leavesUnfurling(args) && ({ unfurls: true } as const)
      this.#log.write({ platform: 'slack', kind: 'call', method, ...unfurls, ...this.#where(args) })
    } catch (refusal) {
      if (!(refusal instanceof SlackRefusal)) throw refusal
      this.#log.write({
        platform: 'slack',
        kind: 'refused',
        method,
        error: refusal.error,
        ...this.#where(args),
      })
      const { retryAfter, ...detail } = refusal.detail
      body = { ok: false, error: refusal.error, ...detail }
      if (refusal.error === 'ratelimited') {
        return c.json(body, 429, { 'Retry-After': String(retryAfter ?? 1) })
      }
    }
    if (fault === 'reset-after') return reset(c)
    if (fault === 'http-500-after') return c.text('server error', 500)
    if (fault === 'hang-after') return new Promise(() => {})
    return c.json(body, 200, { 'X-OAuth-Scopes': this.#access.scopes.join(',') })
  }

  #where(args: Loose): { conversation?: string } {
    const conversation = text(args.channel) || text(args.channel_id)
    return conversation === '' ? {} : { conversation }
  }

  #perform(method: string, args: Loose, token: string): Loose {
    const used = isMethod(method) ? method : undefined
    const spare = spareMethods[method]
    const handler = used === undefined ? spare?.handler : HANDLERS[used]
    if (handler === undefined) throw new SlackRefusal('unknown_method')
    if (token === '') throw new SlackRefusal('not_authed')
    const { tokens, appToken, scopes } = this.#access
    const refusal = token === appToken ? undefined : (tokens.refusalOf(token) ?? this.tokenRefusal)
    if (refusal !== undefined) throw new SlackRefusal(refusal)
    const forApp = used !== undefined && 'appScope' in METHODS[used]
    if (forApp !== (token === appToken)) throw new SlackRefusal('not_allowed_token_type')
    const backstage = this.#backstage()
    const needed = used === undefined ? spare?.scope : scopeOf(used, this.#kind(args, backstage))
    if (!forApp && needed !== undefined && !scopes.includes(needed)) {
      throw new SlackRefusal('missing_scope', { needed, provided: scopes.join(',') })
    }
    backstage.rates.takeMethod(method)
    return handler(args, backstage)
  }

  #kind(args: Loose, { world }: Backstage): ConversationKind | undefined {
    return world.places.get(text(args.channel))?.kind
  }

  async #upload(c: Context<Env>, id: string): Promise<Response> {
    const file = this.#backstage().world.files.get(id)
    if (file === undefined || file.bytes !== undefined) return c.text('invalid upload', 404)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if (bytes.byteLength !== file.length) return c.text('wrong length', 400)
    file.bytes = bytes
    return c.text(`OK - ${bytes.byteLength}`)
  }

  /** Without a token that may read files Slack answers 200 with its sign-in page. */
  #download(c: Context<Env>, id: string): Response {
    const file = this.#backstage().world.files.get(id)
    const allowed =
      this.#access.tokens.refusalOf(bearer(c)) === undefined && this.#access.scopes.includes('files:read')
    if (!allowed) return c.html('<!DOCTYPE html><title>Sign in | Slack</title>')
    if (file?.bytes === undefined) return c.text('not found', 404)
    return c.body(new Uint8Array(file.bytes).buffer, 200, { 'Content-Type': file.mediaType })
  }

  async #respond(c: Context<Env>, id: string): Promise<Response> {
    const fault = this.#faults.get('response_url')?.shift()
    if (fault === 'reset-before') return reset(c)
    if (fault === 'http-500-before') return c.text('server error', 500)
    try {
      if (fault?.startsWith('error:')) throw new SlackRefusal(fault.slice('error:'.length))
      const body: unknown = await c.req.json()
      if (!isRecord(body)) throw new SlackRefusal('invalid_payload')
      this.#backstage().gestures.respond(id, body)
      this.#log.write({ platform: 'slack', kind: 'call', method: 'response_url' })
      if (fault === 'reset-after') return reset(c)
      if (fault === 'http-500-after') return c.text('server error', 500)
      if (fault === 'hang-after') return new Promise(() => {})
      return c.text('ok')
    } catch (refusal) {
      if (!(refusal instanceof SlackRefusal)) throw refusal
      this.#log.write({ platform: 'slack', kind: 'refused', method: 'response_url', error: refusal.error })
      return c.json({ ok: false, error: refusal.error }, 404)
    }
  }
}

/** Slack shows previews unless both are switched off. */
function leavesUnfurling({ unfurl_links, unfurl_media }: Loose): boolean {
  return ![unfurl_links, unfurl_media].every((each) => each === false || each === 'false')
}

function bearer(c: Context): string {
  return (c.req.header('Authorization') ?? '').replace(/^Bearer\s*/i, '')
}

async function argumentsOf(c: Context): Promise<Loose> {
  const body = await c.req.text()
  if (c.req.header('Content-Type')?.startsWith('application/json')) {
    const json: unknown = JSON.parse(body || '{}')
    return isRecord(json) ? json : {}
  }
  return Object.fromEntries(new URLSearchParams(body))
}

/** The connection breaks before a byte of the answer was sent. */
function reset(c: Context<Env>): Response {
  c.env.incoming.socket.destroy()
  return c.body(null)
}
