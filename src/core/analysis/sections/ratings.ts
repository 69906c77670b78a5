import { type InterviewPlan, inLanguage, type SurveyItem } from '../../study/interview-plan.ts'
import { type Count, disclose, discloseParts, K } from '../disclosure.ts'
import type { CodedInterview } from './base.ts'

/** A closing rating from 1 to 7. */
export interface Rating {
  readonly item: string
  readonly ask: string
  readonly of: number
  /** To one decimal; null where almost everyone chose the same, since it would then tell who did not. */
  readonly mean: number | null
  /** Chose 5, 6 or 7. */
  readonly fiveOrMore: Count
  /** Chose 7. */
  readonly top: Count
  /** Neighbouring points together, as fine as k allows; they sum up to `of`. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly n: number }[]
}

/** A closing yes or no, such as: would you recommend it? */
export interface Approval {
  readonly item: string
  readonly ask: string
  readonly yes: Count
}

export interface Classification {
  readonly item: string
  readonly ask: string
  readonly of: number
  readonly source: string
  readonly parts: readonly {
    readonly value: string
    readonly label: string
    readonly count: Count
    /** Percent in the baseline; null where the source has no such answer. */
    readonly baseline: number | null
  }[]
  /** Percent of the baseline that falls in none of the parts. */
  readonly baselineRest: number
}

export function ratingsOf(plan: InterviewPlan, base: readonly CodedInterview[]): readonly Rating[] {
  return plan.surveyAfter.flatMap((item) => {
    if (item.kind !== 'scale') return []
    const values = valuesOf(item, base)
      .map(Number)
      .filter((value) => value >= 1 && value <= 7)
    return values.length === 0 ? [] : [ratingOf(item, ask(item, plan), values)]
  })
}

export function approvalsOf(plan: InterviewPlan, base: readonly CodedInterview[]): readonly Approval[] {
  return plan.surveyAfter.flatMap((item) => {
    if (item.kind !== 'yes-no') return []
    const values = valuesOf(item, base)
    if (values.length === 0) return []
    const n = values.filter((value) => value === 'yes').length
    return [{ item: item.id, ask: ask(item, plan), yes: disclose({ n, of: values.length }) }]
  })
}

export function classificationOf(
  plan: InterviewPlan,
  base: readonly CodedInterview[],
): Classification | undefined {
  const { classification } = plan
  const item = [...plan.surveyBefore, ...plan.surveyAfter].find((each) => each.id === classification?.item)
  if (!classification || item?.kind !== 'choice') return undefined
  const values = valuesOf(item, base)
  const { source, shares } = classification.baseline
  const counts = discloseParts(
    item.options.map((option) => values.filter((value) => value === option.value).length),
  )
  const parts = item.options.map((option, index) => ({
    value: option.value,
    label: inLanguage(option.label, 'en'),
    count: counts[index] ?? { kind: 'withheld' as const, of: values.length },
    baseline: shares[option.value] ?? null,
  }))
  const named = parts.reduce((all, part) => all + (part.baseline ?? 0), 0)
  return {
    item: item.id,
    ask: ask(item, plan),
    of: values.length,
    source,
    parts,
    baselineRest: Math.max(0, 100 - named),
  }
}

/** The finest cut comes first; the second keeps what is published most, "5 or more". */
const CUTS = [[1, 5, 7], [1, 5], [1, 7], [1]] as const

function ratingOf(item: SurveyItem, question: string, values: readonly number[]): Rating {
  const of = values.length
  const between = (from: number, to: number) => values.filter((value) => value >= from && value <= to).length
  const bandsFor = (cuts: readonly number[]) =>
    cuts.map((from, index) => {
      const to = (cuts[index + 1] ?? 8) - 1
      return { from, to, n: between(from, to) }
    })
  const bands = CUTS.map(bandsFor).find((each) => each.every((band) => band.n >= K)) ?? []
  // Any number but those of the bands could be subtracted from them.
  const from = (point: number): Count => {
    const alone = disclose({ n: between(point, 7), of })
    const cut = bands.some((band) => band.from === point)
    return alone.kind === 'exact' && !cut ? { kind: 'withheld', of } : alone
  }
  const most = Math.max(...[1, 2, 3, 4, 5, 6, 7].map((point) => between(point, point)))
  const mean = values.reduce((all, value) => all + value, 0) / of
  return {
    item: item.id,
    ask: question,
    of,
    mean: of - most >= K ? Math.round(mean * 10) / 10 : null,
    fiveOrMore: from(5),
    top: from(7),
    bands,
  }
}

function valuesOf(item: SurveyItem, base: readonly CodedInterview[]): readonly string[] {
  return base.flatMap((interview) => interview.survey[item.id] ?? [])
}

function ask(item: SurveyItem, plan: InterviewPlan): string {
  return inLanguage(item.ask, 'en').replaceAll('{domain}', inLanguage(plan.domain, 'en'))
}
