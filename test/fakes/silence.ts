import type { ContactHours } from '../../src/core/fieldwork/contact-hours.ts'
import type { SilenceRules } from '../../src/core/interview/silence.ts'

const HOUR_MS = 3_600_000

export const ALL_WEEK: ContactHours = { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 }
export const OFFICE_HOURS: ContactHours = { days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 }

/** As the settings have it by default, but for hours: people may be written to at any time, as often as one likes. */
export const SILENCE: SilenceRules = {
  idle: { nudgeMs: 24 * HOUR_MS, closeMs: 72 * HOUR_MS },
  invitation: {
    remindMs: 48 * HOUR_MS,
    againMs: 96 * HOUR_MS,
    expireMs: 240 * HOUR_MS,
    most: 2,
  },
  contact: { hours: ALL_WEEK, zone: 'UTC', gapMs: 0, paceMs: 3_000 },
}
