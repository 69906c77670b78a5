import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { type CallLine, callLine } from './call-line.ts'
import { type ClaudeCall, callOf, misheard, type Script } from './calls.ts'
import { errorOf, type Fault, type Faults, faultQueue, pace, spoilt } from './faults.ts'
import { type Hold, holdUntil } from './hold.ts'
import { answerTo } from './model/answer.ts'
import { type MessagesBody, promptText } from './protocol/body.ts'
import { promptCache } from './protocol/cache.ts'
import { type ApiError, errorBody } from './protocol/errors.ts'
import { type Message, messageFor, tokensOf } from './protocol/message.ts'
import { knownModel, MODELS, modelInfo } from './protocol/models.ts'
import { refuseCount, refuseHeaders, refuseMessages } from './protocol/refuse.ts'
import { sendCut, sendStream } from './send.ts'

export interface ClaudeStandInOptions {
  readonly apiKey: string
  /** A free one if absent. */
  readonly port?: number
  readonly script?: Script
  /** How long each message takes. */
  readonly delayMs?: number
  /** Turns what the rule-based model varies. */
  readonly seed?: number
  readonly log?: (line: CallLine) => void
}

export interface ClaudeStandIn {
  /** For the SDK's `baseURL`. */
  readonly url: string
  /** Accepted message calls by purpose, faults included. */
  readonly calls: Readonly<Record<string, number>>
  /** Message calls whose answer is not out yet and whose caller is still there. */
  readonly open: number
  /** Replaces the script; without one the rule-based model answers. */
  setScript(script: Script | undefined): void
  readonly faults: Pick<Faults, 'next' | 'clear'>
  close(): Promise<void>
}

interface Env {
  Bindings: HttpBindings
  Variables: { requestId: string }
}

/**
 * Anthropic's Messages API of 2026-10-21 on loopback: what the API refuses, this refuses, with its error bodies.
 * Answers come from a script or from the rule-based model in `model/`; no model is behind it, so all is simulated.
 */
export async function createClaudeStandIn(options: ClaudeStandInOptions): Promise<ClaudeStandIn> {
  const calls: Record<string, number> = {}
  const faults = faultQueue()
  const cache = promptCache()
  const holds = new Set<Hold>()
  let script = options.script
  let served = 0
  let open = 0

  const app = new Hono<Env>()

  app.use(async (context, next) => {
    served++
    context.set('requestId', `req_sim_${served}`)
    context.header('request-id', context.get('requestId'))
    const refusal = refuseHeaders(context.req.raw.headers, options.apiKey)
    return refusal ? refuse(context, refusal) : next()
  })
  app.get('/v1/models', (context) => {
    const data = MODELS.map(modelInfo)
    return context.json({ data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id })
  })
  app.get('/v1/models/:id', (context) => {
    const model = knownModel(context.req.param('id'))
    return model ? context.json(modelInfo(model)) : refuse(context, unknownModel(context.req.param('id')))
  })
  app.post('/v1/messages/count_tokens', async (context) => {
    const body = await jsonOf(context)
    const refusal = refuseCount(body)
    return refusal
      ? refuse(context, refusal)
      : context.json({ input_tokens: tokensOf(promptText(body as MessagesBody)) })
  })
  app.post('/v1/messages', async (context) => {
    const body = await jsonOf(context)
    const refusal = refuseMessages(body)
    if (refusal) return refuse(context, refusal)
    return answer(context, callOf(body as MessagesBody, options.seed ?? 1))
  })
  app.notFound((context) => refuse(context, { status: 404, type: 'not_found_error', message: 'Not found' }))

  async function answer(context: Context<Env>, call: ClaudeCall): Promise<Response> {
    calls[call.purpose] = (calls[call.purpose] ?? 0) + 1
    open++
    context.env.outgoing.once('close', () => {
      open--
    })
    const startedAt = performance.now()
    const id = context.get('requestId')
    const scripted = script?.(call)
    const fault: Fault | undefined =
      scripted && 'fault' in scripted ? { ...scripted, kind: scripted.fault } : faults.take(call.purpose)
    const streams = call.body.stream === true

    const { firstMs, betweenMs } = pace(fault)
    const delayMs = firstMs || (!streams && betweenMs) || (options.delayMs ?? 0)
    if (delayMs > 0) await holdUntil(delayMs, context.req.raw.signal, holds)
    const note = (status: number, message?: Message) =>
      options.log?.(
        callLine(call, { requestId: id, status, fault, message, ms: performance.now() - startedAt }),
      )

    if (context.req.raw.signal.aborted) {
      note(CALLER_GAVE_UP)
      return context.body(null)
    }
    const error = fault && errorOf(fault, streams)
    if (error) {
      note(error.status)
      if (fault?.retryAfter !== undefined) context.header('retry-after', String(fault.retryAfter))
      return refuse(context, error)
    }
    const text =
      scripted && 'text' in scripted
        ? scripted.text
        : JSON.stringify(
            scripted && 'output' in scripted
              ? scripted.output
              : answerTo(fault?.kind === 'wrong-language' ? misheard(call) : call),
          )
    const message = messageFor(call.body, id.replace('req', 'msg'), spoilt(text, fault), cache)
    note(200, message)
    if (!streams) return fault?.kind === 'cut' ? sendCut(context.env, message) : context.json(message)
    return sendStream(context.env, { message, fault, id, wait: () => held(betweenMs, context) })
  }

  const held = (ms: number, context: Context<Env>) =>
    ms > 0 ? holdUntil(ms, context.req.raw.signal, holds) : undefined

  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    get open() {
      return open
    },
    setScript(next) {
      script = next
    },
    faults,
    async close() {
      for (const hold of holds) hold.release()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function refuse(context: Context<Env>, error: ApiError): Response {
  context.header('content-type', 'application/json')
  return context.newResponse(JSON.stringify(errorBody(error, context.get('requestId'))), {
    status: error.status as StatusCode,
  })
}

/** Only ever in the log: nobody is there to read it. */
const CALLER_GAVE_UP = 499

function unknownModel(id: string): ApiError {
  return { status: 404, type: 'not_found_error', message: `model: ${id}` }
}

async function jsonOf(context: Context<Env>): Promise<unknown> {
  try {
    return await context.req.json()
  } catch {
    return undefined
  }
}
