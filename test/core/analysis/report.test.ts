import { describe, expect, it } from 'vitest'
import { buildReport, withAnswers, withoutWords } from '../../../src/core/analysis/report.ts'
import type { StudyInterview, StudyMaterial } from '../../../src/core/ports/analysis-store.ts'
import { found, person, plan, standIn, study, takenAt } from './invented-study.ts'

const reported = (material: StudyMaterial) => buildReport(material, { model: standIn, takenAt })

function figures(material: StudyMaterial) {
  const { report } = reported(material)
  if (!report.figures) throw new Error(`no figures: ${JSON.stringify(report.withheld)}`)
  return report.figures
}

/** `count` people, the first `present` of whom say `lost-say`. */
function saying(present: number, count: number, change: Partial<StudyInterview> = {}): StudyMaterial {
  const interviews = Array.from({ length: count }, (_, index) => {
    const each = person(index, change)
    if (!each.reading) throw new Error('an invented person is not coded')
    const codes = index < present ? [found('code', 'lost-say', index)] : []
    return { ...each, reading: { ...each.reading, found: codes } }
  })
  return study(0, { interviews })
}

const theme = (material: StudyMaterial, key = 'lost-say') =>
  figures(material).themes.find((each) => each.key === key)

describe('a report', () => {
  it('counts each theme over the interviews of people who consented, did not withdraw and are coded', () => {
    const material = saying(12, 30)
    const others = [
      person(90, { consented: false, state: 'withdrawn' }),
      person(91, { reading: undefined }),
      person(92, { editedAt: new Date('2026-03-03T01:00:00Z') }),
    ]
    const { report, base } = reported({ ...material, interviews: [...material.interviews, ...others] })
    expect(report.figures?.base).toBe(30)
    expect(report.uncoded).toBe(2)
    expect(base.map((each) => each.id)).not.toContain(others[0]?.id)
    expect(theme(material)?.total).toMatchObject({ kind: 'exact', n: 12, of: 30 })
  })

  it('orders themes from pessimistic to optimistic', () => {
    const polarities = figures(study(40)).themes.map((each) => each.polarity)
    expect(polarities).toEqual([...polarities].sort((a, b) => a - b))
  })

  it('shows no figure before five are coded, and no quote of a theme of fewer than five', () => {
    expect(reported(saying(4, 4)).report).toMatchObject({ figures: null, withheld: { reason: 'too-few' } })
    expect(theme(saying(4, 30))).toMatchObject({ total: { kind: 'fewer', than: 5 }, quotes: [] })
    expect(theme(saying(5, 30))?.quotes).toHaveLength(2)
  })

  it('quotes only people who allow it, each once a theme, under ids that tell nothing of the person', () => {
    expect(theme(saying(12, 30, { quotes: false }))?.quotes).toEqual([])
    const quotes = figures(study(40)).themes.flatMap((each) => each.quotes)
    expect(new Set(quotes.map((quote) => quote.id)).size).toBe(quotes.length)
    for (const quote of quotes) expect(quote.id).toMatch(/^q-[0-9a-f]{8}$/)
  })

  it('names a speaker\u2019s occupation only if five or more have it', () => {
    const porter = { ...person(1).survey, occupation: 'porter' }
    const nurse = { ...person(1).survey, occupation: 'nurse' }
    const material = saying(6, 30)
    const interviews = material.interviews.map((each, index) => ({
      ...each,
      survey: index < 2 ? porter : nurse,
      quotes: index < 2,
    }))
    expect(theme({ ...material, interviews })?.quotes.map((quote) => quote.by)).toEqual([null, null])
    const all = material.interviews.map((each) => ({ ...each, survey: porter }))
    expect(theme({ ...material, interviews: all })?.quotes.map((quote) => quote.by)).toEqual([
      'Porter',
      'Porter',
    ])
  })

  it('shows who declined or withdrew only from five, and leaves nothing to subtract', () => {
    const gone = (count: number) =>
      Array.from({ length: count }, (_, at) => person(50 + at, { state: 'declined', consented: false }))
    const few = reported({ ...saying(6, 20), interviews: [...saying(6, 20).interviews, ...gone(4)] }).report
    expect(few.fieldwork).toMatchObject({
      invited: 24,
      completed: 20,
      declined: null,
      withdrawn: null,
      others: 4,
    })
    const many = reported({ ...saying(6, 20), interviews: [...saying(6, 20).interviews, ...gone(5)] }).report
    expect(many.fieldwork).toMatchObject({ declined: 5, others: 0 })
  })

  it('gives ratings as mean, five or more and top, with no point that fewer than five chose', () => {
    const [satisfied] = figures(study(40)).ratings
    expect(satisfied).toMatchObject({ of: 40, mean: 5.6, fiveOrMore: { n: 30, of: 40 }, top: { n: 15 } })
    for (const rating of figures(study(12)).ratings)
      for (const band of rating.bands) expect(band.n).toBeGreaterThanOrEqual(5)
  })

  it('sets people\u2019s own classification beside the baseline', () => {
    expect(figures(study(40)).classification).toMatchObject({
      of: 40,
      parts: [
        { value: 'helps', count: { kind: 'exact', n: 24 }, baseline: 47 },
        { value: 'decides', count: { kind: 'exact', n: 8 }, baseline: 49 },
        { value: 'unsure', count: { kind: 'exact', n: 8 }, baseline: null },
      ],
      baselineRest: 4,
    })
  })

  it('gives emotions as shares of interviews, by occupation where it was asked', () => {
    const emotions = figures(study(64)).emotions
    expect(emotions?.by).toBe('occupation')
    expect(emotions?.groups.every((group) => group.of >= 5)).toBe(true)
    expect(emotions?.rows.map((row) => row.emotion)).toEqual(plan.emotions)
  })

  it('is stored without anybody\u2019s words', () => {
    const { report } = reported(study(40))
    expect(JSON.stringify(report)).toContain('coffee')
    expect(JSON.stringify(withoutWords(report))).not.toContain('coffee')
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})

describe('a report after an earlier one', () => {
  const earlierOf = (interviews: readonly StudyInterview[]) => ({
    takenAt: new Date('2026-03-02T23:00:00Z'),
    interviews: interviews.map((each) => each.id),
  })
  const all = saying(10, 30)

  it('lets people join its figures five at a time', () => {
    const four = reported({ ...all, earlier: earlierOf(all.interviews.slice(0, 26)) }).report
    expect(four).toMatchObject({ waiting: 4, figures: { base: 26 } })
    const five = reported({ ...all, earlier: earlierOf(all.interviews.slice(0, 25)) }).report
    expect(five).toMatchObject({ waiting: 0, figures: { base: 30 } })
  })

  it('shows no new figures where fewer than five left or changed what they said', () => {
    const left = all.interviews.map((each, index) => (index === 0 ? { ...each, consented: false } : each))
    const held = { figures: null, withheld: { reason: 'held-back', since: '2026-03-02T23:00:00.000Z' } }
    expect(reported({ ...all, interviews: left, earlier: earlierOf(all.interviews) }).report).toMatchObject(
      held,
    )
    const recoded = all.interviews.map((each, index) =>
      index === 0 && each.reading ? { ...each, reading: { ...each.reading, codedAt: takenAt } } : each,
    )
    expect(
      reported({ ...all, interviews: recoded, earlier: earlierOf(all.interviews) }).report,
    ).toMatchObject(held)
  })

  it('shows no new figures where people only left, until five new readings stand beside them', () => {
    const left = all.interviews.map((each, index) => (index < 6 ? { ...each, consented: false } : each))
    const material = { ...all, interviews: left }
    const held = reported({ ...material, earlier: earlierOf(all.interviews) }).report
    expect(held.withheld).toMatchObject({ reason: 'held-back' })
    const joined = reported({ ...material, earlier: earlierOf(all.interviews.slice(0, 25)) }).report
    expect(joined.figures?.base).toBe(24)
  })

  it('keeps a group back that fewer than five joined since it was shown, however often it runs again', () => {
    const shownCohorts = (figures: ReturnType<typeof reported>['report']['figures']) =>
      figures?.themes.flatMap((theme) => theme.cohorts.filter((count) => count.kind !== 'withheld'))
    expect(shownCohorts(figures(all))).not.toEqual([])
    const first = earlierOf(all.interviews.slice(0, 25))
    const unchanged = { ...all, earlier: earlierOf(all.interviews), earlierSplits: [first] }
    expect(shownCohorts(reported(unchanged).report.figures)).toEqual([])
  })

  it('stands as it is where nothing changed', () => {
    const again = reported({ ...all, earlier: earlierOf(all.interviews) }).report
    expect(again.figures).toEqual(figures(all))
  })
})

describe('answers to the research questions', () => {
  const { report } = reported(study(40))
  const [quote] = report.figures?.themes.flatMap((each) => each.quotes) ?? []

  it.each([
    ['a number', 'About 40 people say so.'],
    ['a share in words', 'The majority say so.'],
    ['a quotation', `One tells us: ${quote?.words ?? ''}`],
  ])('are not shown if they hold %s', (_, answer) => {
    const answered = withAnswers(report, plan, { answers: [{ question: 'week', answer, codes: [] }] })
    expect(answered.figures?.answers).toMatchObject([
      { question: 'week', answer: null },
      { question: 'trust', answer: null },
    ])
  })

  it('keep only the themes that are shown', () => {
    const answer = { question: 'trust', answer: 'Fairness builds it.', codes: ['fairness', 'made-up'] }
    expect(withAnswers(report, plan, { answers: [answer] }).figures?.answers[1]).toMatchObject({
      answer: 'Fairness builds it.',
      themes: ['fairness'],
    })
  })
})
