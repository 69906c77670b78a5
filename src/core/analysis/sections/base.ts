import { isUnderWay } from '../../interview/interview.ts'
import type {
  EarlierReport,
  StoredReading,
  StudyInterview,
  StudyMaterial,
} from '../../ports/analysis-store.ts'
import { inLanguage } from '../../study/interview-plan.ts'
import { type GroupTally, K } from '../disclosure.ts'

/** An interview a report may rest on: its person agreed, did not withdraw, and it is coded. */
export type CodedInterview = StudyInterview & { readonly reading: StoredReading }

export type Base =
  | { readonly kind: 'figures'; readonly interviews: readonly CodedInterview[]; readonly waiting: number }
  | { readonly kind: 'too-few' }
  /** New figures beside the earlier ones would show what fewer than k people said. */
  | { readonly kind: 'held-back'; readonly since: Date }

/** Is there a reading whose quotes still stand where it found them? */
export function mayBeReported(interview: StudyInterview): interview is CodedInterview {
  const { consented, reading, editedAt } = interview
  return consented && reading !== undefined && !(editedAt && editedAt > reading.codedAt)
}

/** An interview that pauses this long is read as far as it goes. */
const QUIET_MS = 12 * 3_600_000

/** Consented, with answers, and over or quiet: it can be coded as it stands. */
export function mayBeCoded(interview: StudyInterview, now: Date): boolean {
  if (!interview.consented || interview.answers === 0) return false
  if (interview.state === 'completed' || interview.state === 'partial') return true
  return (
    isUnderWay(interview.state) &&
    interview.lastHeardAt !== null &&
    now.getTime() - interview.lastHeardAt.getTime() >= QUIET_MS
  )
}

/**
 * Which interviews a report rests on. New figures rest on at least k readings that the last ones did not have, so that
 * no sum or difference of both tells what fewer than k said; until then they stay as they are, or are held back if
 * someone left or changed what they said.
 */
export function baseOf({ interviews, earlier }: Pick<StudyMaterial, 'interviews' | 'earlier'>): Base {
  const now = interviews.filter(mayBeReported)
  if (earlier) {
    const change = changeSince(now, earlier)
    const moved = change.left.length + change.changed.length
    const fresh = change.joined.length + change.changed.length
    if (moved > 0 && fresh < K) return { kind: 'held-back', since: earlier.takenAt }
    if (moved === 0 && fresh > 0 && fresh < K) {
      const joined = new Set(change.joined)
      return {
        kind: 'figures',
        interviews: now.filter((interview) => !joined.has(interview.id)),
        waiting: joined.size,
      }
    }
  }
  return now.length < K ? { kind: 'too-few' } : { kind: 'figures', interviews: now, waiting: 0 }
}

interface Change {
  readonly joined: readonly string[]
  readonly left: readonly string[]
  readonly changed: readonly string[]
}

function changeSince(now: readonly CodedInterview[], earlier: EarlierReport): Change {
  const before = new Set(earlier.interviews)
  const ids = new Set(now.map((interview) => interview.id))
  return {
    joined: now.filter((interview) => !before.has(interview.id)).map((interview) => interview.id),
    left: earlier.interviews.filter((id) => !ids.has(id)),
    changed: now
      .filter((interview) => before.has(interview.id) && lastChange(interview) > earlier.takenAt.getTime())
      .map((interview) => interview.id),
  }
}

function lastChange(interview: CodedInterview): number {
  return Math.max(interview.reading.codedAt.getTime(), interview.surveyedAt?.getTime() ?? 0)
}

/** People who are compared with each other: a cohort, or an occupation. */
export interface Group {
  readonly key: string
  readonly label: string
  readonly interviews: readonly CodedInterview[]
  /**
   * Its readings that the last figures, or an earlier report with groups, did not have, whichever are fewer; undefined
   * where the figures are the first or the same.
   */
  readonly fresh: number | undefined
}

/** The survey item whose options group people where the plan asks for one. */
const OCCUPATION_ITEMS = ['occupation', 'role', 'job']

type GroupsFrom = Pick<StudyMaterial, 'plan' | 'earlier' | 'earlierSplits'>

export function cohortGroups(material: GroupsFrom, base: readonly CodedInterview[]): readonly Group[] {
  const options = material.plan.cohorts.map(({ key, name }) => ({ key, label: name }))
  return groupsOf(material, base, options, (interview) => interview.cohort)
}

/** By occupation where people were asked for it, else by cohort. */
export function occupationGroups(material: GroupsFrom, base: readonly CodedInterview[]): readonly Group[] {
  const item = material.plan.surveyBefore.find(
    (each) => each.kind === 'choice' && OCCUPATION_ITEMS.includes(each.id),
  )
  if (item?.kind !== 'choice') return cohortGroups(material, base)
  const options = item.options.map(({ value, label }) => ({ key: value, label: inLanguage(label, 'en') }))
  return groupsOf(material, base, options, (interview) => interview.survey[item.id])
}

/** Every interview of the base stands in exactly one group. */
function groupsOf(
  { earlier, earlierSplits }: GroupsFrom,
  base: readonly CodedInterview[],
  options: readonly { readonly key: string; readonly label: string }[],
  keyOf: (interview: StudyInterview) => string | undefined,
): readonly Group[] {
  const freshSince = [...(earlier ? [earlier] : []), ...earlierSplits]
    .map((report) => changeSince(base, report))
    .filter(({ joined, left, changed }) => joined.length + left.length + changed.length > 0)
    .map(({ joined, changed }) => new Set([...joined, ...changed]))
  const known = new Set(options.map((option) => option.key))
  const groupOf = (interview: StudyInterview) => {
    const key = keyOf(interview)
    return key !== undefined && known.has(key) ? key : ''
  }
  return [...options, { key: '', label: 'not stated' }]
    .map(({ key, label }) => {
      const members = base.filter((interview) => groupOf(interview) === key)
      return {
        key,
        label,
        interviews: members,
        fresh:
          freshSince.length === 0
            ? undefined
            : Math.min(
                ...freshSince.map((fresh) => members.filter((interview) => fresh.has(interview.id)).length),
              ),
      }
    })
    .filter((group) => group.interviews.length > 0)
}

/** The group's interviews in which `found` holds. */
export function tally(group: Group, found: (interview: CodedInterview) => boolean): GroupTally {
  return {
    n: group.interviews.filter(found).length,
    of: group.interviews.length,
    ...(group.fresh === undefined ? {} : { fresh: group.fresh }),
  }
}
