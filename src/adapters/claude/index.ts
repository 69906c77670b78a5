import Anthropic from '@anthropic-ai/sdk'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Model, ModelRequest, ModelResult } from '../../core/ports/model.ts'
import { eventsOf, heard, NOTHING_HEARD } from './answer.ts'
import { type Bounds, within } from './bounds.ts'
import { failureOf } from './failure.ts'
import { type OutputFormats, outputFormats } from './format.ts'
import { effortAndThinking, silenceOf } from './latency.ts'
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
const CHECK_BOUNDS: Bounds = { allMs: 10_000, firstMs: 10_000, nextMs: 10_000 }

/**
 * The model port on Anthropic's Messages API. One HTTP call for one `complete`: the SDK's own retries are off, since
 * it would wait as long as `retry-after` asks. Answers are streamed, so that silence is noticed before the deadline and
 * what a broken call had used is known. Logs ids, counts and durations, never a body.
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
  const at = (gaveUp: string | undefined) => ({ gaveUp, now: clock.now() })

  return {
    id: settings.model,
    simulated: settings.simulated,

    async complete<T>(request: ModelRequest<T>): Promise<ModelResult<T>> {
      const startedAt = clock.now().getTime()
      let answer = NOTHING_HEARD
      const bounds = { allMs: request.deadlineMs, ...silenceOf(request.effort) }
      const call = await within(bounds, clock, async ({ signal, alive }) => {
        const body = messageParams(settings.model, request, formats)
        const response = await client.messages.create(body, optionsFor(signal, bounds)).asResponse()
        for await (const event of eventsOf(response, alive)) answer = heard(answer, event)
      })
      const result: ModelResult<T> =
        call.ok || answer.whole
          ? resultOf(answer, request.output)
          : { ...failureOf(call.error, at(call.gaveUp)), ...(answer.usage && { usage: answer.usage }) }
      report(log, request, result, clock.now().getTime() - startedAt)
      return result
    },

    async check() {
      const found = await within(CHECK_BOUNDS, clock, ({ signal }) =>
        client.models.retrieve(settings.model, {}, optionsFor(signal, CHECK_BOUNDS)),
      )
      if (found.ok) {
        const { lifecycle } = found.value
        return {
          ok: lifecycle !== 'retired',
          detail: `${settings.model} is ${lifecycle}${settings.simulated ? ' (simulated)' : ''}`,
        }
      }
      return { ok: false, detail: `${settings.model}: ${failureOf(found.error, at(found.gaveUp)).reason}` }
    },
  }
}

/** The SDK's own timeout is only there for a clock that fails us. */
function optionsFor(signal: AbortSignal, { allMs }: Bounds) {
  return { signal, timeout: allMs + 1_000 }
}

function messageParams<T>(
  model: string,
  request: ModelRequest<T>,
  formats: OutputFormats,
): Anthropic.MessageCreateParamsStreaming {
  const { effort, thinking } = effortAndThinking(model, request.effort)
  return {
    model,
    max_tokens: request.maxTokens,
    stream: true,
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
