import type { Count } from '../analysis/disclosure.ts'
import type { Report } from '../analysis/report.ts'

/** Pictures of a report. What may not be shown as a number is not drawn as one. */
export type Chart =
  /** One bar a theme with its interval, in the order given: from pessimistic to optimistic. */
  | {
      readonly kind: 'themes'
      readonly title: string
      readonly base: string
      readonly bars: readonly { readonly label: string; readonly polarity: number; readonly count: Count }[]
    }
  /** One radar a group; each axis is the share of its interviews that express the emotion. */
  | {
      readonly kind: 'emotions'
      readonly title: string
      readonly base: string
      readonly axes: readonly string[]
      readonly groups: readonly {
        readonly label: string
        readonly of: number
        readonly counts: readonly Count[]
      }[]
    }
  /** Stacked bars of percentages, ours above the baseline. Parts that may not be shown are absent. */
  | {
      readonly kind: 'classification'
      readonly title: string
      readonly base: string
      readonly parts: readonly string[]
      readonly rows: readonly {
        readonly label: string
        /** Percent by part, 0 to 100; null where not shown. What is missing to 100 is drawn as the rest. */
        readonly percents: readonly (number | null)[]
      }[]
    }
  /** One stacked bar a rating: how many chose which points of the scale. */
  | {
      readonly kind: 'ratings'
      readonly title: string
      readonly base: string
      readonly rows: readonly {
        readonly label: string
        readonly of: number
        readonly mean: number | null
        readonly bands: readonly { readonly label: string; readonly from: number; readonly n: number }[]
      }[]
    }

export interface Picture {
  /** A whole `<svg>` element. */
  readonly svg: string
  readonly png: Uint8Array
  /** Says what the picture shows, with its numbers. */
  readonly alt: string
}

export interface ChartPainter {
  paint(chart: Chart): Picture
}

export interface PaintedChart {
  readonly chart: Chart
  readonly picture: Picture
}

/** The whole report as one self-contained HTML file. */
export type ReportRenderer = (report: Report, charts: readonly PaintedChart[]) => string
