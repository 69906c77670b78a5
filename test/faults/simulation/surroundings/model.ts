import { callOf } from '../../../../sim/claude/calls.ts'
import { answerTo } from '../../../../sim/claude/model/answer.ts'
import type { CrashPoint } from '../../../../src/core/ports/crash-points.ts'
import type {
  Model,
  ModelFailure,
  ModelRequest,
  ModelResult,
  ModelUsage,
} from '../../../../src/core/ports/model.ts'
import type { Caller } from './platform.ts'
import type { Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

const ID = 'simulated-interviewer'
const USAGE: ModelUsage = {
  model: ID,
  inputTokens: 100,
  outputTokens: 50,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
}
const FAILURES: readonly ModelFailure[] = ['declined', 'unusable']

/** The rule-based model of the stand-in behind the model port, with its faults. */
export class SimulatedModel {
  readonly #scheduler: Scheduler
  readonly #weather: Weather
  /** Calls by purpose. */
  readonly calls = new Map<string, number>()

  constructor(scheduler: Scheduler, weather: Weather) {
    this.#scheduler = scheduler
    this.#weather = weather
  }

  modelFor(caller: Caller): Model {
    return {
      id: ID,
      simulated: true,
      complete: (request) => this.#complete(caller, request),
      check: async () => ({ ok: true, detail: 'simulated' }),
    }
  }

  async #complete<T>(caller: Caller, request: ModelRequest<T>): Promise<ModelResult<T>> {
    const { purpose, deadlineMs } = request
    await this.#scheduler.sleep('model is asked', 0, caller)
    this.calls.set(purpose, (this.calls.get(purpose) ?? 0) + 1)
    const point: CrashPoint = 'T7'
    await this.#scheduler.sleep('model works', this.#weather.between(20, 2_000), caller)
    caller.within(point)
    if (this.#weather.befalls('model-silent')) {
      await this.#scheduler.sleep('model is silent', deadlineMs, caller)
      return failed('unavailable')
    }
    await this.#scheduler.sleep('model answers', 0, caller)
    if (this.#weather.befalls('model-away'))
      return failed('unavailable', this.#weather.between(0, 1) * 3_600_000)
    if (this.#weather.befalls('model-unusable'))
      return failed(FAILURES[this.#weather.between(0, 1)] ?? 'unusable')
    const body = {
      model: ID,
      max_tokens: request.maxTokens,
      system: request.system,
      messages: [{ role: 'user', content: request.input }],
    } as const
    const checked = request.output.safeParse(answerTo(callOf(body, 1)))
    return checked.success ? { ok: true, value: checked.data, usage: USAGE } : failed('unusable')
  }
}

function failed(failure: ModelFailure, retryAfterMs = 0): ModelResult<never> {
  return {
    ok: false,
    failure,
    reason: 'simulated',
    ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
    ...(failure === 'unavailable' ? {} : { usage: USAGE }),
  }
}
