import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChartPainter } from '../../../src/adapters/report/charts.ts'
import { createReportRenderer } from '../../../src/adapters/report/html.ts'
import { chartsOf } from '../../../src/core/analysis/figures.ts'
import { buildReport, type Report, withAnswers } from '../../../src/core/analysis/report.ts'
import { LIMITATIONS } from '../../../src/core/analysis/sections/notes.ts'
import { plan, standIn, study, takenAt } from '../../core/analysis/invented-study.ts'

const render = createReportRenderer()
const painter = createChartPainter()
const { report } = buildReport(study(64), { model: standIn, takenAt })
const paint = (of: Report) => chartsOf(of).map((chart) => ({ chart, picture: painter.paint(chart) }))
const painted = paint(report)
const html = render(report, painted)

/** The elements of a page, in order, without text and attributes. */
function tags(page: string): readonly string[] {
  return page.match(/<\/?[a-z][a-z0-9]*/gi) ?? []
}

function withWords(words: string): Report {
  const answered = withAnswers(report, plan, { answers: [{ question: 'week', answer: words, codes: [] }] })
  const { figures } = answered
  if (!figures) throw new Error('the invented study has no figures')
  const themes = figures.themes.map((theme) => ({
    ...theme,
    label: words,
    definition: words,
    quotes: theme.quotes.map((quote) => ({ ...quote, words, by: words })),
  }))
  return { ...answered, figures: { ...figures, themes } }
}

describe('the report as a file', () => {
  it('is one HTML page that loads nothing and runs nothing', () => {
    expect(html.startsWith('<!doctype html>')).toBe(true)
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)/i)
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\//)
    expect(html).toContain("default-src 'none'")
  })

  it('can be found one\u2019s way in by ear: landmarks, headings, captions, described pictures', () => {
    for (const landmark of ['<header>', '<nav aria-label', '<main id="content">', '<footer'])
      expect(html).toContain(landmark)
    expect(html.match(/<table>/g)?.length).toBe(html.match(/<caption>/g)?.length)
    expect(html.match(/<figure role="img" aria-label="[^"]{40,}"/g)?.length).toBe(4)
    expect(html.match(/<h1>/g)?.length).toBe(1)
  })

  it('says what it rests on: bases, intervals, rejected quotes, the model, every limitation', () => {
    expect(html).toContain('Base: 64 coded interviews')
    expect(html).toContain('Simulated: no real model read these interviews')
    expect(html).toContain('rejected: <b>64</b>')
    for (const { name } of LIMITATIONS) expect(html).toContain(`<dt>${name}</dt>`)
    expect(LIMITATIONS).toHaveLength(8)
  })

  it('does not say simulated where a real model read everything', () => {
    const read = { ...report, simulated: false }
    expect(render(read, paint(read))).not.toMatch(/Simulated|\(simulated\)/)
  })

  it('has no figures where none may be shown', () => {
    const held = buildReport(study(3), { model: standIn, takenAt }).report
    const page = render(held, [])
    expect(page).toContain('they are shown from 5 coded interviews on')
    expect(page).not.toContain('id="themes"')
  })

  it('takes no markup from anybody\u2019s words', () => {
    const plain = tags(render(withWords('words'), []))
    const sharp = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '</style>',
      '<script>',
      '<!--',
      '--',
      '<%',
      '%>',
      '`',
      'x',
    )
    const words = fc.oneof(
      fc.array(sharp, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ minLength: 1 }),
    )
    fc.assert(
      fc.property(words, (hostile) => {
        expect(tags(render(withWords(`w${hostile}`), []))).toEqual(plain)
      }),
    )
  })

  it('prints a quote\u2019s words as they stand', () => {
    expect(html).toContain('a screen tells me no and nobody can say why.')
    expect(render(withWords('5 < 6 & "so"'), [])).toContain('5 &lt; 6 &amp; &quot;so&quot;')
  })
})
