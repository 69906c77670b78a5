import { DateTime } from 'luxon'

/** Hours of a week in a person's own time, in which they may be written to unasked. */
export interface ContactHours {
  /** ISO weekdays, 1 is Monday. */
  readonly days: readonly number[]
  /** Minutes after midnight; `toMinute` is exclusive and at most 1440. */
  readonly fromMinute: number
  readonly toMinute: number
}

/**
 * The first moment at or after `from` that lies within the hours in `zone`. Local wall-clock time counts, so a day
 * with a missing or a repeated hour is handled as the calendar has it.
 */
export function firstContactAt(from: Date, zone: string, hours: ContactHours): Date {
  const start = DateTime.fromJSDate(from, { zone })
  const local = start.isValid ? start : DateTime.fromJSDate(from, { zone: 'utc' })
  // A week and a day cover every weekday after today's hours are over.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const day = local.plus({ days: ahead }).startOf('day')
    if (!hours.days.includes(day.weekday)) continue
    const opens = atMinute(day, hours.fromMinute)
    const closes = atMinute(day, hours.toMinute)
    if (local < opens) return opens.toJSDate()
    if (local < closes) return from
  }
  throw new RangeError('contact hours hold no day')
}

/** Wall-clock minutes of a day; 1440 is the next day's midnight. */
function atMinute(day: DateTime, minute: number): DateTime {
  return minute === 1440
    ? day.plus({ days: 1 }).startOf('day')
    : day.set({ hour: Math.floor(minute / 60), minute: minute % 60 })
}
