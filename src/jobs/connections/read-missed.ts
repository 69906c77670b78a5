import type { Platform } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'

export interface ReadingMissed {
  readonly chat: { readonly platform: Platform }
  /** Reads what was said since then from the history. False if it was given up by `signal` before all was read. */
  readonly readMissed: (since: Date, signal: AbortSignal) => Promise<boolean>
  readonly clock: Clock
  readonly log: Log
}

const READ_AGAIN_MS = 2_000
/** A dead connection is noticed only when a sign of life is missing: what came before that may be lost too. */
const UNNOTICED_MS = 30_000

/** Since when something may have been missed by what is found dead now. */
export function unnoticedAt(clock: Clock): Date {
  return new Date(clock.now().getTime() - UNNOTICED_MS)
}

/** Reads what was missed until all of it was read or `over` says so; then notes it by `caughtUp`. Never rejects. */
export async function readUntilDone(
  { chat, readMissed, clock, log }: ReadingMissed,
  since: Date,
  caughtUp: () => Promise<void>,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted)
    try {
      if (await readMissed(since, over)) await caughtUp()
      return
    } catch (error) {
      log.error('connection.not-caught-up', error, { platform: chat.platform })
      await clock.sleep(READ_AGAIN_MS, over)
    }
}
