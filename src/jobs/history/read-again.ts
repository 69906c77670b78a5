import type { Clock } from '../../core/ports/clock.ts'
import type { HistoryStore } from '../../core/ports/history-store.ts'
import type { CatchUp } from './catch-up.ts'

export interface ReadingAgain {
  readonly history: Pick<HistoryStore, 'ofStudy' | 'revisionsWait'>
  readonly catchUp: Pick<CatchUp, 'compare'>
  readonly clock: Clock
}

/** A report waits no longer; what could not be read by then is read on after it. */
const MOST_MS = 15 * 60_000
const LOOK_EVERY_MS = 250

/**
 * Compares a study's conversations with what stands there unless they were since then, and waits until what came of it
 * is in their transcripts. False if it could not all be done in a report's time, or the study's lane was lost.
 */
export async function readAgain(
  study: string,
  since: Date,
  stillMine: () => boolean,
  { history, catchUp, clock }: ReadingAgain,
): Promise<boolean> {
  const until = clock.now().getTime() + MOST_MS
  let whole: boolean | undefined
  const comparing = catchUp.compare(await history.ofStudy(study, since, clock.now())).then((compared) => {
    whole = compared
  })
  while (stillMine() && clock.now().getTime() < until) {
    await Promise.race([comparing, clock.sleep(LOOK_EVERY_MS)])
    if (whole === undefined) continue
    if (!(await history.revisionsWait(study))) return whole
    await clock.sleep(LOOK_EVERY_MS)
  }
  return false
}
