import type { CustomSeriesRenderItemReturn } from 'echarts'
import type { EChartsCoreOption } from 'echarts/core'
import type { Count } from '../../core/analysis/disclosure.ts'
import { mark, people } from '../../core/analysis/sections/wording.ts'
import type { Chart } from '../../core/ports/charts.ts'
import { GRID_LINE, INK, type Size, titled, titleHeight } from './paint.ts'

type EmotionsChart = Extract<Chart, { kind: 'emotions' }>

const CHART_WIDTH = 900
const ROW_HEIGHT = 290
const COLUMNS = 3
const RADIUS = 74
const COLOUR = '#2166ac'
const READING =
  'Outer ring 100 %, rings 25 % apart. A dot is an exact share, a ring a lower bound; no mark: not shown, or fewer than five people'

/** One radar a group, at most three a row, all on the same scale. */
export function emotionRadars(chart: EmotionsChart): { option: EChartsCoreOption; size: Size; alt: string } {
  const base = `${chart.base}. ${READING}.`
  const top = titleHeight(base, CHART_WIDTH)
  const rows = Math.ceil(chart.groups.length / COLUMNS)
  const columns = Math.ceil(chart.groups.length / rows)
  const placed = chart.groups.map((group, index) => {
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, chart.groups.length - row * columns)
    return {
      ...group,
      x: (CHART_WIDTH / inRow) * ((index % columns) + 0.5),
      y: top + row * ROW_HEIGHT + ROW_HEIGHT / 2 + 16,
    }
  })
  return {
    size: { width: CHART_WIDTH, height: top + rows * ROW_HEIGHT + 12 },
    alt: altOf(chart),
    option: {
      title: [
        titled(chart.title, base, CHART_WIDTH),
        ...placed.map(({ label, of, x, y }) => ({
          text: `${label} (n = ${of})`,
          left: x,
          top: y - ROW_HEIGHT / 2,
          textAlign: 'center',
          textStyle: {
            fontSize: 13.5,
            fontWeight: 'bold',
            color: INK,
            width: CHART_WIDTH / COLUMNS - 16,
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
      series: placed.map((group, index) => ({
        type: 'custom',
        coordinateSystem: 'none',
        renderItem: () => marks(group),
        data: [index],
      })),
    },
  }
}

interface Placed {
  readonly counts: readonly Count[]
  readonly x: number
  readonly y: number
}

/** A spoke to each share that may be shown; the area between them only where all may. */
function marks({ counts, x, y }: Placed): CustomSeriesRenderItemReturn {
  const spokes = counts.flatMap((count, index) => {
    if (count.kind !== 'exact' && count.kind !== 'at-least') return []
    const angle = Math.PI / 2 + (index * 2 * Math.PI) / counts.length
    const length = (count.n / count.of) * RADIUS
    const end: [number, number] = [x + Math.cos(angle) * length, y - Math.sin(angle) * length]
    return [{ end, exact: count.kind === 'exact' }]
  })
  const whole = spokes.length === counts.length
  const stroke = { stroke: COLOUR, lineWidth: 2 }
  const area = {
    type: 'polygon' as const,
    shape: { points: spokes.map((spoke) => spoke.end) },
    style: { ...stroke, fill: 'rgba(33, 102, 172, 0.18)' },
  }
  const lines = spokes.map(({ end: [x2, y2] }) => ({
    type: 'line' as const,
    shape: { x1: x, y1: y, x2, y2 },
    style: stroke,
  }))
  const dots = spokes.map(({ end: [cx, cy], exact }) => ({
    type: 'circle' as const,
    shape: { cx, cy, r: 4 },
    style: { ...stroke, fill: exact ? COLOUR : '#ffffff' },
  }))
  return { type: 'group', children: whole ? [area, ...dots] : [...lines, ...dots] }
}

function shortMark(count: Count | undefined): string {
  return count ? mark(count) : 'not shown'
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
