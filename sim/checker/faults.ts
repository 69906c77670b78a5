import type { LogLine } from '../seat.ts'
import type { ShownMessage } from './log-reader.ts'
import type { InterviewRow, Records, StoredTurn } from './records.ts'

export interface Faults {
  /** Each with what is wrong: the message's id and a few words. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
}

/**
 * `lost`: messages a person sent between consent and the end of their interview, not deleted, whose last text stands in
 * no stored turn that is made of them. `doubled`: such messages that stand in two turns, and bot messages visible more
 * than once for one delivery key. People whose data was erased on their request are left out of both.
 */
export function findFaults(
  lines: readonly LogLine[],
  messages: readonly ShownMessage[],
  records: Records,
): Faults {
  const turnsByMessage = groupBy(
    records.turns.flatMap((turn) => turn.parts.map((part) => ({ turn, part }))),
    ({ turn, part }) => `${turn.platform} ${part.conversation} ${part.message}`,
  )
  const loggedIds = new Set(messages.map((m) => `${m.platform} ${m.conversation} ${m.message}`))
  const orphans = groupBy(
    records.turns.filter((turn) => isOrphan(turn, loggedIds)),
    (turn) => `${turn.interview_id} ${compared(turn.platform, turn.words)}`,
  )
  const lost: string[] = []
  const doubled = visibleTwice(messages)
  for (const { message, interview } of owed(lines, messages, records.interviews)) {
    const id = `${message.platform} ${message.conversation} ${message.message}`
    const text = compared(message.platform, message.lastText)
    const made = new Set((turnsByMessage.get(id) ?? []).map(({ turn }) => turn))
    const own = [...made].filter((turn) => compared(turn.platform, turn.words).includes(text))
    const strays = orphans.get(`${interview.id} ${text}`) ?? []
    if (own.length === 0)
      lost.push(`${message.message} (${made.size === 0 ? 'in no stored turn' : 'stored with other words'})`)
    if (own.length + strays.length > 1)
      doubled.push(`${message.message} (in ${own.length + strays.length} stored turns)`)
  }
  return { lost, doubled }
}

/**
 * What a platform does to a text on its way, and nothing else: line ends become LF and white space at both ends goes.
 * Slack draws *bold*, _italic_, ~struck~ and `code` without their marks, and its log holds what is drawn, so those four
 * characters do not count there. (Its entities are resolved in the log already.)
 */
function compared(platform: LogLine['platform'], text: string): string {
  const plain = text.replaceAll(/\r\n?/g, '\n').trim()
  return platform === 'slack' ? plain.replaceAll(/[*_~`]/g, '').trim() : plain
}

/** A participant's turn that no message in the log accounts for. */
function isOrphan(turn: StoredTurn, loggedIds: ReadonlySet<string>): boolean {
  return (
    turn.speaker === 'participant' &&
    turn.deleted_at === null &&
    !turn.parts.some((part) => loggedIds.has(`${turn.platform} ${part.conversation} ${part.message}`))
  )
}

/** The messages that must be stored, each with its interview. */
function owed(
  lines: readonly LogLine[],
  messages: readonly ShownMessage[],
  interviews: readonly InterviewRow[],
): { readonly message: ShownMessage; readonly interview: InterviewRow }[] {
  const byPerson = groupBy(
    interviews.filter((row) => row.person !== null && row.given_at !== null && row.erased_at === null),
    (row) => `${row.platform} ${row.person}`,
  )
  const shownAt = new Map(
    messages.map((each) => [`${each.platform} ${each.conversation} ${each.message}`, each.at]),
  )
  const gestures = groupBy(
    lines.filter((line) => line.kind === 'press' || line.kind === 'form-sent'),
    (line) => `${line.platform} ${line.author}`,
  )
  return messages
    .filter((message) => message.direct && !message.fromBot && !message.deleted && message.lastText.trim())
    .flatMap((message) => {
      const who = `${message.platform} ${message.author}`
      const interview = (byPerson.get(who) ?? []).find((row) => {
        const from = consentedAt(row, gestures.get(who) ?? [])
        const end = endOf(row, shownAt)
        return message.at >= from && (end === undefined || message.at < end)
      })
      return interview ? [{ message, interview }] : []
    })
}

/** When it ended by the program's clock, or if that is ahead, when the person was told so by the platform's. */
function endOf(
  { platform, ended_at, farewell }: InterviewRow,
  shownAt: ReadonlyMap<string, Date>,
): Date | undefined {
  const told = farewell && shownAt.get(`${platform} ${farewell.conversation} ${farewell.message}`)
  return told && ended_at && told < ended_at ? told : (ended_at ?? undefined)
}

/** The press or form before the consent was recorded: from then on what the person says counts. */
function consentedAt(row: InterviewRow, gestures: readonly LogLine[]): Date {
  const recorded = row.given_at ?? new Date(0)
  const last = gestures.findLast((line) => new Date(line.at) <= recorded)
  return last ? new Date(last.at) : recorded
}

function visibleTwice(messages: readonly ShownMessage[]): string[] {
  const keyed = messages.filter((message) => message.fromBot && !message.deleted && message.key !== undefined)
  // The parts of one long message may share its key; their words differ.
  const deliveries = groupBy(keyed, (m) => `${m.platform} ${m.conversation} ${m.key} ${m.firstText}`)
  return [...deliveries.values()].flatMap((copies) =>
    copies.slice(1).map((copy) => `${copy.message} (visible ${copies.length} times for one delivery)`),
  )
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, keyOf)
}
