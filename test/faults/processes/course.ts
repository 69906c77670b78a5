import type { Pool } from 'pg'
import type { Stage } from './stage.ts'
import { unfinished } from './study.ts'

/** A death costs the rest of a lease (5 s), a start, the sweep's turn (3 s) and, on Slack, the history's lag (10 s). */
const END_WITHIN_MS = 60_000
const LOOK_MS = 100
/** Slack delivers what was not acknowledged again after 3 s. */
const DELIVERED_AGAIN_MS = 4_000
const TYPES_AGAIN_MS = 6_000

interface Course {
  readonly wantsReport?: boolean
  /** What is waited for on top of what a death costs; default 0. */
  readonly moreMs?: number
}

/**
 * The study from its launch to the end of every interview and, if wanted, its report. Returns what did not come about in
 * time, in words.
 */
export async function takeItsCourse(
  stage: Stage,
  database: Pool,
  { wantsReport = false, moreMs = 0 }: Course,
): Promise<readonly string[]> {
  const withinMs = END_WITHIN_MS + moreMs
  return inTime(async () => {
    await launch(stage, database, withinMs)
    await until(
      'the end of every interview',
      database,
      withinMs,
      (now) => now.ended === stage.scripts.length && atRest(now),
    )
    if (wantsReport)
      await typedUntil(stage, database, 'report now', withinMs, (now) => now.reported && atRest(now))
    await wait(DELIVERED_AGAIN_MS)
    await until('what was delivered again', database, withinMs, atRest)
  })
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** What did not come about in time, in words. */
export async function inTime(course: () => Promise<void>): Promise<readonly string[]> {
  try {
    await course()
    return []
  } catch (error) {
    if (error instanceof NotEnded) return [error.message]
    throw error
  }
}

class NotEnded extends Error {}

/** Throws what `inTime` tells. */
export function launch(stage: Stage, database: Pool, withinMs = END_WITHIN_MS): Promise<void> {
  return typedUntil(stage, database, `launch all=<#${stage.members}>`, withinMs, (now) => now.launched)
}

type Now = Awaited<ReturnType<typeof unfinished>>
const atRest = ({ left }: Now) => left.length === 0

/** The researcher types it, and again after a while if nothing comes of it. */
async function typedUntil(
  stage: Stage,
  database: Pool,
  words: string,
  withinMs: number,
  done: (now: Now) => boolean,
): Promise<void> {
  let typedAt = Number.NEGATIVE_INFINITY
  await until(`what follows /study ${words}`, database, withinMs, async (now) => {
    if (done(now)) return true
    if (performance.now() - typedAt > TYPES_AGAIN_MS && !now.underWay) {
      typedAt = performance.now()
      await stage.researcher.command(stage.place, '/study', words)
    }
    return false
  })
}

/** Waits until it is so. Throws what `inTime` tells. */
export async function until(
  what: string,
  database: Pool,
  withinMs: number,
  done: (now: Now) => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const now = await unfinished(database)
    if (await done(now)) return
    if (performance.now() > deadline)
      throw new NotEnded(`not in ${withinMs / 1000} s: ${what} (${now.left.join(', ') || 'nothing is left'})`)
    await wait(LOOK_MS)
  }
}
