import type { Clock } from '../ports/clock.ts'
import type { Model, ModelRequest, ModelResult, ModelUsage } from '../ports/model.ts'

/** A model that is asked again when it was away for a moment, and not asked any more when it is away for long. */
export interface PatientModel extends Model {
  /** Nothing is asked any more: whatever is left is for another run. */
  gaveUp(): boolean
}

/** Whoever asks to be left alone for longer is left alone until the next run. */
const LONGEST_WAIT_MS = 60_000
/** Of a model that does not say for how long; doubled each time. */
const FIRST_WAIT_MS = 5_000
/** So often in a row it may be away, whoever asks. */
const MOST_PAUSES = 4
/** So often one request is made: it may be what the model cannot bear. */
const MOST_TRIES = 3

const NOT_ASKED = { ok: false, failure: 'unavailable', reason: 'not asked: the model is away' } as const

/**
 * `model` for the calls of one run, several of which may be open at a time. When it is unavailable all wait together,
 * as long as it asks or ever longer, and then ask again. Over a longer wait, too many in a row or a refused account it
 * gives up, so that no limit is run against again and again. What all tries of a call used is told with its result.
 */
export function patientModel(model: Model, clock: Clock, hold: { stillMine(): boolean }): PatientModel {
  let over = false
  let pauses = 0
  /** Calls of an earlier pass than this learned nothing new by failing. */
  let pass = 0
  let pause: Promise<void> = Promise.resolve()

  const giveUpOrPause = (retryAfterMs: number | undefined) => {
    const waitMs = retryAfterMs ?? FIRST_WAIT_MS * 2 ** pauses
    if (waitMs > LONGEST_WAIT_MS || pauses === MOST_PAUSES) {
      over = true
      return
    }
    pauses++
    pass++
    pause = clock.sleep(waitMs)
  }

  async function complete<T>(request: ModelRequest<T>): Promise<ModelResult<T>> {
    let result: ModelResult<T> = NOT_ASKED
    let usage: ModelUsage | undefined
    for (let tried = 0; tried < MOST_TRIES; tried++) {
      await pause
      if (over || !hold.stillMine()) break
      const begun = pass
      result = await model.complete(request)
      usage = sum(usage, result.usage)
      if (!result.ok && result.failure === 'refused-account') over = true
      if (result.ok || result.failure !== 'unavailable') {
        pauses = 0
        break
      }
      if (begun === pass) giveUpOrPause(result.retryAfterMs)
    }
    return usage ? { ...result, usage } : result
  }

  return { ...model, complete, gaveUp: () => over }
}

function sum(before: ModelUsage | undefined, more: ModelUsage | undefined): ModelUsage | undefined {
  if (!before || !more) return before ?? more
  return {
    model: more.model,
    inputTokens: before.inputTokens + more.inputTokens,
    outputTokens: before.outputTokens + more.outputTokens,
    cacheReadTokens: before.cacheReadTokens + more.cacheReadTokens,
    cacheWriteTokens: before.cacheWriteTokens + more.cacheWriteTokens,
  }
}
