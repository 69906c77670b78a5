import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { createChartPainter } from '../../../src/adapters/report/charts.ts'
import { FONT_FILES, toPng } from '../../../src/adapters/report/paint.ts'
import { chartsOf } from '../../../src/core/analysis/figures.ts'
import { buildReport } from '../../../src/core/analysis/report.ts'
import type { Chart } from '../../../src/core/ports/charts.ts'
import { standIn, study, takenAt } from '../../core/analysis/invented-study.ts'

const painter = createChartPainter()
const charts = chartsOf(buildReport(study(64), { model: standIn, takenAt }).report)

/** Pixels that are not white. */
function inked(svg: string, fontFiles: readonly string[]): number {
  const { pixels } = new Resvg(svg, {
    background: '#ffffff',
    font: { loadSystemFonts: false, fontFiles: [...fontFiles] },
  }).render()
  let count = 0
  for (let at = 0; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 250) count++
  return count
}

describe('the pictures of a report', () => {
  it('are one of each kind where the numbers allow', () => {
    expect(charts.map((chart) => chart.kind)).toEqual(['themes', 'emotions', 'classification', 'ratings'])
  })

  it.each(charts.map((chart) => [chart.kind, chart] as const))(
    '%s is a PNG with its text drawn',
    (_, chart) => {
      const { svg, png } = painter.paint(chart)
      expect([...png.slice(1, 4)]).toEqual([...'PNG'].map((letter) => letter.charCodeAt(0)))
      expect(inked(svg, FONT_FILES)).toBeGreaterThan(inked(svg, []) * 1.05 + 500)
      expect(png.length).toBeGreaterThan(toPng(svg, []).length)
    },
  )

  it('say in words what they show, with the numbers', () => {
    const [themes, emotions, classification, ratings] = charts.map((chart) => painter.paint(chart).alt)
    expect(themes).toMatch(/Changes come too late to plan around: \d+ of 64 \(\d+ %, 95 % interval/)
    expect(emotions).toMatch(/Planner: hope \d+ of 21/)
    expect(classification).toContain('Baseline: It helps me decide 47 %')
    expect(ratings).toContain('1\u20134: 16, 5\u20136: 24, 7: 24')
  })

  it('draw nothing for a number that may not be shown', () => {
    const bar = { label: 'A rare thing', polarity: 0 }
    const hidden: Chart = {
      kind: 'themes',
      title: 'Themes',
      base: 'Share of 30 interviews',
      bars: [{ ...bar, count: { kind: 'fewer', than: 5, of: 30 } }],
    }
    const { svg, alt } = painter.paint(hidden)
    expect(svg).toContain('fewer than 5 of 30')
    expect(alt).toContain('A rare thing: fewer than 5 of 30')
  })

  it('keep labels as text, whatever they hold', () => {
    const { svg } = painter.paint({
      kind: 'themes',
      title: '<script>alert(1)</script>',
      base: '</svg><img src=x onerror=alert(1)>',
      bars: [{ label: '"><b>&', polarity: 1, count: { kind: 'withheld', of: 9 } }],
    })
    expect(svg).not.toMatch(/<script|<img|<b>/)
  })
})
