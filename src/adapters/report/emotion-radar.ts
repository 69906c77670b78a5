import type { EChartsCoreOption } from 'echarts/core'
import type { Count } from '../../core/analysis/disclosure.ts'
import { mark, people } from '../../core/analysis/sections/wording.ts'
import type { Chart } from '../../core/ports/charts.ts'
import { FAINT_INK, GRID_LINE, INK, type Size, titled, titleHeight, WIDTH } from './paint.ts'

type EmotionsChart = Extract<Chart, { kind: 'emotions' }>

const ROW_HEIGHT = 290
const COLUMNS = 3
const RADIUS = 72
const COLOUR = '#2166ac'
const RINGS = 'Outer ring 100 %, rings 25 % apart; a value that is not shown lies at the centre'

/** One radar a group, at most three a row, all on the same scale. */
export function emotionRadars(chart: EmotionsChart): { option: EChartsCoreOption; size: Size; alt: string } {
  const base = `${chart.base}. ${RINGS}.`
  const top = titleHeight(base)
  const rows = Math.ceil(chart.groups.length / COLUMNS)
  const columns = Math.ceil(chart.groups.length / rows)
  const placed = chart.groups.map((group, index) => {
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, chart.groups.length - row * columns)
    return {
      ...group,
      x: (WIDTH / inRow) * ((index % columns) + 0.5),
      y: top + row * ROW_HEIGHT + ROW_HEIGHT / 2 + 16,
    }
  })
  return {
    size: { width: WIDTH, height: top + rows * ROW_HEIGHT + 12 },
    alt: altOf(chart),
    option: {
      title: [
        titled(chart.title, base),
        ...placed.map(({ label, of, x, y }) => ({
          text: `${label} (n = ${of})`,
          left: x,
          top: y - ROW_HEIGHT / 2,
          textAlign: 'center',
          textStyle: {
            fontSize: 13.5,
            fontWeight: 'bold',
            color: INK,
            width: WIDTH / COLUMNS - 16,
            overflow: 'truncate',
          },
        })),
      ],
      radar: placed.map(({ counts, x, y }) => ({
        center: [x, y],
        radius: RADIUS,
        splitNumber: 4,
        axisNameGap: 8,
        axisName: { fontSize: 11.5, lineHeight: 14, color: INK },
        splitArea: { show: false },
        splitLine: { lineStyle: { color: GRID_LINE } },
        axisLine: { lineStyle: { color: GRID_LINE } },
        indicator: chart.axes.map((axis, index) => ({
          name: `${axis}\n${shortMark(counts[index])}`,
          max: 100,
          min: 0,
        })),
      })),
      series: placed.map(({ counts }, index) => ({
        type: 'radar',
        radarIndex: index,
        symbolSize: 4,
        data: [
          {
            value: counts.map(distance),
            itemStyle: { color: COLOUR },
            lineStyle: { color: COLOUR, width: 2 },
            areaStyle: { color: COLOUR, opacity: 0.18 },
          },
        ],
      })),
      textStyle: { color: FAINT_INK },
    },
  }
}

function shortMark(count: Count | undefined): string {
  return count ? mark(count) : 'not shown'
}

function distance(count: Count): number {
  return count.kind === 'exact' || count.kind === 'at-least' ? (count.n / count.of) * 100 : 0
}

function altOf({ title, base, axes, groups }: EmotionsChart): string {
  const lines = groups.map(({ label, counts }) => {
    const values = axes.map((axis, index) => {
      const count = counts[index]
      return `${axis} ${count ? people(count) : 'not shown'}`
    })
    return `${label}: ${values.join(', ')}`
  })
  return `${title}. ${base}. ${lines.join('; ')}.`
}
