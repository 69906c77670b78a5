import { createHash } from 'node:crypto'
import type { CodeDefinition } from '../../study/interview-plan.ts'
import { atLeast, type Count, discloseSplit, K } from '../disclosure.ts'
import { type CodedInterview, type Group, tally } from './base.ts'

export interface ReportQuote {
  /** The same quote keeps its id; two quotes of one person have nothing in common. */
  readonly id: string
  readonly turn: string
  readonly start: number
  readonly end: number
  /** As stored; empty in a stored report, where the offsets stand for it. */
  readonly words: string
  /** Who said it, as a group of k people or more; null where that would be too few. */
  readonly by: string | null
}

export interface Theme {
  readonly key: string
  readonly label: string
  readonly definition: string
  readonly include: string
  readonly exclude: string
  readonly polarity: number
  readonly total: Count
  /** In the order of the report's cohorts. */
  readonly cohorts: readonly Count[]
  readonly quotes: readonly ReportQuote[]
}

const QUOTES_A_THEME = 2
/** Long quotes are skipped where a shorter one says it. */
const COMFORTABLE_QUOTE_LENGTH = 280
/** Shorter ones are hard to understand by themselves. */
const TELLING_QUOTE_LENGTH = 60

/** From pessimistic to optimistic; within one polarity the most frequent first, hidden ones last by name. */
export function themesOf(
  codes: readonly CodeDefinition[],
  base: readonly CodedInterview[],
  cohorts: readonly Group[],
  speakers: readonly Group[],
): readonly Theme[] {
  const quoted = new Map<string, number>()
  return codes
    .map((code) => ({ code, ...counted(code.key, base, cohorts) }))
    .sort(
      (a, b) =>
        a.code.polarity - b.code.polarity ||
        atLeast(b.total) - atLeast(a.total) ||
        (a.code.label < b.code.label ? -1 : 1),
    )
    .map(({ code, total, groups }) => ({
      ...code,
      total,
      cohorts: groups,
      quotes: atLeast(total) >= K ? quotesFor(code.key, base, speakers, quoted) : [],
    }))
}

function counted(key: string, base: readonly CodedInterview[], cohorts: readonly Group[]) {
  const present = (interview: CodedInterview) => found(interview, key) !== undefined
  const split = discloseSplit(
    { n: base.filter(present).length, of: base.length },
    cohorts.map((group) => tally(group, present)),
  )
  return { total: split.total, groups: split.groups }
}

function found(interview: CodedInterview, key: string) {
  return interview.reading.found.find((code) => code.kind === 'code' && code.key === key)
}

/** One quote a person, people not quoted yet first, then where the theme is most central; words said before last. */
function quotesFor(
  key: string,
  base: readonly CodedInterview[],
  speakers: readonly Group[],
  quoted: Map<string, number>,
): readonly ReportQuote[] {
  const candidates = base
    .flatMap((interview) => {
      const code = interview.quotes ? found(interview, key) : undefined
      const quote = code && [...code.quotes].sort((a, b) => discomfort(a.words) - discomfort(b.words))[0]
      return quote ? [{ interview, quote, intensity: code.intensity }] : []
    })
    .sort(
      (a, b) =>
        (quoted.get(a.interview.id) ?? 0) - (quoted.get(b.interview.id) ?? 0) ||
        b.intensity - a.intensity ||
        discomfort(a.quote.words) - discomfort(b.quote.words) ||
        (a.quote.turn < b.quote.turn ? -1 : 1),
    )
  const repeats = (at: number) =>
    candidates.findIndex(({ quote }) => quote.words === candidates[at]?.quote.words) < at
  const chosen = [
    ...candidates.filter((_, at) => !repeats(at)),
    ...candidates.filter((_, at) => repeats(at)),
  ].slice(0, QUOTES_A_THEME)
  return chosen.map(({ interview, quote }) => {
    quoted.set(interview.id, (quoted.get(interview.id) ?? 0) + 1)
    const { turn, start, end, words } = quote
    return { id: quoteId(turn, start, end), turn, start, end, words, by: speakerOf(interview, speakers) }
  })
}

function discomfort(words: string): number {
  return Math.max(0, words.length - COMFORTABLE_QUOTE_LENGTH, TELLING_QUOTE_LENGTH - words.length)
}

function speakerOf(interview: CodedInterview, speakers: readonly Group[]): string | null {
  const group = speakers.find((each) => each.interviews.includes(interview))
  return group && group.key !== '' && group.interviews.length >= K ? group.label : null
}

/** From the turn's id, which no reader sees: nothing in it tells who spoke. */
function quoteId(turn: string, start: number, end: number): string {
  return `q-${createHash('sha256').update(`${turn}:${start}:${end}`).digest('hex').slice(0, 8)}`
}
