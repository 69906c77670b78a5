import { placeLane } from '../lane.ts'
import { lettersUpTo } from '../letters.ts'
import type { Artifact } from '../ports/analysis-store.ts'
import type { Chart, ChartPainter, ReportRenderer } from '../ports/charts.ts'
import type { Block, ConversationRef } from '../ports/chat.ts'
import type { Ids } from '../ports/clock.ts'
import type { OutboxDraft } from '../ports/lane-store.ts'
import { channelBlocks } from './channel-message.ts'
import { chartsOf } from './figures.ts'
import type { Report } from './report.ts'

/** Longest description both platforms take. */
const LONGEST_ALT = 1_000

const FILE_NAMES: Readonly<Record<Chart['kind'], string>> = {
  themes: 'themes.png',
  emotions: 'emotions.png',
  classification: 'baseline.png',
  ratings: 'ratings.png',
}

export interface PublicationDeps {
  readonly charts: ChartPainter
  readonly render: ReportRenderer
  readonly ids: Ids
}

/** The report's pictures and file, and one message for each place that shows them. */
export function publicationOf(
  report: Report,
  run: string,
  sites: readonly ConversationRef[],
  { charts, render, ids }: PublicationDeps,
  now: Date,
): { readonly artifacts: readonly Artifact[]; readonly posts: readonly OutboxDraft[] } {
  const painted = chartsOf(report).map((chart) => ({ chart, picture: charts.paint(chart) }))
  const pictures = painted.map(
    ({ chart, picture }): Artifact => ({
      id: ids.next(),
      name: FILE_NAMES[chart.kind],
      mediaType: 'image/png',
      alt: lettersUpTo(picture.alt, LONGEST_ALT),
      bytes: picture.png,
    }),
  )
  const file: Artifact = {
    id: ids.next(),
    name: 'report.html',
    mediaType: 'text/html',
    alt: `The whole report on ${report.study.title} as one HTML file`,
    bytes: new TextEncoder().encode(render(report, painted)),
  }
  const artifacts = [...pictures, file]
  const blocks = channelBlocks(report)
  return { artifacts, posts: sites.map((site) => postFor(site, run, blocks, artifacts, { ids, now })) }
}

function postFor(
  site: ConversationRef,
  run: string,
  blocks: readonly Block[],
  artifacts: readonly Artifact[],
  { ids, now }: { readonly ids: Ids; readonly now: Date },
): OutboxDraft {
  return {
    id: ids.next(),
    lane: placeLane(site),
    target: { to: 'conversation', ...site },
    intent: { kind: 'say', blocks, files: artifacts.map((artifact) => ({ artifact: artifact.id })) },
    interviewId: null,
    dedupeKey: `report:${run}:${site.platform}:${site.workspace}`,
    notBefore: now,
  }
}
