import type { EChartsCoreOption } from 'echarts/core'
import type { Chart } from '../../core/ports/charts.ts'
import { FAINT_INK, INK, type Size, titled, titleHeight, WIDTH } from './paint.ts'

const ROW = 58
const LABELS = 230
const REST = { name: 'not shown or other', order: Number.POSITIVE_INFINITY, colour: '#e4e7eb' }

interface Segment {
  readonly name: string
  /** Segments stand in this order. */
  readonly order: number
  readonly percent: number
  readonly colour: string
  readonly text: string
}

interface Row {
  readonly label: string
  readonly segments: readonly Segment[]
}

interface Painted {
  readonly option: EChartsCoreOption
  readonly size: Size
  readonly alt: string
}

const PART_COLOURS = ['#2166ac', '#f1a340', '#67a9cf', '#8073ac', '#b2182b', '#4d9221', '#c51b7d']

/** Our shares above the baseline's; what is missing to 100 % is drawn as the rest. */
export function classificationBars(chart: Extract<Chart, { kind: 'classification' }>): Painted {
  const rows = chart.rows.map(({ label, percents }): Row => {
    const parts = percents.flatMap((percent, index): Segment[] => {
      if (percent === null || percent === 0) return []
      const colour = PART_COLOURS[index % PART_COLOURS.length] ?? INK
      return [
        { name: chart.parts[index] ?? '', order: index, percent, colour, text: `${Math.round(percent)} %` },
      ]
    })
    const rest = 100 - parts.reduce((all, part) => all + part.percent, 0)
    const left = { ...REST, percent: rest, text: `${Math.round(rest)} %` }
    return { label, segments: rest >= 0.5 ? [...parts, left] : parts }
  })
  return stacked(chart.title, chart.base, rows)
}

/** From low to high, darker for higher. */
export function ratingBars(chart: Extract<Chart, { kind: 'ratings' }>): Painted {
  const rows = chart.rows.map(({ label, of, mean, bands }): Row => {
    const average = mean === null ? '' : `, mean ${mean.toFixed(1)}`
    return {
      label: `${label}\n(n = ${of}${average})`,
      segments: bands.map((band) => ({
        name: band.label,
        order: band.from,
        percent: (band.n / of) * 100,
        colour: band.from >= 7 ? '#08519c' : band.from >= 5 ? '#4292c6' : '#9ecae1',
        text: `${band.label}: ${band.n}`,
      })),
    }
  })
  return stacked(chart.title, chart.base, rows, { legend: false, alt: (segment) => segment.text })
}

function stacked(
  title: string,
  base: string,
  rows: readonly Row[],
  { legend, alt }: { readonly legend: boolean; readonly alt: (segment: Segment) => string } = {
    legend: true,
    alt: (segment) => `${segment.name} ${segment.text}`,
  },
): Painted {
  const all = rows.flatMap((row) => row.segments).sort((a, b) => a.order - b.order)
  const names = [...new Set(all.map((segment) => segment.name))]
  const colourOf = (name: string) => all.find((segment) => segment.name === name)?.colour ?? INK
  const top = titleHeight(base) + (legend ? 34 : 0)
  return {
    size: { width: WIDTH, height: top + rows.length * ROW + 40 },
    alt: `${title}. ${base}. ${rows
      .map(({ label, segments }) => `${label.replace('\n', ' ')}: ${segments.map(alt).join(', ')}`)
      .join('; ')}.`,
    option: {
      title: titled(title, base),
      legend: {
        show: legend,
        left: 16,
        top: top - 30,
        itemWidth: 14,
        itemHeight: 10,
        selectedMode: false,
        textStyle: { fontSize: 12, color: FAINT_INK },
        data: names,
      },
      grid: { left: LABELS, right: 28, top, bottom: 34 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 100,
        interval: 25,
        axisLabel: { formatter: '{value} %', fontSize: 12, color: FAINT_INK },
        splitLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map((row) => row.label),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: {
          fontSize: 12.5,
          lineHeight: 15,
          color: INK,
          width: LABELS - 24,
          overflow: 'break',
          interval: 0,
        },
      },
      series: names.map((name) => ({
        type: 'bar',
        name,
        stack: 'all',
        barWidth: 30,
        itemStyle: { color: colourOf(name), borderColor: '#ffffff', borderWidth: 1 },
        data: rows.map((row) => {
          const segment = row.segments.find((each) => each.name === name)
          return {
            value: segment?.percent ?? 0,
            label: {
              show: segment !== undefined && segment.percent >= 8,
              position: 'inside',
              formatter: () => segment?.text ?? '',
              fontSize: 12.5,
              color: isDark(colourOf(name)) ? '#ffffff' : INK,
            },
          }
        }),
      })),
    },
  }
}

function isDark(colour: string): boolean {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return 0.299 * (r ?? 0) + 0.587 * (g ?? 0) + 0.114 * (b ?? 0) < 140
}
