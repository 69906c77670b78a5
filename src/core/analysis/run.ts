import type { AnalysisRun, StudyMaterial } from '../ports/analysis-store.ts'
import type { ChartPainter, ReportRenderer } from '../ports/charts.ts'
import type { Model } from '../ports/model.ts'
import { modelRequest } from '../prompt.ts'
import { account, CALL_DEADLINE_MS, type CodingDeps, codeWhatIsDue, type Hold } from './coding-round.ts'
import { patientModel } from './patience.ts'
import { answerQuestions } from './prompts.ts'
import { publicationOf } from './publication.ts'
import { buildReport, type Draft, withAnswers, withoutWords } from './report.ts'
import { evidenceFor } from './sections/answers.ts'

export interface AnalysisDeps extends Omit<CodingDeps, 'model'> {
  readonly model: Model
  readonly charts: ChartPainter
  readonly render: ReportRenderer
  /**
   * Reads the study's conversations again, unless that was done since then, so that the report counts what stands there.
   * False if not all of them could be read.
   */
  readonly readAgain: (study: string, since: Date, stillMine: () => boolean) => Promise<boolean>
}

export interface Analysis {
  /**
   * Codes what is due, then publishes the run's report once, whatever the model failed at. Returns the lanes with
   * something to send. Safe to call again, also at the same time elsewhere. Rejects where the store does; the run then still waits.
   */
  work(run: string, hold: Hold): Promise<readonly string[]>
}

/** A report is drawn up anew if someone withdrew while it was; after so many times the next run tries. */
const PUBLISH_ATTEMPTS = 3

type RunDeps = AnalysisDeps & CodingDeps

export function createAnalysis(given: AnalysisDeps): Analysis {
  return {
    async work(runId, hold) {
      const run = await given.store.waitingRun(runId)
      if (!run) return []
      const deps = { ...given, model: patientModel(given.model, given.clock, hold) }
      const whole = await given.readAgain(run.study, run.askedAt, () => hold.stillMine())
      await codeWhatIsDue(deps, run, hold)
      for (let attempt = 0; attempt < PUBLISH_ATTEMPTS && hold.stillMine(); attempt++) {
        const { outcome, lanes } = await publishOnce(deps, run, whole, hold)
        deps.log.info('analysis.publish', { run: run.id, outcome, attempt })
        if (outcome !== 'changed') return outcome === 'published' ? lanes : []
      }
      return []
    },
  }
}

async function publishOnce(deps: RunDeps, run: AnalysisRun, whole: boolean, hold: Hold) {
  const { store, ids, clock, model } = deps
  const material = await store.material(run.study)
  const takenAt = clock.now()
  const draft = buildReport(material, { model, takenAt, unread: !whole })
  const report = await answered(deps, material, draft, hold)
  if (!hold.stillMine()) return { outcome: 'known' as const, lanes: [] }
  const { artifacts, posts } = publicationOf(report, run.id, material.sites, deps, takenAt)
  const outcome = await store.publish({
    run: run.id,
    study: run.study,
    at: takenAt,
    snapshot: { id: ids.next(), body: withoutWords(report) },
    lineage: draft.base.map(({ id, reading }) => ({ interview: id, reading: reading.id })),
    artifacts,
    posts,
  })
  return { outcome, lanes: [...new Set(posts.map((post) => post.lane))] }
}

/** Adds the model's words on each research question; without them the numbers stand alone. */
async function answered(deps: RunDeps, material: StudyMaterial, { report }: Draft, hold: Hold) {
  if (!report.figures || !hold.stillMine()) return report
  const { plan, study } = material
  const data = evidenceFor(plan, report.figures.themes, report.figures.base)
  if (data.evidence.length === 0) return report
  const request = modelRequest(answerQuestions, data, { deadlineMs: CALL_DEADLINE_MS })
  const result = await deps.model.complete(request)
  await account(deps, answerQuestions.purpose, study.id, result)
  if (result.ok) return withAnswers(report, plan, result.value)
  deps.log.warn('analysis.no-answers', { study: study.id, failure: result.failure, reason: result.reason })
  return report
}
