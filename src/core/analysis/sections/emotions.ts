import { type Count, discloseSplit, K } from '../disclosure.ts'
import { type CodedInterview, type Group, tally } from './base.ts'

/** Emotions expressed in words: the share of interviews that express one at all (intensity 1 or more). */
export interface Emotions {
  readonly by: 'occupation' | 'cohort'
  readonly groups: readonly { readonly label: string; readonly of: number }[]
  readonly rows: readonly {
    readonly emotion: string
    readonly total: Count
    /** In the order of `groups`. */
    readonly groups: readonly Count[]
  }[]
  /** People in groups smaller than k. */
  readonly inSmallGroups: number
}

/** Undefined where the study codes no emotions. Groups of fewer than k are left out, but counted in the total. */
export function emotionsOf(
  emotions: readonly string[],
  base: readonly CodedInterview[],
  groups: readonly Group[],
  by: Emotions['by'],
): Emotions | undefined {
  if (emotions.length === 0) return undefined
  const large = groups.map((group) => group.interviews.length >= K)
  const shown = <T>(each: readonly T[]) => each.filter((_, index) => large[index])
  return {
    by,
    groups: shown(groups).map((group) => ({ label: group.label, of: group.interviews.length })),
    rows: emotions.map((emotion) => {
      const expressed = (interview: CodedInterview) =>
        interview.reading.found.some((found) => found.kind === 'emotion' && found.key === emotion)
      const split = discloseSplit(
        { n: base.filter(expressed).length, of: base.length },
        groups.map((group) => tally(group, expressed)),
      )
      return { emotion, total: split.total, groups: shown(split.groups) }
    }),
    inSmallGroups: groups
      .filter((_, index) => !large[index])
      .reduce((all, group) => all + group.interviews.length, 0),
  }
}
