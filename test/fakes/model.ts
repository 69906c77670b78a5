import type {
  Model,
  ModelFailure,
  ModelRequest,
  ModelResult,
  ModelUsage,
} from '../../src/core/ports/model.ts'

/** What the model does with one request. */
export type Reply =
  /** Throws if it is not what the request asks for: a mistake of the test. */
  (
    | { readonly output: unknown }
    /** The answer as it came over the line, right or wrong. */
    | { readonly text: string }
    | {
        readonly failure: ModelFailure
        readonly retryAfterMs?: number
        /** The answer had begun, so it is paid for. */
        readonly begun?: boolean
      }
    /** Never answers: the deadline ends the call. */
    | { readonly hangs: true }
  ) & {
    /** Happens while the model works. */
    readonly meanwhile?: () => Promise<unknown>
  }

export interface ScriptedModel extends Model {
  readonly asked: readonly ModelRequest<unknown>[]
}

const ID = 'simulated-planner'
const USAGE: ModelUsage = {
  model: ID,
  inputTokens: 100,
  outputTokens: 50,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
}

/**
 * A model whose replies are given beforehand, in order, or worked out of each request. Each answer is held to the
 * request's own contract. To ask for more than was given throws.
 */
export function scriptedModel(
  replies: readonly Reply[] | ((request: ModelRequest<unknown>) => Reply),
): ScriptedModel {
  const left = typeof replies === 'function' ? [] : [...replies]
  const next = typeof replies === 'function' ? replies : () => left.shift()
  const asked: ModelRequest<unknown>[] = []
  return {
    id: ID,
    simulated: true,
    asked,
    async complete<T>(request: ModelRequest<T>): Promise<ModelResult<T>> {
      asked.push(request)
      const reply = next(request)
      if (!reply) throw new Error(`no reply is left for ${request.purpose}`)
      await reply.meanwhile?.()
      if ('hangs' in reply) return deadline(request.deadlineMs)
      if ('failure' in reply) return failed(reply)
      if ('text' in reply) return read(request, reply.text)
      return { ok: true, value: request.output.parse(reply.output), usage: USAGE }
    },
    async check() {
      return { ok: true, detail: 'scripted' }
    },
  }
}

function read<T>({ output }: ModelRequest<T>, text: string): ModelResult<T> {
  const checked = output.safeParse(parsed(text))
  return checked.success
    ? { ok: true, value: checked.data, usage: USAGE }
    : { ok: false, failure: 'unusable', reason: 'not what was asked for', usage: USAGE }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What was declined or cannot be used was paid for, as was what had begun; what never came was not. */
function failed({
  failure,
  retryAfterMs,
  begun,
}: Extract<Reply, { failure: ModelFailure }>): ModelResult<never> {
  const paid = failure === 'declined' || failure === 'unusable' || begun
  return {
    ok: false,
    failure,
    reason: 'scripted',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(paid ? { usage: USAGE } : {}),
  }
}

function deadline(ms: number): Promise<ModelResult<never>> {
  return new Promise((resolve) => setTimeout(() => resolve(failed({ failure: 'unavailable' })), ms))
}
