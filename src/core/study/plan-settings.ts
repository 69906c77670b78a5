import { InvalidInputError } from '../errors.ts'
import { InterviewPlan } from './interview-plan.ts'

const FIELDS = ['title', 'goal', 'asker', 'readers', 'contact', 'minutes'] as const
type Field = (typeof FIELDS)[number]

export interface PlanSettings {
  readonly set: Readonly<Partial<Record<Field, string>>>
  /** What remains of the request: for the model. */
  readonly rest: string
}

/** Lines such as `contact: Ada, room 12` set what the consent card says word for word, without a model. */
export function planSettings(request: string): PlanSettings {
  const set: Partial<Record<Field, string>> = {}
  const rest: string[] = []
  for (const line of request.split('\n')) {
    const [, name, value] = /^\s*([a-z]+)\s*[:=]\s*(\S.*?)\s*$/i.exec(line) ?? []
    const field = FIELDS.find((each) => each === name?.toLowerCase())
    if (field && value) set[field] = value
    else rest.push(line)
  }
  return { set, rest: rest.join('\n').trim() }
}

/** Throws InvalidInputError where the plan's schema refuses a value. */
export function withSettings(plan: InterviewPlan, { set }: PlanSettings): InterviewPlan {
  const { minutes, ...words } = set
  const result = InterviewPlan.safeParse({
    ...plan,
    ...words,
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
  })
  if (result.success) return result.data
  throw new InvalidInputError(
    result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
  )
}
