import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { K } from '../../../src/core/analysis/disclosure.ts'
import { buildReport } from '../../../src/core/analysis/report.ts'
import type { StudyInterview } from '../../../src/core/ports/analysis-store.ts'
import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { found, person, plan, standIn, study, takenAt } from './invented-study.ts'

const COHORTS = ['ward', 'office', 'lab', 'store']
const fourCohorts = InterviewPlan.parse({
  ...plan,
  cohorts: COHORTS.map((key) => ({ ...plan.cohorts[0], key, name: key })),
})
const firstTaken = new Date('2026-03-02T23:00:00Z')

type Fate = 'stays' | 'joins' | 'leaves' | 'changes'
interface Someone {
  readonly cohort: number
  readonly says: boolean
  readonly saysLater: boolean
  readonly fate: Fate
}

/** A few large cohorts, a few small ones; people join, leave and change one cohort at a time, as they do. */
const someone = (cohort: number, fate: Fate): fc.Arbitrary<Someone> =>
  fc.record({
    cohort: fc.constant(cohort),
    says: fc.boolean(),
    saysLater: fc.boolean(),
    fate: fc.constant(fate),
  })
const some = (cohort: number, fate: Fate, max: number) =>
  fc.array(someone(cohort, fate), { minLength: 0, maxLength: max, size: 'max' })
const people = fc
  .integer({ min: 2, max: 4 })
  .chain((cohorts) =>
    fc.tuple(
      ...Array.from({ length: cohorts }, (_, cohort) =>
        fc.tuple(
          fc.oneof(some(cohort, 'stays', 4), some(cohort, 'stays', 24)),
          fc.oneof(fc.constant([]), some(cohort, 'joins', 9)),
          fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, some(cohort, 'leaves', 7)),
          fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, some(cohort, 'changes', 7)),
        ),
      ),
    ),
  )
  .map((cohorts) => cohorts.flat(2))

function interviewOf({ cohort, says, saysLater, fate }: Someone, index: number, later: boolean) {
  const each = person(index, { cohort: COHORTS[cohort] ?? 'ward', survey: {} })
  if (!each.reading) throw new Error('an invented person is not coded')
  const changed = later && fate === 'changes'
  const present = changed ? saysLater : says
  const codedAt = changed ? takenAt : each.reading.codedAt
  const reading = { ...each.reading, codedAt, found: present ? [found('code', 'blame', index)] : [] }
  return { ...each, reading, consented: later ? fate !== 'leaves' : fate !== 'joins' }
}

/** What a report lets a reader know exactly, each as the cohorts it counts. */
function shownCells(interviews: readonly StudyInterview[], earlier?: readonly string[]) {
  const { report, base } = buildReport(
    study(0, {
      plan: fourCohorts,
      interviews,
      earlier: earlier && { takenAt: firstTaken, interviews: earlier },
    }),
    { model: standIn, takenAt },
  )
  const theme = report.figures?.themes.find((each) => each.key === 'blame')
  const groups = report.figures?.cohorts.map((each) => each.key) ?? []
  const cells = groups
    .filter((_, at) => theme?.cohorts[at]?.kind === 'exact')
    .map((key) => (cohort: string) => cohort === key)
  return { base, cells: theme?.total.kind === 'exact' ? [() => true, ...cells] : cells }
}

/** All combinations of `count` cells with coefficients -1, 0 and 1. */
function combinations(count: number): readonly (readonly number[])[] {
  return Array.from({ length: 3 ** count }, (_, code) =>
    Array.from({ length: count }, (_, at) => (Math.floor(code / 3 ** at) % 3) - 1),
  )
}

describe('two reports side by side', () => {
  it('let nobody work out, by any sum or difference, a number that rests on fewer than five people', () => {
    let together = 0
    fc.assert(
      fc.property(people, (all) => {
        const first = shownCells(all.map((each, index) => interviewOf(each, index, false)))
        fc.pre(first.base.length >= K)
        const second = shownCells(
          all.map((each, index) => interviewOf(each, index, true)),
          first.base.map((each) => each.id),
        )
        if (first.cells.length > 1 && second.cells.length > 1) together++
        // A person whose words changed counts as two readings of one person.
        const readings = [
          ...first.base.map((each) => ({ each, late: false })),
          ...second.base.map((each) => ({ each, late: true })),
        ]
        const kinds = new Map<string, { people: Set<string>; first: number[]; second: number[] }>()
        for (const { each } of readings) {
          const old = first.base.find((one) => one.id === each.id)
          const now = second.base.find((one) => one.id === each.id)
          const same = old?.reading.codedAt.getTime() === now?.reading.codedAt.getTime()
          const key = `${each.cohort}:${old !== undefined}:${now !== undefined}:${same}`
          const kind = kinds.get(key) ?? {
            people: new Set<string>(),
            first: first.cells.map((cell) => (old && cell(each.cohort) ? 1 : 0)),
            second: second.cells.map((cell) => (now && cell(each.cohort) ? 1 : 0)),
          }
          kind.people.add(each.id)
          kinds.set(key, kind)
        }
        const list = [...kinds].map(([key, kind]) => ({ ...kind, changed: key.endsWith('true:true:false') }))
        for (const weights of combinations(first.cells.length + second.cells.length)) {
          const value = (cells: readonly number[], from: number) =>
            cells.reduce((sum, cell, at) => sum + cell * (weights[from + at] ?? 0), 0)
          const behind = list.reduce((sum, kind) => {
            const a = value(kind.first, 0)
            const b = value(kind.second, first.cells.length)
            const counts = kind.changed ? a !== 0 || b !== 0 : a + b !== 0
            return sum + (counts ? kind.people.size : 0)
          }, 0)
          if (behind > 0 && behind < K)
            throw new Error(`${JSON.stringify(weights)} rests on ${behind} people`)
        }
      }),
      { numRuns: 400 },
    )
    expect(together).toBeGreaterThan(0)
  })
})
