import { DateTime } from 'luxon'

/**
 * The next moment after `after` at which clocks in `zone` show `at` (`HH:MM`): once a local day. A time that a day
 * skips comes as much later as the clock was put forward; of a time that comes twice, the first.
 */
export function nextNightly(after: Date, at: string, zone: string): Date {
  const [hour = 0, minute = 0] = at.split(':').map(Number)
  const start = DateTime.fromJSDate(after, { zone })
  if (!start.isValid) throw new RangeError(`not a time zone: ${zone}`)
  // From the day before: a time skipped near midnight falls on the next local day.
  for (let ahead = -1; ahead <= 3; ahead++) {
    const moment = start.startOf('day').plus({ days: ahead }).startOf('day').set({ hour, minute })
    if (moment.toMillis() > after.getTime()) return moment.toJSDate()
  }
  throw new RangeError(`no ${at} in ${zone}`)
}
