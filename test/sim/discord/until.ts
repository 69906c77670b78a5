/** The machine's own, whatever a test puts in its place later. */
const pause = setTimeout

/** Waits until `holds` is true; fails after so many milliseconds. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Not within ${withinMs} ms: ${holds}`)
    await new Promise((resolve) => pause(resolve, 5))
  }
}
