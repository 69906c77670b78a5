import type { Chart } from '../ports/charts.ts'
import type { Count } from './disclosure.ts'
import type { Figures, Report } from './report.ts'

/** A radar has room for this many groups and axes. */
const MOST_GROUPS = 6
const MOST_AXES = 6

/** The pictures a report has the numbers for. */
export function chartsOf(report: Report): readonly Chart[] {
  const { figures } = report
  if (!figures) return []
  return [
    byModel(themes(figures), report.simulated),
    byModel(emotions(figures), report.simulated),
    classification(figures),
    ratings(figures),
  ].filter((chart) => chart !== undefined)
}

/** A picture travels without the report around it. */
function byModel(chart: Chart | undefined, simulated: boolean): Chart | undefined {
  return chart && simulated
    ? {
        ...chart,
        title: `${chart.title} (simulated)`,
        base: `Simulated: no real model read these interviews. ${chart.base}`,
      }
    : chart
}

function isNumber(count: Count): boolean {
  return count.kind === 'exact' || count.kind === 'at-least'
}

function themes({ themes: all, base }: Figures): Chart | undefined {
  if (!all.some((theme) => isNumber(theme.total))) return undefined
  return {
    kind: 'themes',
    title: 'Themes, from pessimistic to optimistic',
    base: `Share of ${base} interviews in which the theme is present; line: 95 % interval (Wilson)`,
    bars: all.map(({ label, polarity, total }) => ({ label, polarity, count: total })),
  }
}

/** The emotions expressed most, as in the published figure; of everybody where no group may be shown. */
function emotions({ emotions: coded, base }: Figures): Chart | undefined {
  if (!coded) return undefined
  const order = coded.rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => weight(b.row.total) - weight(a.row.total) || a.index - b.index)
    .slice(0, MOST_AXES)
    .sort((a, b) => a.index - b.index)
    .map(({ row }) => row)
  const groups = coded.groups
    .map((group, at) => ({
      ...group,
      counts: order.flatMap((row) => row.groups[at] ?? []),
    }))
    .filter((group) => group.counts.some(isNumber))
    .sort((a, b) => b.of - a.of)
    .slice(0, MOST_GROUPS)
  const all = order.map((row) => row.total)
  if (order.length < 3 || !all.some(isNumber)) return undefined
  return {
    kind: 'emotions',
    title: groups.length > 0 ? `Emotions expressed, by ${coded.by}` : 'Emotions expressed',
    base: 'Each axis: share of the group\u2019s interviews that express the emotion in words (intensity 1 or more of 3)',
    axes: order.map((row) => row.emotion),
    groups: groups.length > 0 ? groups : [{ label: 'All interviews', of: base, counts: all }],
  }
}

function weight(count: Count): number {
  return count.kind === 'exact' || count.kind === 'at-least' ? count.n / count.of : 0
}

function classification({ classification: ours }: Figures): Chart | undefined {
  if (!ours?.parts.some((part) => part.count.kind === 'exact')) return undefined
  return {
    kind: 'classification',
    title: 'How people classify themselves, beside a baseline',
    base: `${ours.ask} Own answers of ${ours.of} people; baseline: ${ours.source}`,
    parts: ours.parts.map((part) => part.label),
    rows: [
      {
        label: `Here, ${ours.of} people`,
        percents: ours.parts.map(({ count }) => (count.kind === 'exact' ? count.share * 100 : null)),
      },
      { label: 'Baseline', percents: ours.parts.map((part) => part.baseline) },
    ],
  }
}

function ratings({ ratings: all }: Figures): Chart | undefined {
  const shown = all.filter((rating) => rating.bands.length > 1)
  if (shown.length === 0) return undefined
  return {
    kind: 'ratings',
    title: 'Closing ratings, 1 to 7',
    base: 'Points chosen and by how many; darker is higher. Neighbouring points stand together where one of them stands for fewer than five people',
    rows: shown.map((rating) => ({
      label: rating.ask,
      of: rating.of,
      mean: rating.mean,
      bands: rating.bands.map(({ from, to, n }) => ({
        label: from === to ? `${from}` : `${from}\u2013${to}`,
        from,
        n,
      })),
    })),
  }
}
