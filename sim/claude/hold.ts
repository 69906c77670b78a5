export interface Hold {
  release(): void
}

/** Waits so many milliseconds, at most until the caller gives up or the hold is released. */
export function holdUntil(ms: number, signal: AbortSignal, holds: Set<Hold>): Promise<void> {
  return new Promise((resolve) => {
    const release = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', release)
      holds.delete(hold)
      resolve()
    }
    const hold: Hold = { release }
    const timer = setTimeout(release, ms)
    holds.add(hold)
    if (signal.aborted) release()
    else signal.addEventListener('abort', release, { once: true })
  })
}
