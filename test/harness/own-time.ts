const TICK_MS = 20

/**
 * What comes of it, and how long it takes by the time that this process gets, ms: while other work on the machine holds all
 * of the process up, none passes.
 */
export async function inOwnTime<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly ms: number }> {
  let ms = 0
  const ticking = setInterval(() => {
    ms += TICK_MS
  }, TICK_MS)
  try {
    const result = await work()
    return { result, ms }
  } finally {
    clearInterval(ticking)
  }
}
