import { createRequire } from 'node:module'
import { Resvg } from '@resvg/resvg-js'
import { BarChart, CustomChart } from 'echarts/charts'
import { GridComponent, LegendComponent, RadarComponent, TitleComponent } from 'echarts/components'
import { type EChartsCoreOption, init, setPlatformAPI, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { textWidth } from './text-width.ts'

use([BarChart, CustomChart, GridComponent, LegendComponent, RadarComponent, TitleComponent, SVGRenderer])

setPlatformAPI({ measureText: (text, font) => ({ width: textWidth(text, font) }) })

/** Pixels of the SVG; the PNG has `PIXEL_RATIO` times as many each way. */
export interface Size {
  readonly width: number
  readonly height: number
}

export const WIDTH = 760
const PIXEL_RATIO = 2
const SUBTITLE_SIZE = 12.5

export const FONT = 'DejaVu Sans'
export const INK = '#1f2933'
export const FAINT_INK = '#5b6770'
export const GRID_LINE = '#d9dee3'

const require = createRequire(import.meta.url)

/** resvg draws no text at all without a font, and says nothing. */
export const FONT_FILES: readonly string[] = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
)

export function toSvg(option: EChartsCoreOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

export function toPng(svg: string, fontFiles: readonly string[] = FONT_FILES): Uint8Array {
  const resvg = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: PIXEL_RATIO },
    font: { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: FONT },
  })
  return resvg.render().asPng()
}

/** The chart's title and, below it, what its numbers are shares of. */
export function titled(title: string, base: string, width = WIDTH): Readonly<Record<string, unknown>> {
  return {
    left: 16,
    top: 12,
    itemGap: 6,
    text: title,
    subtext: base,
    textStyle: { fontSize: 17, fontWeight: 'bold', color: INK, width: width - 32, overflow: 'break' },
    subtextStyle: {
      fontSize: SUBTITLE_SIZE,
      lineHeight: 17,
      color: FAINT_INK,
      width: width - 32,
      overflow: 'break',
    },
  }
}

/** Height `titled` takes, by the length of what stands under the title. */
export function titleHeight(base: string, width = WIDTH): number {
  const lines = Math.ceil(textWidth(base, `${SUBTITLE_SIZE}px`) / (width - 72))
  return 48 + 17 * lines
}
