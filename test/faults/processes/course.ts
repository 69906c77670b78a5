import type { Pool } from 'pg'
import type { Stage } from './stage.ts'
import { unfinished } from './study.ts'

/** A death costs the rest of a lease (5 s), a start, the sweep's turn (3 s) and, on Slack, the history's lag (10 s). */
const END_WITHIN_MS = 60_000
const LOOK_MS = 100
const TYPES_AGAIN_MS = 6_000

/** Something did not come about in time; the message says what is left. */
export class NotEnded extends Error {}

/** The study from its launch to the end of every interview and, if wanted, its report. Throws NotEnded. */
export async function takeItsCourse(stage: Stage, database: Pool, wantsReport: boolean): Promise<void> {
  await typedUntil(stage, database, `launch all=<#${stage.members}>`, (now) => now.launched)
  await until(
    'the end of every interview',
    database,
    (now) => now.ended === stage.scripts.length && atRest(now),
  )
  if (wantsReport) await typedUntil(stage, database, 'report now', (now) => now.reported && atRest(now))
}

type Now = Awaited<ReturnType<typeof unfinished>>
const atRest = ({ left }: Now) => left.length === 0

/** The researcher types it, and again after a while if nothing comes of it. */
async function typedUntil(
  stage: Stage,
  database: Pool,
  words: string,
  done: (now: Now) => boolean,
): Promise<void> {
  let typedAt = Number.NEGATIVE_INFINITY
  await until(`what follows /study ${words}`, database, async (now) => {
    if (done(now)) return true
    if (performance.now() - typedAt > TYPES_AGAIN_MS && !now.underWay) {
      typedAt = performance.now()
      await stage.researcher.command(stage.place, '/study', words)
    }
    return false
  })
}

async function until(
  what: string,
  database: Pool,
  done: (now: Now) => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + END_WITHIN_MS
  for (;;) {
    const now = await unfinished(database)
    if (await done(now)) return
    if (performance.now() > deadline)
      throw new NotEnded(
        `not in ${END_WITHIN_MS / 1000} s: ${what} (${now.left.join(', ') || 'nothing is left'})`,
      )
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
