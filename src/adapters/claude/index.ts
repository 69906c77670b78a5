import Anthropic from '@anthropic-ai/sdk'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Model, ModelRequest, ModelResult } from '../../core/ports/model.ts'
import { type Failed, failureOf } from './failure.ts'
import { type OutputFormats, outputFormats } from './format.ts'
import { effortAndThinking } from './latency.ts'
import { resultOf } from './reply.ts'

export interface ClaudeSettings {
  readonly apiKey: string
  /** Without `/v1`; the vendor's own address if absent. */
  readonly baseUrl?: string
  readonly model: string
  /** True when `baseUrl` leads to the stand-in. */
  readonly simulated: boolean
}

const VENDOR_URL = 'https://api.anthropic.com'
const CHECK_DEADLINE_MS = 10_000

/**
 * The model port on Anthropic's Messages API. One HTTP call for one `complete`: the SDK's own retries are off, since
 * it would wait as long as `retry-after` asks. Logs ids, counts and durations, never a body.
 */
export function createClaudeModel(
  settings: ClaudeSettings,
  deps: { readonly clock: Clock; readonly log: Log },
): Model {
  const { clock, log } = deps
  // Whatever the SDK would otherwise take from the environment (address, log level, traces) is set here.
  const client = new Anthropic({
    apiKey: settings.apiKey,
    webhookKey: null,
    baseURL: settings.baseUrl ?? VENDOR_URL,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
  })
  const formats = outputFormats()

  /** Runs one call of the SDK under a deadline; anything it throws becomes a failure. */
  async function within<T>(
    deadlineMs: number,
    call: (options: { signal: AbortSignal; timeout: number }) => PromiseLike<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | Failed> {
    const given = new AbortController()
    const done = new AbortController()
    const deadline = clock.sleep(deadlineMs, done.signal).then(() => given.abort())
    try {
      // An explicit timeout also lifts the SDK's refusal of long calls that do not stream.
      const value = await call({ signal: given.signal, timeout: deadlineMs + 1_000 })
      return { ok: true, value }
    } catch (error) {
      return failureOf(error, { deadlinePassed: given.signal.aborted, now: clock.now() })
    } finally {
      done.abort()
      await deadline
    }
  }

  return {
    id: settings.model,
    simulated: settings.simulated,

    async complete<T>(request: ModelRequest<T>): Promise<ModelResult<T>> {
      const startedAt = clock.now().getTime()
      const body = messageParams(settings.model, request, formats)
      const reply = await within(request.deadlineMs, (options) => client.messages.create(body, options))
      const result = reply.ok ? resultOf(reply.value, request.output) : reply
      report(log, request, result, clock.now().getTime() - startedAt)
      return result
    },

    async check() {
      const found = await within(CHECK_DEADLINE_MS, (options) =>
        client.models.retrieve(settings.model, {}, options),
      )
      if (found.ok) {
        const { lifecycle } = found.value
        return {
          ok: lifecycle !== 'retired',
          detail: `${settings.model} is ${lifecycle}${settings.simulated ? ' (simulated)' : ''}`,
        }
      }
      return { ok: false, detail: `${settings.model}: ${found.reason}` }
    },
  }
}

function messageParams<T>(
  model: string,
  request: ModelRequest<T>,
  formats: OutputFormats,
): Anthropic.MessageCreateParamsNonStreaming {
  const { effort, thinking } = effortAndThinking(model, request.effort)
  return {
    model,
    max_tokens: request.maxTokens,
    // One hour: a participant's next answer mostly comes later than the five minutes of the short cache.
    system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [{ role: 'user', content: request.input }],
    output_config: { format: formats.of(request.output), ...(effort && { effort }) },
    ...(thinking && { thinking }),
    ...(request.userTag !== undefined && { metadata: { user_id: request.userTag } }),
  }
}

function report<T>(log: Log, request: ModelRequest<T>, result: ModelResult<T>, ms: number): void {
  const fields = {
    purpose: request.purpose,
    prompt: request.promptVersion,
    ms,
    inputTokens: result.usage?.inputTokens,
    outputTokens: result.usage?.outputTokens,
  }
  if (result.ok) log.debug('model.answered', fields)
  else log.warn('model.failed', { ...fields, failure: result.failure, reason: result.reason })
}
