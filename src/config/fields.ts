import { IANAZone } from 'luxon'
import { z } from 'zod'

/**
 * The kinds of value a setting can have. A refusal says what is expected and never repeats what was given: a secret
 * may have been put into the wrong setting.
 */
const refuse = (expected: string) => ({ error: () => expected })

export const text = () => z.string()

/** A secret or id with a recognisable beginning. */
export const startingWith = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}\\S+$`), refuse(`must begin with ${prefix}`))

/** A secret of a Slack app. */
export const slackSecret = () =>
  z.string().regex(/^[0-9a-f]{32}$/, refuse('must be 32 hexadecimal characters'))

export const slackClientId = () =>
  z.string().regex(/^\d+\.\d+$/, refuse('must be two numbers with a dot between'))

/** Keys of 32 bytes in base64, separated by commas or spaces. */
export const keys = () =>
  ids(/^[A-Za-z0-9+/]{43}=$/, 'must be keys of 32 bytes in base64, separated by commas')

export const port = () => {
  const expected = 'must be a port from 1 to 65535'
  return z
    .string()
    .regex(/^\d{1,5}$/, refuse(expected))
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535, refuse(expected))
}

export const address = (...protocols: readonly string[]) =>
  z.string().refine(
    (value) => {
      const url = URL.parse(value)
      return url !== null && protocols.includes(url.protocol.slice(0, -1))
    },
    refuse(`must be an address that begins with ${protocols.map((each) => `${each}://`).join(' or ')}`),
  )

/** Ids separated by commas or spaces. */
export const ids = (pattern: RegExp, expected: string) =>
  z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((id) => id !== ''))
    .refine((list) => list.length > 0 && list.every((id) => pattern.test(id)), refuse(expected))

export const choice = <const T extends string>(...values: readonly [T, ...T[]]) =>
  z.enum(values, refuse(`must be one of ${values.join(', ')}`))

/** A length of time, decimals allowed; the result is in milliseconds. */
export const duration = (unitMs: number, unit: string, maximum: number) =>
  decimal(`must be a number of ${unit} from 0 to ${maximum}, for example 0.5`, 0, maximum).transform(
    (value) => Math.round(value * unitMs),
  )

export const rate = (maximum: number) =>
  decimal(`must be a number above 0, at most ${maximum}`, Number.MIN_VALUE, maximum)

/** A slash command; the result is its name without the slash. */
export const commandName = () =>
  z
    .string()
    .regex(
      /^\/?[a-z0-9][a-z0-9_-]{0,30}$/,
      refuse('must be a command of lower-case letters, digits, - and _, at most 31 characters'),
    )
    .transform((value) => value.replace('/', ''))

export const zone = () =>
  z.string().refine((value) => IANAZone.isValidZone(value), refuse('must be a time zone of the IANA list'))

/** A time of day as HH:MM. */
export const timeOfDay = () =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, refuse('must be a time from 00:00 to 23:59'))

/** Hours of a week in somebody's local time; `toMinute` is exclusive and at most 1440. */
export interface WeekHours {
  /** ISO weekdays, 1 is Monday. */
  readonly days: readonly number[]
  /** Minutes after midnight. */
  readonly fromMinute: number
  readonly toMinute: number
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const WEEK_HOURS = /^(\w{3})(?:-(\w{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)$/

export const weekHours = () =>
  z.string().transform((value, context): WeekHours => {
    const hours = parseWeekHours(value)
    if (hours) return hours
    context.addIssue({ code: 'custom', message: 'must be days and hours, the earlier first' })
    return z.NEVER
  })

function parseWeekHours(value: string): WeekHours | undefined {
  const found = WEEK_HOURS.exec(value)
  if (!found) return undefined
  const first = DAYS.indexOf(found[1] ?? '')
  const last = found[2] ? DAYS.indexOf(found[2]) : first
  const fromMinute = minutes(found[3], found[4])
  const toMinute = minutes(found[5], found[6])
  if (first < 0 || last < first || !(fromMinute < toMinute && toMinute <= 24 * 60)) return undefined
  return { days: DAYS.slice(first, last + 1).map((_, index) => first + index + 1), fromMinute, toMinute }
}

function minutes(hour: string | undefined, minute: string | undefined): number {
  const past = Number(minute)
  return past < 60 ? Number(hour) * 60 + past : Number.NaN
}

function decimal(expected: string, minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, refuse(expected))
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, refuse(expected))
}
