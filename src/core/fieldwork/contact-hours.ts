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
  if (isWithin(local, hours)) return from
  // Two weeks cover every weekday after today's hours are over, also where the date line took one away.
  for (let ahead = 0; ahead <= 15; ahead++) {
    const opens = opening(local.plus({ days: ahead }).startOf('day'), hours)
    if (opens > local && isWithin(opens, hours)) return opens.toJSDate()
  }
  throw new RangeError('contact hours hold no day')
}

function isWithin(local: DateTime, { days, fromMinute, toMinute }: ContactHours): boolean {
  const minute = minuteOf(local)
  return days.includes(local.weekday) && minute >= fromMinute && minute < toMinute
}

/** The first minute of a day at which its clock shows the opening or later. */
function opening(day: DateTime, { fromMinute }: ContactHours): DateTime {
  let opens = day.set({ hour: Math.floor(fromMinute / 60), minute: fromMinute % 60 })
  // A time that the clock skips is moved behind the gap by as much as it was in it: the gap's end is earlier.
  for (;;) {
    const before = opens.minus({ minutes: 1 })
    if (before < day || minuteOf(before) < fromMinute || minuteOf(before) > minuteOf(opens)) return opens
    opens = before
  }
}

function minuteOf(local: DateTime): number {
  return local.hour * 60 + local.minute
}
