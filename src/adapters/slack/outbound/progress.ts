import type { Standing } from '../../../core/ports/chat.ts'
import type { Failure } from './outcome.ts'

const MAX_REMEMBERED = 500
/** The step of the files, which Slack gives no message id. */
const SHARED = 'files'

/** How far a `say` of several parts has come. */
export interface Progress {
  readonly parts: readonly string[]
  /** Ids of the files that are handed over. */
  readonly files: readonly string[]
  /** The files are seen. */
  readonly shared: boolean
}

export const NOTHING: Progress = { parts: [], files: [], shared: false }

/** What this process knows of each key it has not sent whole. */
export class Remembered {
  readonly #progress = new Map<string, Progress>()

  /** What is known here, or what another process knows to stand, where that is more. */
  furthest(key: string, stands: Standing, messages: number): Progress {
    const known = this.#progress.get(key) ?? NOTHING
    const steps = known.parts.length + (known.shared ? 1 : 0)
    if (stands.length <= steps) return known
    return { ...known, parts: stands.slice(0, messages), shared: stands.length > messages }
  }

  keep(key: string, progress: Progress): void {
    this.#progress.delete(key)
    this.#progress.set(key, progress)
    const [oldest] = this.#progress.keys()
    if (this.#progress.size > MAX_REMEMBERED && oldest !== undefined) this.#progress.delete(oldest)
  }

  forget(key: string): void {
    this.#progress.delete(key)
  }
}

/** A failure with what stands, so that whoever sends the key again goes on from there. */
export function midway(failure: Failure, { parts, shared }: Progress): Failure {
  if (parts.length === 0 || (failure.outcome !== 'retry' && failure.outcome !== 'ambiguous')) return failure
  return { ...failure, stands: shared ? [...parts, SHARED] : parts }
}
