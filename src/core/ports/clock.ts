/** Time as the core sees it. The only source of now and of waiting; a test hands in its own. */
export interface Clock {
  now(): Date
  /** Resolves after so many milliseconds, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `tick` every so many milliseconds until the returned function is called. */
  every(ms: number, tick: () => void): () => void
}

/** Where new ids and keys come from. */
export interface Ids {
  /** A fresh id: a UUID, version 7, so that rows of one time lie together. */
  next(): string
}
