import type { CustomSeriesRenderItem } from 'echarts'
import type { EChartsCoreOption } from 'echarts/core'
import type { Count } from '../../core/analysis/disclosure.ts'
import { people, peopleWithInterval } from '../../core/analysis/sections/wording.ts'
import type { Chart } from '../../core/ports/charts.ts'
import { FAINT_INK, FONT, GRID_LINE, INK, type Size, titled, titleHeight, WIDTH } from './paint.ts'

type ThemesChart = Extract<Chart, { kind: 'themes' }>

const ROW = 34
const LABELS = 250
const NUMBERS = 148

/** Orange to purple: told apart also by those who see no red or green. */
export const POLARITY: Readonly<Record<string, { readonly colour: string; readonly name: string }>> = {
  '-2': { colour: '#b35806', name: 'pessimistic' },
  '-1': { colour: '#f1a340', name: 'rather pessimistic' },
  '0': { colour: '#9aa5b1', name: 'neither' },
  '1': { colour: '#998ec3', name: 'rather optimistic' },
  '2': { colour: '#542788', name: 'optimistic' },
}

export function themeBars(chart: ThemesChart): { option: EChartsCoreOption; size: Size; alt: string } {
  const top = titleHeight(chart.base) + 30
  const bars = chart.bars.map((bar, index) => ({
    value: [index, barLength(bar.count)],
    itemStyle: {
      color: POLARITY[bar.polarity]?.colour ?? INK,
      opacity: bar.count.kind === 'at-least' ? 0.5 : 1,
    },
  }))
  const used = new Set(chart.bars.map((bar) => bar.polarity))
  return {
    size: { width: WIDTH, height: top + chart.bars.length * ROW + 36 },
    alt: altOf(chart),
    option: {
      title: titled(chart.title, chart.base),
      legend: {
        left: 16,
        top: top - 28,
        itemWidth: 14,
        itemHeight: 10,
        selectedMode: false,
        textStyle: { fontSize: 12, color: FAINT_INK },
        data: Object.entries(POLARITY)
          .filter(([polarity]) => used.has(Number(polarity)))
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, { name, colour }]) => ({ name, itemStyle: { color: colour } })),
      },
      grid: { left: LABELS, right: NUMBERS, top, bottom: 32 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 100,
        interval: 25,
        axisLabel: { formatter: '{value} %', fontSize: 12, color: FAINT_INK },
        splitLine: { lineStyle: { color: GRID_LINE } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: chart.bars.map((bar) => bar.label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: FAINT_INK } },
        axisLabel: {
          fontSize: 13,
          lineHeight: 15,
          color: INK,
          width: LABELS - 24,
          overflow: 'break',
          interval: 0,
        },
      },
      series: [
        {
          type: 'bar',
          barWidth: 16,
          encode: { x: 1, y: 0 },
          data: bars,
        },
        {
          type: 'custom',
          renderItem: intervalAndNumber(chart),
          encode: { x: 1, y: 0 },
          data: chart.bars.map((_, index) => [index, 0]),
          z: 5,
        },
        ...Object.values(POLARITY).map(({ name, colour }) => ({
          type: 'bar',
          name,
          data: [],
          itemStyle: { color: colour },
        })),
      ],
    },
  }
}

function barLength(count: Count): number {
  return count.kind === 'exact' || count.kind === 'at-least' ? (count.n / count.of) * 100 : 0
}

function intervalAndNumber({ bars }: ThemesChart): CustomSeriesRenderItem {
  return (_, api) => {
    const index = Number(api.value(0))
    const count = bars[index]?.count
    if (!count) return null
    const at = (percent: number) => api.coord([percent, index]) as [number, number]
    const [right, y] = at(100)
    const text = {
      type: 'text' as const,
      style: {
        text: people(count),
        x: right + 10,
        y,
        textVerticalAlign: 'middle' as const,
        fontFamily: FONT,
        fontSize: 12.5,
        fill: count.kind === 'exact' ? INK : FAINT_INK,
      },
    }
    if (count.kind !== 'exact') return { type: 'group' as const, children: [text] }
    const [low] = at(count.low * 100)
    const [high] = at(count.high * 100)
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: 'line' as const,
      shape: { x1, y1, x2, y2 },
      style: { stroke: INK, lineWidth: 1.5 },
    })
    return {
      type: 'group' as const,
      children: [line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4), text],
    }
  }
}

function altOf({ title, bars }: ThemesChart): string {
  return `${title}. ${bars.map((bar) => `${bar.label}: ${peopleWithInterval(bar.count)}`).join('; ')}.`
}
