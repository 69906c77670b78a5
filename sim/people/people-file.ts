import { readFile } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse/sync'
import type { Act, Mind, Person } from './person.ts'
import { chance } from './random.ts'
import { LONGEST, splitLine } from './split.ts'

/** The file of people cannot be used; the message is one line, `FILE:LINE: what is wrong and the mend`. */
export class PeopleFileError extends Error {}

interface Row {
  readonly id: string
  readonly lines: readonly string[]
}

/** A turn may hold blank lines itself: only a blank line followed by a label parts two turns. */
const TURN_EDGE = /\r?\n[ \t]*\r?\n(?=(?:Assistant|AI|User): )/
const COHORTS: readonly (readonly [RegExp, string])[] = [
  [/^creat/i, 'creatives'],
  [/^scien/i, 'scientists'],
  [/^work/i, 'workforce'],
]

/**
 * People who say the `User:` turns of a file in the published form (`transcript_id,text`), in order. The cohort comes
 * from the id's beginning (creat…, scien…, else workforce). Throws PeopleFileError.
 */
export async function readPeopleFile(
  path: string,
  options: {
    readonly platforms: readonly Person['platform'][]
    readonly seed: number
    readonly limit?: number
  },
): Promise<readonly Person[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new PeopleFileError(`${path}:1: the file cannot be read; check the path`, { cause })
  }
  const source = chance(options.seed)
  return parsePeople(path, text)
    .slice(0, options.limit)
    .map((row, index) => {
      const platform = options.platforms[index % options.platforms.length] ?? 'slack'
      return filePerson(row, index, platform, source.branch(row.id).integer(0, 9))
    })
}

/** The rows of a people file. Throws PeopleFileError with the place of the first fault. */
export function parsePeople(name: string, text: string): readonly Row[] {
  let records: { record: Record<string, string>; info: { lines: number } }[]
  let columns: string[] = []
  try {
    records = parse(text, {
      bom: true,
      skip_empty_lines: true,
      info: true,
      columns(header: string[]) {
        columns = header.map((column) => column.trim())
        return columns
      },
    }) as unknown as typeof records
  } catch (cause) {
    throw new PeopleFileError(csvFault(name, text, cause), { cause })
  }
  for (const column of ['transcript_id', 'text'])
    if (!columns.includes(column))
      throw new PeopleFileError(
        `${name}:1: there is no column "${column}"; the first line must be transcript_id,text`,
      )
  if (records.length === 0)
    throw new PeopleFileError(`${name}:1: the file has no rows; add one row a person below the first line`)
  const seen = new Set<string>()
  return records.map(({ record, info }) => {
    const id = record.transcript_id ?? ''
    const fieldLines = (record.text ?? '').split('\n').length
    const at = `${name}:${info.lines - fieldLines + 1}`
    if (!id) throw new PeopleFileError(`${at}: transcript_id is empty; give each row an id of its own`)
    if (seen.has(id))
      throw new PeopleFileError(`${at}: transcript_id "${id}" stands twice; give each row an id of its own`)
    seen.add(id)
    const lines = (record.text ?? '')
      .split(TURN_EDGE)
      .map((turn) => turn.trim())
      .filter((turn) => turn.startsWith('User: '))
      .map((turn) => turn.slice('User: '.length).trim())
      .filter((line) => line.length > 0)
    if (lines.length === 0)
      throw new PeopleFileError(
        `${at}: the row "${id}" has no turn that begins with "User: "; part turns by a blank line, each with its label`,
      )
    return { id, lines }
  })
}

function csvFault(name: string, text: string, cause: unknown): string {
  if (!(cause instanceof CsvError)) return `${name}:1: not valid CSV; save it as CSV in UTF-8`
  const line = typeof cause.lines === 'number' ? cause.lines : 1
  switch (cause.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `${name}:${unclosedQuote(text)}: a quote is opened and never closed; close it, and double a quote inside a field`
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `${name}:${line}: the row does not have as many fields as the first line; put quotes around the text`
    default:
      return `${name}:${line}: not valid CSV; put quotes around the text, and double a quote inside a field`
  }
}

/** The line of the last quote that opens a field: the parser itself only tells where the file ends. */
function unclosedQuote(text: string): number {
  let open = false
  let line = 1
  let openedAt = 1
  for (const character of text) {
    if (character === '"') {
      open = !open
      if (open) openedAt = line
    }
    if (character === '\n') line++
  }
  return openedAt
}

function filePerson(row: Row, index: number, platform: Person['platform'], draw: number): Person {
  const cohort = COHORTS.find(([sign]) => sign.test(row.id))?.[1] ?? 'workforce'
  return {
    platform,
    name: `File person ${index + 1}`,
    locale: 'en-US',
    zone: 'America/New_York',
    cohort,
    persona: 'file',
    expected: ['completed', 'partial'],
    closedDirect: false,
    consent: { takesPart: true, readsMore: false, allow: ['quotes'] },
    survey: { satisfied: String(4 + (draw % 4)), captured: String(4 + (draw % 4)), recommend: 'yes' },
    resumes: 'button',
    mind: fileMind(row.lines, LONGEST[platform]),
  }
}

/** Says one line a question, a long one in parts; then nothing more. */
export function fileMind(lines: readonly string[], longest: number): Mind {
  let next = 0
  return {
    answer(): readonly Act[] {
      const line = lines[next]
      if (line === undefined) return []
      next++
      return splitLine(line, longest).map((text) => ({ do: 'say', text }))
    },
    unsaid: () => lines.length - next,
    facts: () => [],
  }
}
