import type { EndState } from '../people/person.ts'
import type { LogLine } from '../seat.ts'
import { findFaults } from './faults.ts'
import { readLog, type ShownMessage, shownMessages } from './log-reader.ts'
import { type InterviewRow, type Records, readRecords } from './records.ts'

type Platform = LogLine['platform']

export interface RunCounts {
  readonly people: number
  readonly invited: number
  readonly consented: number
  readonly completed: number
  readonly partial: number
  readonly declined: number
  readonly withdrawn: number
  readonly unreachable: number
  /** Not in any of the five end states; invitations that expired unanswered are among them. */
  readonly open: number
  /** Answers stored, as turns. */
  readonly participantTurns: number
  /** Questions stored, as turns. */
  readonly interviewerTurns: number
  readonly lost: number
  readonly doubled: number
  readonly quotes: { readonly offered: number; readonly verified: number; readonly rejected: number }
  readonly reportPosted: boolean
  /** Pictures posted outside direct conversations. */
  readonly charts: number
}

export interface RunFigures extends RunCounts {
  readonly platforms: Readonly<Partial<Record<Platform, RunCounts>>>
  /** People whose interview ended as they meant it to. */
  readonly asExpected: number
  /** Message ids behind `lost` and `doubled`, for looking them up in the logs. */
  readonly evidence: { readonly lost: readonly string[]; readonly doubled: readonly string[] }
}

export interface CheckedPerson {
  readonly platform: Platform
  readonly user: string
  readonly expected: readonly EndState[]
}

export interface RunToCheck {
  readonly databaseUrl: string
  /** Path of each platform's log. */
  readonly logs: Readonly<Partial<Record<Platform, string>>>
  readonly people: readonly CheckedPerson[]
}

const ENDS = ['completed', 'partial', 'declined', 'withdrawn', 'unreachable'] as const

/** What happened in a run, worked out from the stand-ins' logs and the database alone. */
export async function checkRun(run: RunToCheck): Promise<RunFigures> {
  const records = await readRecords(run.databaseUrl)
  const lines: Partial<Record<Platform, readonly LogLine[]>> = {}
  for (const [platform, path] of Object.entries(run.logs) as [Platform, string][])
    lines[platform] = await readLog(path)
  return figuresOf(records, lines, run.people)
}

/** The figures of a run whose log and records were read already. */
export function figuresOf(
  records: Records,
  logs: Readonly<Partial<Record<Platform, readonly LogLine[]>>>,
  people: readonly CheckedPerson[],
): RunFigures {
  const platforms: Partial<Record<Platform, RunCounts>> = {}
  const evidence = { lost: [] as string[], doubled: [] as string[] }
  for (const [platform, lines] of Object.entries(logs) as [Platform, readonly LogLine[]][]) {
    const messages = shownMessages(lines)
    const here = onPlatform(records, platform)
    const faults = findFaults(lines, messages, here)
    evidence.lost.push(...faults.lost)
    evidence.doubled.push(...faults.doubled)
    platforms[platform] = {
      people: people.filter((person) => person.platform === platform).length,
      ...counts(here),
      lost: faults.lost.length,
      doubled: faults.doubled.length,
      quotes: here.quotes[0] ? quotesOf(here.quotes[0]) : { offered: 0, verified: 0, rejected: 0 },
      ...posted(messages),
    }
  }
  const all = Object.values(platforms)
  return {
    ...total(all),
    platforms,
    asExpected: people.filter((person) => endedAsExpected(person, records.interviews)).length,
    evidence,
  }
}

function onPlatform(records: Records, platform: Platform): Records {
  const here = <T extends { readonly platform: Platform }>(rows: readonly T[]) =>
    rows.filter((row) => row.platform === platform)
  return {
    interviews: here(records.interviews),
    turns: here(records.turns),
    quotes: here(records.quotes),
  }
}

function counts({ interviews, turns }: Records) {
  const invited = interviews.filter((row) => row.invited)
  const ended = Object.fromEntries(
    ENDS.map((end) => [end, invited.filter((row) => row.state === end).length]),
  ) as Record<(typeof ENDS)[number], number>
  return {
    invited: invited.length,
    consented: interviews.filter((row) => row.given_at !== null).length,
    ...ended,
    open: invited.filter((row) => !ENDS.some((end) => end === row.state)).length,
    participantTurns: turns.filter((turn) => turn.speaker === 'participant' && turn.kind === 'answer').length,
    interviewerTurns: turns.filter((turn) => turn.speaker === 'interviewer' && turn.kind === 'question')
      .length,
  }
}

/** Pictures and the page may come as one message or as several; without figures there are no pictures. */
function posted(messages: readonly ShownMessage[]) {
  const shown = messages.filter((message) => message.fromBot && !message.direct && !message.deleted)
  const charts = shown.flatMap((message) =>
    message.files.filter((file) => file.mediaType.startsWith('image/')),
  ).length
  const page = shown.some((message) => message.files.some((file) => file.name === 'report.html'))
  return { reportPosted: page, charts }
}

function quotesOf({ offered, verified, rejected }: RunCounts['quotes']): RunCounts['quotes'] {
  return { offered, verified, rejected }
}

function total(parts: readonly RunCounts[]): RunCounts {
  const sum = (of: (part: RunCounts) => number) => parts.reduce((before, part) => before + of(part), 0)
  return {
    people: sum((p) => p.people),
    invited: sum((p) => p.invited),
    consented: sum((p) => p.consented),
    completed: sum((p) => p.completed),
    partial: sum((p) => p.partial),
    declined: sum((p) => p.declined),
    withdrawn: sum((p) => p.withdrawn),
    unreachable: sum((p) => p.unreachable),
    open: sum((p) => p.open),
    participantTurns: sum((p) => p.participantTurns),
    interviewerTurns: sum((p) => p.interviewerTurns),
    lost: sum((p) => p.lost),
    doubled: sum((p) => p.doubled),
    quotes: {
      offered: sum((p) => p.quotes.offered),
      verified: sum((p) => p.quotes.verified),
      rejected: sum((p) => p.quotes.rejected),
    },
    reportPosted: parts.length > 0 && parts.every((part) => part.reportPosted),
    charts: sum((p) => p.charts),
  }
}

/** Erasure takes the identity away: who meant to withdraw and is no longer known has withdrawn. */
function endedAsExpected(person: CheckedPerson, interviews: readonly InterviewRow[]): boolean {
  const own = interviews.find((row) => row.platform === person.platform && row.person === person.user)
  if (!own)
    return (
      person.expected.includes('withdrawn') &&
      interviews.some(
        (row) => row.platform === person.platform && row.state === 'withdrawn' && row.person === null,
      )
    )
  return person.expected.some((end) => end === own.state)
}
