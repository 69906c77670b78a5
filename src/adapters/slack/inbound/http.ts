import type { Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { verifySlackRequest } from '@slack/bolt'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { PlatformError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import { REQUEST_PATH } from '../manifest.ts'
import type { Envelope, Way } from './way.ts'

/** Where Slack's requests come in. TLS ends before it. */
export interface HttpAddress {
  readonly signingSecret: string
  readonly host: string
  readonly port: number
}

export interface HttpOptions {
  readonly address: HttpAddress
  readonly clock: Clock
  readonly log: Log
  readonly onEnvelope: (envelope: Envelope) => void
  /** What else is answered there. */
  readonly more?: ((server: Hono<{ Bindings: HttpBindings }>) => void) | undefined
}

/** Slack's own bound for replays. */
const SKEW_MS = 5 * 60_000
const MAX_BODY_BYTES = 4 * 1024 * 1024
/** Slack waits three seconds; whoever takes longer to send a request is not Slack. */
const REQUEST_MS = 10_000
/** What an answer may take to leave once there is one. */
const CLOSE_MS = 1_000

/** Listens for the Events API, commands and interactions, all at one address. Throws PlatformError. */
export async function openHttp(options: HttpOptions): Promise<Way> {
  const { clock, log, address } = options
  const { host, port } = address
  const app = new Hono<{ Bindings: HttpBindings }>()
  let closing = false
  app.use(async (c, next) => {
    await next()
    if (closing) c.header('Connection', 'close')
  })
  app.post(REQUEST_PATH, bodyLimit({ maxSize: MAX_BODY_BYTES }), (c) => receive(c, options))
  options.more?.(app)
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((cause: NodeJS.ErrnoException) => {
    const where = `${host}:${port} (SLACK_HTTP_HOST, SLACK_HTTP_PORT)`
    throw new PlatformError('slack', `Slack's requests cannot be listened for on ${where}: ${cause.code}`, {
      cause,
    })
  })
  server.on('error', (error) => log.error('slack-request-not-taken-in', error))
  const ended = new Promise<void>((resolve) => server.once('close', resolve))
  return {
    ended,
    async close(handled) {
      // Takes no new connection; a request on one that stands is still answered, and is its last.
      closing = true
      server.close()
      await handled()
      server.closeIdleConnections()
      const answered = new AbortController()
      await Promise.race([ended, clock.sleep(CLOSE_MS, answered.signal)])
      answered.abort()
      server.closeAllConnections()
      await ended
    },
  }
}

async function receive(c: Context, { address, clock, log, onEnvelope }: HttpOptions): Promise<Response> {
  const body = await c.req.text()
  const form = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(body)
    : undefined
  // Slack tests the certificate so, without a signature and for no other answer.
  if (form?.get('ssl_check') === '1') return c.body(null, 200)
  const fault = faultOf(c, body, address.signingSecret, clock.now())
  if (fault !== undefined) {
    log.warn('slack-request-refused', { fault })
    return c.body(null, 401)
  }
  const delivery = form === undefined ? eventOf(body) : gestureOf(form)
  if (delivery === undefined) return c.body(null, 400)
  if (delivery.body.type === 'url_verification') return c.json({ challenge: delivery.body.challenge })
  return new Promise((resolve) => {
    onEnvelope({
      ...delivery,
      ...retryOf(c),
      ack: async (response) => resolve(response === undefined ? c.body(null, 200) : c.json(response)),
      decline: () => resolve(c.body(null, 503)),
    })
  })
}

type Delivery = Pick<Envelope, 'type' | 'body'>

function eventOf(body: string): Delivery | undefined {
  const event = objectIn(body)
  return event && { type: 'events_api', body: event }
}

function gestureOf(form: URLSearchParams): Delivery | undefined {
  const payload = form.get('payload')
  if (payload === null) return { type: 'slash_commands', body: Object.fromEntries(form) }
  const gesture = objectIn(payload)
  return gesture && { type: 'interactive', body: gesture }
}

function objectIn(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function retryOf(c: Context): Pick<Envelope, 'retry_num' | 'retry_reason'> {
  const number = c.req.header('x-slack-retry-num')
  const reason = c.req.header('x-slack-retry-reason')
  return {
    ...(number === undefined ? {} : { retry_num: Number(number) }),
    ...(reason === undefined ? {} : { retry_reason: reason }),
  }
}

/** Why a request is not taken for Slack's own; undefined if it is. */
function faultOf(
  c: Context,
  body: string,
  signingSecret: string,
  now: Date,
): 'time' | 'signature' | undefined {
  const at = Number(c.req.header('x-slack-request-timestamp'))
  const signature = c.req.header('x-slack-signature')
  // Bolt's check lets a time to come pass.
  if (!(Math.abs(now.getTime() - at * 1_000) <= SKEW_MS)) return 'time'
  if (signature === undefined) return 'signature'
  try {
    verifySlackRequest({
      signingSecret,
      body,
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': at },
      nowMilliseconds: now.getTime(),
    })
    return undefined
  } catch {
    return 'signature'
  }
}
