import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Eta } from 'eta'
import { DEFINITIONS, LIMITATIONS, UNREAD } from '../../core/analysis/sections/notes.ts'
import { counted, interval, mark, moment, people, percent } from '../../core/analysis/sections/wording.ts'
import type { Chart, PaintedChart, ReportRenderer } from '../../core/ports/charts.ts'
import { POLARITY } from './theme-bars.ts'

const TEMPLATES = join(import.meta.dirname, 'templates')

/** Escapes whatever `<%= %>` prints; only our own style sheet and the painter's pictures go in as they are. */
const eta = new Eta({ views: TEMPLATES, autoEscape: true, cache: true })
const style = readFileSync(join(TEMPLATES, 'report.css'), 'utf8')

/** One HTML file: no script, nothing fetched, readable on paper and by ear. */
const renderReport: ReportRenderer = (report, charts) =>
  eta.render('./report', {
    report,
    figures: report.figures,
    labelOf: (key: string) => report.figures?.themes.find((theme) => theme.key === key)?.label ?? key,
    totalOf: (key: string) => {
      const theme = report.figures?.themes.find((each) => each.key === key)
      return theme ? people(theme.total) : 'not shown'
    },
    picture: (kind: Chart['kind']) => pictureOf(charts, kind),
    definitions: DEFINITIONS,
    limitations: LIMITATIONS,
    unread: UNREAD,
    style,
    people,
    percent,
    interval,
    mark,
    moment,
    counted,
    placed,
  })

function placed(polarity: number): string {
  return POLARITY[polarity]?.name ?? 'neither'
}

export function createReportRenderer(): ReportRenderer {
  return renderReport
}

interface InlinePicture {
  readonly svg: string
  readonly alt: string
  readonly caption: string
}

function pictureOf(charts: readonly PaintedChart[], kind: Chart['kind']): InlinePicture | undefined {
  const painted = charts.find(({ chart }) => chart.kind === kind)
  return (
    painted && {
      // The figure around it carries the description; the drawing's own letters would be read one by one.
      svg: painted.picture.svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" '),
      alt: painted.picture.alt,
      caption: painted.chart.title,
    }
  )
}
