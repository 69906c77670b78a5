import { shownMessages } from '../../../sim/checker/log-reader.ts'
import type { LogLine } from '../../../sim/seat.ts'

/** Sends whose outcome the platform did not tell. They are figures beside a verdict, which does not rest on them. */
export interface Untold {
  readonly ambiguous: number
  /** Those of them settled by look-up. */
  readonly reconciled: number
}

/**
 * From the outcomes of the look-ups of each outgoing message as the one who looked has them: a stand-in is asked for the
 * history, and not told for which message.
 */
export function untold(lookUps: ReadonlyMap<string, readonly string[]>): Untold {
  const settled = [...lookUps.values()].filter((outcomes) => outcomes.some((each) => each !== 'unknown'))
  return { ambiguous: lookUps.size, reconciled: settled.length }
}

/** Keys of messages that a reading of the history left out although they stood, and that were posted once more after it. */
export function keysMadeStale(lines: readonly LogLine[]): ReadonlySet<string> {
  const messages = shownMessages(lines)
  const postedAt = new Map<string, number>()
  for (const [index, { kind, conversation, message }] of lines.entries())
    if (kind === 'message') postedAt.set(`${conversation} ${message}`, index)
  return new Set(
    lines.flatMap((line, index) => {
      if (line.kind !== 'stale' || line.key === undefined) return []
      const { key, conversation } = line
      const copies = messages.filter((each) => each.key === key && each.conversation === conversation)
      const leftOut = copies.find(({ message }) => message === line.message)
      const again = copies.some(
        ({ message, firstText }) =>
          firstText === leftOut?.firstText && (postedAt.get(`${conversation} ${message}`) ?? 0) > index,
      )
      return again ? [key] : []
    }),
  )
}
