import type { IncomingMessage } from 'node:http'
import { type Context, Hono } from 'hono'
import type { LogSink } from '../seat.ts'
import { Refusal, refusal, refusalOf } from './errors.ts'
import type { Interactions } from './interactions.ts'
import { type Bar, type Bucket, Limiter, MOST_FILE_BYTES, type PlannedFaults } from './limits.ts'
import { pingsOf } from './mentions.ts'
import type { Payloads } from './payloads.ts'
import { applicationObject, type Portal } from './portal.ts'
import type { Attachment, Command, Component, Draft, Message } from './types.ts'
import { checkCommands, checkMessage, type MessageBody, stillV2 } from './validate.ts'
import type { World } from './world.ts'

export interface RestOptions {
  readonly world: World
  readonly payloads: Payloads
  readonly interactions: Interactions
  readonly faults: PlannedFaults
  readonly log: LogSink
  readonly accepts: (token: string) => boolean
  readonly applicationId: string
  readonly channelBucket: Bucket
  readonly bar: Bar
  readonly gatewayUrl: () => string
  readonly startsLeft: () => number
  readonly commands: Map<string, Command>
  readonly portal: Portal
}

const MOST_REQUEST_BYTES = 25 * 1024 * 1024
const COMMANDS_A_DAY = 200
const DAY_MS = 86_400_000

type Env = { Bindings: { incoming: IncomingMessage } }
type Ctx = Context<Env>
interface Body extends Omit<MessageBody, 'attachments'> {
  readonly title?: string
  readonly custom_id?: string
  readonly enforce_nonce?: boolean
  readonly message_reference?: { readonly message_id: string }
  readonly attachments?: readonly {
    readonly id: string | number
    readonly filename?: string
    readonly description?: string
  }[]
  readonly embeds?: unknown
  readonly poll?: unknown
  readonly sticker_ids?: unknown
}

/** What Discord has limits for, and no message of the bot may have here at all. */
const NOT_DRAWN = ['embeds', 'poll', 'sticker_ids'] as const

/** REST, version 10: the routes the adapter and discord.js call, with Discord's refusals. */
export function restApi(options: RestOptions): Hono<Env> {
  const { world, payloads, interactions } = options
  const app = new Hono<Env>()
  const everything = new Limiter('global', { limit: 50, windowMs: 1000 })
  const posts = new Limiter('create-message', options.channelBucket)
  const edits = new Limiter('update-message', options.channelBucket)
  const creates = new Limiter('create-command', { limit: COMMANDS_A_DAY, windowMs: DAY_MS })
  const typing = new Limiter('typing', options.channelBucket)

  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error
    options.log.write({
      platform: 'discord',
      kind: 'refused',
      method: `${c.req.method} ${plain(c.req.path)}`,
      error: `${error.code} ${error.message}`,
    })
    return c.json(error.body(), error.status as 400)
  })
  app.notFound(() => {
    throw refusal('noSuchRoute')
  })

  // The server's clock, which the bot's may be far from.
  app.use('*', async (c, next) => {
    await next()
    c.res.headers.set('date', new Date(world.options.now()).toUTCString())
  })

  app.get('/files/:id/:name', (c) => {
    const file = world.attachments.get(c.req.param('id'))
    const until = c.req.query('ex') ?? ''
    const valid = payloads.signature(c.req.param('id'), until) === c.req.query('hm')
    if (file === undefined || !valid || Number.parseInt(until, 16) * 1000 <= world.options.now())
      return c.text('This content is no longer available.', 404)
    return c.body(Uint8Array.from(file.bytes), 200, { 'content-type': file.content_type })
  })

  app.use('/api/v10/*', async (c, next) => {
    const leftS = options.bar.leftS(world.options.now())
    if (leftS > 0) {
      const method = `${c.req.method} ${plain(c.req.path)}`
      options.log.write({ platform: 'discord', kind: 'refused', method, error: '1015 barred' })
      return c.html('<!doctype html><title>Access denied | error code: 1015</title>', 429, {
        'Retry-After': String(leftS),
      })
    }
    await next()
    options.bar.answered(c.res.status, c.res.headers.get('x-ratelimit-scope'), world.options.now())
    return undefined
  })
  app.use('/api/v10/*', async (c, next) => {
    c.header('Date', new Date(world.options.now()).toUTCString())
    const byToken = /^\/api\/v10\/(interactions|webhooks)\//.test(c.req.path)
    if (!byToken && !options.accepts((c.req.header('authorization') ?? '').replace(/^Bot /, '')))
      throw refusal('unauthorized')
    if (!byToken) {
      const allowance = everything.take('', world.options.now())
      if (!allowance.allowed) return tooMany(c, allowance.retryAfterS, 'global')
    }
    const fault = options.faults.take(`${c.req.method} ${c.req.path.slice('/api/v10'.length)}`)
    if (fault === 'rate-limited') return tooMany(c, 0.5, 'user')
    if (fault === 'rate-limited-shared') return tooMany(c, 0.5, 'shared')
    if (fault === 'http-500-before') return c.text('internal error', 500)
    if (fault === 'reset-before') {
      c.env.incoming.socket.destroy()
      return c.body(null)
    }
    if (fault?.startsWith('error:')) throw refusalOf(Number(fault.slice('error:'.length)))
    await next()
    if (c.res.ok) {
      const method = `${c.req.method} ${plain(c.req.path)}`
      options.log.write({ platform: 'discord', kind: 'call', method })
    }
    if (fault === 'hang-after') await new Promise(() => {})
    if (fault === 'reset-after') c.env.incoming.socket.destroy()
    if (fault === 'http-500-after') c.res = new Response('internal error', { status: 500 })
    return undefined
  })

  const tooMany = (c: Ctx, seconds: number, scope: 'user' | 'global' | 'shared') => {
    const global = scope === 'global'
    const method = `${c.req.method} ${plain(c.req.path)}`
    options.log.write({ platform: 'discord', kind: 'refused', method, error: '429 rate limited' })
    const headers = {
      'Retry-After': String(seconds),
      'X-RateLimit-Scope': scope,
      'X-RateLimit-Reset-After': String(seconds),
      ...(global ? { 'X-RateLimit-Global': 'true' } : {}),
    }
    return c.json({ message: 'You are being rate limited.', retry_after: seconds, global }, 429, headers)
  }

  const api = new Hono<Env>()
  api.get('/gateway/bot', (c) =>
    c.json({
      url: options.gatewayUrl(),
      shards: options.portal.shards,
      session_start_limit: {
        total: 1000,
        remaining: Math.max(0, options.startsLeft()),
        reset_after: 86_400_000,
        max_concurrency: 1,
      },
    }),
  )
  api.get('/users/@me', (c) => c.json(payloads.user(world.bot)))
  api.get('/users/:id', (c) => {
    const person = world.people.get(c.req.param('id'))
    if (person === undefined) throw refusal('unknownUser')
    return c.json(payloads.user(person))
  })
  api.get('/applications/@me', (c) =>
    c.json(
      applicationObject(options.applicationId, world.bot.name, payloads.user(world.bot), options.portal),
    ),
  )
  api.get('/users/@me/guilds', (c) => c.json(world.botServers.map((server) => payloads.ownServer(server))))
  api.get('/applications/:application/guilds/:server/commands', (c) => {
    if (c.req.param('application') !== options.applicationId) throw refusal('unknownApplication')
    if (!world.botServers.find(({ id }) => id === c.req.param('server'))?.takesCommands)
      throw refusal('missingAccess')
    return c.json([])
  })
  api.post('/users/@me/channels', async (c) => {
    const { recipient_id: person } = await c.req.json<{ recipient_id: string }>()
    return c.json(payloads.channel(world.openDirectAsBot(String(person))))
  })
  api.get('/guilds/:server/roles', (c) => {
    const server = world.botServers.find(({ id }) => id === c.req.param('server'))
    if (server === undefined) throw refusal('unknownServer')
    return c.json([payloads.role(server)])
  })
  api.get('/guilds/:server/members/:person', (c) => {
    const person = world.people.get(c.req.param('person'))
    if (!person?.servers.has(c.req.param('server'))) throw refusal('unknownUser')
    return c.json(payloads.member(person))
  })
  api.get('/channels/:channel', (c) => c.json(payloads.channel(world.channelForBot(c.req.param('channel')))))
  api.get('/channels/:channel/messages', (c) => {
    const channel = world.channelForBot(c.req.param('channel'))
    const limit = Number(c.req.query('limit') ?? 50)
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw refusal('invalidForm')
    const after = c.req.query('after')
    const before = c.req.query('before')
    const asked = [...channel.messages.values()]
      .filter((m) => m.onlyFor === undefined)
      .filter((m) => after === undefined || BigInt(m.id) > BigInt(after))
      .filter((m) => before === undefined || BigInt(m.id) < BigInt(before))
    const late = (m: Message) => m.inHistoryFrom > performance.now()
    const known = asked.filter((m) => !late(m))
    for (const message of asked.filter(late)) recordStale(message, options.log)
    const page = after === undefined ? known.slice(-limit) : known.slice(0, limit)
    // Newest first, and without nonces: only the gateway's own MESSAGE_CREATE is promised to carry one.
    return c.json(page.reverse().map((m) => payloads.message(m, payloads.readable(m))))
  })
  api.post('/channels/:channel/messages', async (c) => {
    const channel = c.req.param('channel')
    const { body, draft } = await readBody(c, world)
    const allowance = posts.take(channel, world.options.now())
    for (const [name, value] of Object.entries(allowance.headers)) c.header(name, value)
    if (!allowance.allowed) return tooMany(c, allowance.retryAfterS, 'user')
    world.channelForBot(channel)
    checkMessage(body, draft.attachments?.length ?? 0, false)
    const message = world.postAsBot(
      channel,
      {
        ...draft,
        ...(body.nonce === undefined ? {} : { nonce: String(body.nonce) }),
        ...(body.message_reference === undefined ? {} : { replyTo: body.message_reference.message_id }),
      },
      body.enforce_nonce === true,
    )
    return c.json(payloads.message(message))
  })
  api.post('/channels/:channel/typing', (c) => {
    const channel = c.req.param('channel')
    const allowance = typing.take(channel, world.options.now())
    for (const [name, value] of Object.entries(allowance.headers)) c.header(name, value)
    if (!allowance.allowed) return tooMany(c, allowance.retryAfterS, 'user')
    world.typeAsBot(channel)
    return c.body(null, 204)
  })
  api.patch('/channels/:channel/messages/:message', async (c) => {
    const allowance = edits.take(c.req.param('channel'), world.options.now())
    for (const [name, value] of Object.entries(allowance.headers)) c.header(name, value)
    if (!allowance.allowed) return tooMany(c, allowance.retryAfterS, 'user')
    const channel = world.channelForBot(c.req.param('channel'))
    const message = world.message(channel.id, c.req.param('message'))
    if (message.onlyFor !== undefined) throw refusal('unknownMessage')
    if (message.author !== world.bot.id) throw refusal('notYourMessage')
    const { body, draft } = await readBody(c, world)
    checkMessage({ ...body, flags: stillV2(body, message) }, draft.attachments?.length ?? 0, true)
    return c.json(payloads.message(world.edit(message, draft)))
  })
  api.get('/applications/:application/commands', (c) => {
    if (c.req.param('application') !== options.applicationId) throw refusal('unknownApplication')
    const commands = [...options.commands.values()]
    return c.json(c.req.query('with_localizations') === 'true' ? commands : unlocalized(commands), 200)
  })
  api.put('/applications/:application/commands', async (c) => {
    if (c.req.param('application') !== options.applicationId) throw refusal('unknownApplication')
    const wanted = await c.req.json<Command[]>()
    checkCommands(wanted)
    for (const { name } of wanted) {
      if (options.commands.has(name)) continue
      if (!creates.take('', world.options.now()).allowed) throw refusal('tooManyCommands')
    }
    options.commands.clear()
    for (const command of wanted) {
      const stored = {
        ...command,
        type: command.type ?? 1,
        id: world.snowflake(),
        application_id: options.applicationId,
      }
      options.commands.set(command.name, { ...stored, version: world.snowflake() })
    }
    return c.json([...options.commands.values()])
  })
  api.post('/interactions/:id/:token/callback', async (c) => {
    const whole = await readBody(c, world)
    const type = Number((whole.raw as { type?: unknown }).type)
    interactions.answer(c.req.param('id'), c.req.param('token'), type, whole.body, whole.draft)
    return c.body(null, 204)
  })
  api.post('/webhooks/:application/:token', async (c) => {
    const { body, draft } = await readBody(c, world)
    return c.json(payloads.message(interactions.followUp(c.req.param('token'), body, draft)))
  })
  api.patch('/webhooks/:application/:token/messages/:message', async (c) => {
    const { body, draft } = await readBody(c, world)
    const edited = interactions.edit(c.req.param('token'), c.req.param('message'), body, draft)
    return c.json(payloads.message(edited))
  })
  api.delete('/webhooks/:application/:token/messages/:message', (c) => {
    interactions.remove(c.req.param('token'), c.req.param('message'))
    return c.body(null, 204)
  })
  app.route('/api/v10', api)
  return app
}

/** Whoever looked for a message of the bot in the history was told that it is not there, although it stands. */
function recordStale({ nonce, channel, id }: Message, log: LogSink): void {
  if (nonce === undefined) return
  log.write({
    platform: 'discord',
    kind: 'stale',
    method: 'GET /channels/:id/messages',
    conversation: channel,
    message: id,
    key: nonce,
  })
}

/** The path without ids and tokens, so that logs hold none of the latter. */
function plain(path: string): string {
  return path
    .replace('/api/v10', '')
    .replace(/^\/(webhooks)\/\d+\/[^/]+/, '/$1/:application/:token')
    .replace(/^\/interactions\/\d+\/[^/]+/, '/interactions/:id/:token')
    .replaceAll(/\/\d{5,}/g, '/:id')
}

async function readBody(c: Ctx, world: World): Promise<{ raw: unknown; body: Body; draft: Draft }> {
  const multipart = c.req.header('content-type')?.startsWith('multipart/form-data')
  const form = multipart ? await c.req.formData() : undefined
  const raw: unknown = form === undefined ? await c.req.json() : JSON.parse(String(form.get('payload_json')))
  const outer = raw as Body & { data?: Body; type?: number }
  const body = outer.type !== undefined && c.req.path.endsWith('/callback') ? (outer.data ?? {}) : outer
  for (const kind of NOT_DRAWN) {
    const given = body[kind]
    const empty = given === undefined || given === null || (Array.isArray(given) && given.length === 0)
    if (!empty)
      throw new Refusal(400, 50035, 'Invalid Form Body', { [kind]: 'the stand-in does not draw this' })
  }
  const files: Attachment[] = []
  let bytes = 0
  for (const [field, value] of form?.entries() ?? []) {
    const index = /^files\[(\d+)\]$/.exec(field)?.[1]
    if (index === undefined || typeof value === 'string') continue
    bytes += value.size
    if (value.size > MOST_FILE_BYTES || bytes > MOST_REQUEST_BYTES) throw refusal('tooLarge')
    const told = body.attachments?.find(({ id }) => String(id) === index)
    files.push({
      id: world.snowflake(),
      filename: told?.filename ?? value.name,
      description: told?.description ?? '',
      content_type: value.type === '' ? 'application/octet-stream' : value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    })
  }
  const draft: Draft = {
    ...(body.content === undefined ? {} : { content: body.content ?? '' }),
    ...(body.components === undefined ? {} : { components: body.components as readonly Component[] }),
    ...(files.length > 0 || body.attachments !== undefined ? { attachments: files } : {}),
    ...(body.flags === undefined ? {} : { flags: body.flags }),
    pings: pingsOf(body.content ?? '', body.allowed_mentions),
  }
  return { raw, body, draft }
}

/** Discord leaves the dictionaries of languages out unless they are asked for. */
function unlocalized(commands: readonly Command[]): unknown {
  const json = JSON.stringify(commands, (key, value) => (key.endsWith('_localizations') ? undefined : value))
  return JSON.parse(json)
}
