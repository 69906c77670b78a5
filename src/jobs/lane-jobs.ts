import type { LaneKind } from '../core/lane.ts'
import type { JobName } from '../core/ports/queue.ts'

/** Which job works on a lane: what people wait for is kept apart from what takes minutes. */
export function jobOf(kind: LaneKind): JobName {
  return kind === 'study' ? 'study' : 'lane'
}
