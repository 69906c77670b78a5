import type { Clock } from '../../core/ports/clock.ts'

/** How long a call may take, in ms: in all, until the first sign of an answer, and from one sign to the next. */
export interface Bounds {
  readonly allMs: number
  readonly firstMs: number
  readonly nextMs: number
}

/** A call under way, as its bounds see it. */
export interface Watched {
  /** Aborts when a bound is passed. */
  readonly signal: AbortSignal
  /** A sign of the answer came. */
  alive(): void
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  /** `gaveUp` names the bound that was passed, if one was. */
  | { readonly ok: false; readonly error: unknown; readonly gaveUp: string | undefined }

/** Runs `call` and gives it up when a bound is passed. Does not return before the call is over. */
export async function within<T>(
  bounds: Bounds,
  clock: Clock,
  call: (watched: Watched) => Promise<T>,
): Promise<Outcome<T>> {
  const given = new AbortController()
  const over = new AbortController()
  let gaveUp: string | undefined
  const giveUp = (why: string) => {
    gaveUp ??= why
    given.abort()
  }
  let sign = new AbortController()
  const deadline = async () => {
    await clock.sleep(bounds.allMs, over.signal)
    if (!over.signal.aborted) giveUp('deadline passed')
  }
  const silence = async () => {
    for (let ms = bounds.firstMs; !over.signal.aborted; ms = bounds.nextMs) {
      const awaited = sign
      await clock.sleep(ms, awaited.signal)
      if (!awaited.signal.aborted) return giveUp('silent for too long')
    }
  }
  const watching = [deadline(), silence()]
  const alive = () => {
    sign.abort()
    sign = new AbortController()
  }
  try {
    return { ok: true, value: await call({ signal: given.signal, alive }) }
  } catch (error) {
    return { ok: false, error, gaveUp }
  } finally {
    over.abort()
    sign.abort()
    await Promise.all(watching)
  }
}
