import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { type CheckedPerson, checkRun, type RunCounts } from '../../../sim/checker/check-run.ts'
import { readLog } from '../../../sim/checker/log-reader.ts'
import { SIMULATED_MODEL } from '../../../sim/claude/protocol/models.ts'
import { writePages } from '../../../sim/pages/write-pages.ts'
import type { PersonOutcome } from '../../../sim/protocol.ts'
import type { DemoOrder } from './options.ts'
import type { DemoCounts, DemoResult } from './result.ts'

/** What a run leaves behind: the figures, and where to look. */
export interface Evidence {
  readonly result: DemoResult
  readonly files: readonly { readonly what: string; readonly path: string }[]
  /** What went wrong, a line each; empty if nothing did. */
  readonly problems: readonly string[]
}

/** Reads logs and database once all is over; the database must still run. */
export async function gatherEvidence(
  order: DemoOrder,
  databaseUrl: string,
  done: { readonly perPerson: readonly PersonOutcome[]; readonly problem?: string },
  seconds: () => number,
): Promise<Evidence> {
  const logs = Object.fromEntries(order.platforms.map((platform) => [platform, logOf(order, platform)]))
  const people: readonly CheckedPerson[] = done.perPerson
  const { platforms, asExpected, evidence, ...all } = await checkRun({ databaseUrl, logs, people })
  const report = await copyReport(order)
  const pages = await writePages({ logs, out: path.join(order.out, 'pages'), banner: bannerOf(order) })
  const withUnsaid = (counts: RunCounts, platform?: string): DemoCounts => ({
    ...counts,
    unsaid: done.perPerson
      .filter((person) => !platform || person.platform === platform)
      .reduce((sum, { unsaid }) => sum + unsaid, 0),
  })
  return {
    result: {
      ...withUnsaid(all),
      model: order.claude?.interviewer.model ?? SIMULATED_MODEL,
      seconds: Math.round(seconds() * 10) / 10,
      platforms: Object.fromEntries(
        Object.entries(platforms).map(([platform, counts]) => [platform, withUnsaid(counts, platform)]),
      ),
    },
    files: [
      ...(report ? [{ what: 'report', path: report }] : []),
      { what: 'transcripts, as pages', path: pages.index },
      ...Object.entries(pages.research).map(([platform, page]) => ({
        what: `research channel on ${platform}`,
        path: page,
      })),
    ],
    problems: [
      ...(done.problem ? [`the researcher waited in vain for ${done.problem}`] : []),
      ...(evidence.lost.length > 0 ? [`messages lost: ${evidence.lost.join(', ')}`] : []),
      ...(evidence.doubled.length > 0 ? [`messages doubled: ${evidence.doubled.join(', ')}`] : []),
      ...(asExpected < people.length
        ? [`${people.length - asExpected} people's interviews did not end as they meant to`]
        : []),
    ],
  }
}

function bannerOf({ claude, peopleFile }: DemoOrder): string {
  const people = peopleFile ? 'The people are simulated and say lines of a file' : 'The people are simulated'
  return claude
    ? `${people}; the interviewer is ${claude.interviewer.model}.`
    : `${people}; the model is simulated too (rules, no AI).`
}

function logOf(order: DemoOrder, platform: string): string {
  return path.join(order.out, `${platform}.jsonl`)
}

/** Puts the newest report.html that was posted at the top of the folder; undefined if none was. */
async function copyReport(order: DemoOrder): Promise<string | undefined> {
  for (const platform of order.platforms) {
    const lines = await readLog(logOf(order, platform))
    const posted = lines
      .flatMap(({ files = [] }) => files.filter(({ name }) => name === 'report.html'))
      .at(-1)
    if (!posted?.path) continue
    const copy = path.join(order.out, 'report.html')
    await copyFile(path.join(order.out, posted.path), copy)
    return copy
  }
  return undefined
}
