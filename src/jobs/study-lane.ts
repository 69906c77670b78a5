import { type Inviting, invite } from '../core/fieldwork/invite.ts'
import { studyOf } from '../core/lane.ts'
import type { LaneStore, Lease } from '../core/ports/lane-store.ts'
import { type Delivering, deliver } from './deliver.ts'
import type { Hold } from './hold.ts'
import type { LaneWork, Worked } from './lane-work.ts'
import { type Showing, showStudyStatus } from './study-status.ts'

/** The runs of a study's analysis. */
export interface Runs {
  /** Begins a nightly run and sets the next night's timer, in one transaction. */
  beginNightly(lease: Lease, study: string, timer: string): Promise<void>
  waiting(study: string): Promise<readonly string[]>
  /** Works on a run to its end; returns the lanes that now have something to send. */
  work(run: string, stillMine: () => boolean): Promise<readonly string[]>
}

export interface StudyWork extends Inviting, Delivering, Pick<LaneWork, 'queue'>, Showing {
  readonly lanes: LaneStore
  readonly runs: Runs
}

/** A study's lane: the night's timer, invitations not yet sent out, its status message, analysis runs that wait. */
export async function workStudy(lease: Lease, hold: Hold, work: StudyWork): Promise<Worked> {
  const id = studyOf(lease.lane)
  const { timers } = await work.lanes.waiting(lease.lane, work.clock.now())
  for (const timer of timers) await work.runs.beginNightly(lease, id, timer.id)
  const study = await work.store.study(id)
  // Told at once: people need not wait until everybody is invited, nor for a run.
  if (study?.state === 'running')
    for (const lane of await invite(lease, study, work)) await work.queue.wake('lane', lane)
  await showStudyStatus(lease, id, work)
  const again = await deliver(lease, hold, work)
  const wake = new Set<string>()
  for (const run of await work.runs.waiting(id)) {
    if (!hold.isOurs()) break
    for (const lane of await work.runs.work(run, hold.isOurs)) wake.add(lane)
  }
  return { again, wake: [...wake] }
}
