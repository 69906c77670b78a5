import type { Capabilities, Platform } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { HistoryStore } from '../../core/ports/history-store.ts'
import type { Log } from '../../core/ports/log.ts'
import type { CatchUp } from './catch-up.ts'

export interface Rotating {
  readonly platforms: ReadonlyMap<Platform, { readonly capabilities: Pick<Capabilities, 'historyReads'> }>
  readonly history: Pick<HistoryStore, 'takeNext'>
  readonly catchUp: Pick<CatchUp, 'compare' | 'isIdle'>
  readonly clock: Clock
  readonly log: Log
}

/** Of what the platform allows, so much is used while nothing is known to be missed. */
const SHARE = 0.2
const SOONEST_MS = 5_000
/** A conversation that was compared so lately is left alone. */
const IDLE_MS = 10 * 60_000

/**
 * Has the conversations that wait for their person compared with what stands there, one after the other and over again:
 * a platform may never deliver an event, and then nobody knows of a gap. All processes together go at one pace; while
 * something is known to be missed, that is read instead. Returns what ends it.
 */
export function startRotation(rotating: Rotating): () => void {
  const { platforms, clock } = rotating
  const ends = [...platforms].map(([platform, { capabilities }]) => {
    const everyMs = Math.max(SOONEST_MS, 60_000 / (capabilities.historyReads.perMinute * SHARE))
    return clock.every(everyMs, () => void compareNext(platform, everyMs, rotating))
  })
  return () => {
    for (const end of ends) end()
  }
}

async function compareNext(
  platform: Platform,
  everyMs: number,
  { history, catchUp, clock, log }: Rotating,
): Promise<void> {
  if (!catchUp.isIdle(platform)) return
  const now = clock.now()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  try {
    // A little early is in time: no two clocks tick alike.
    const taken = { now, idleSince: ago(IDLE_MS), takenSince: ago(everyMs * 0.9) }
    const next = await history.takeNext(platform, taken)
    if (next) await catchUp.compare([next])
  } catch (error) {
    log.error('rotation.failed', error, { platform })
  }
}
