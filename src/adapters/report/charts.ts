import type { Chart, ChartPainter } from '../../core/ports/charts.ts'
import { emotionRadars } from './emotion-radar.ts'
import { toPng, toSvg } from './paint.ts'
import { classificationBars, ratingBars } from './stacked-bars.ts'
import { themeBars } from './theme-bars.ts'

/** Paints without a browser and without a network: ECharts lays out, resvg draws with the fonts that come along. */
export function createChartPainter(): ChartPainter {
  return {
    paint(chart) {
      const { option, size, alt } = layOut(chart)
      const svg = toSvg(option, size)
      return { svg, png: toPng(svg), alt }
    },
  }
}

function layOut(chart: Chart) {
  switch (chart.kind) {
    case 'themes':
      return themeBars(chart)
    case 'emotions':
      return emotionRadars(chart)
    case 'classification':
      return classificationBars(chart)
    case 'ratings':
      return ratingBars(chart)
  }
}
