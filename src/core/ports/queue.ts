/**
 * What is worked on in the background. `lane`: what waits in a conversation; `study`: the invitations and
 * analysis of a study.
 */
export const JOB_NAMES = ['lane', 'study'] as const
export type JobName = (typeof JOB_NAMES)[number]

/**
 * A wake says that there may be work, never what it is: everything to do stands in the stores, so a wake may be lost
 * (the sweeper finds the work later), come late, or come twice.
 */
export interface Queue {
  /**
   * Has `job` look at `id`, at the earliest after `delayMs`. Resolves once the wake is kept or given up, within some
   * seconds; never rejects. Call it after the commit of what it announces.
   */
  wake(job: JobName, id: string, delayMs?: number): Promise<void>
}
