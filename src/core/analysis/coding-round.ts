import type { AnalysisRun, AnalysisStore, StudyInterview, StudyMaterial } from '../ports/analysis-store.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ModelResult } from '../ports/model.ts'
import { modelRequest } from '../prompt.ts'
import { type Codebook, codesFromDraft, sameCodes, sampleForCodebook } from './codebook.ts'
import { answersOf, CODING_PROMPT_VERSION, codeInterview } from './coding.ts'
import { K } from './disclosure.ts'
import type { PatientModel } from './patience.ts'
import { draftCodebook } from './prompts.ts'
import { mayBeCoded } from './sections/base.ts'

export interface CodingDeps {
  readonly store: AnalysisStore
  readonly model: PatientModel
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** The worker's hold on the study; nothing more is begun once it is lost. */
export interface Hold {
  stillMine(): boolean
}

const MODEL_CALLS_AT_A_TIME = 6
export const CALL_DEADLINE_MS = 180_000

/**
 * Reads every interview that is due, each stored by itself. What the model fails at is left for the next run, as is the
 * rest once it gave up. */
export async function codeWhatIsDue(deps: CodingDeps, run: AnalysisRun, hold: Hold): Promise<void> {
  const material = await deps.store.material(run.study)
  const due = material.interviews.filter((interview) => isDue(interview, deps))
  const codebook = await currentCodebook(deps, material, hold)
  if (!codebook) return
  // A new codebook makes every interview due again.
  const toCode =
    codebook.id === material.codebook?.id
      ? due
      : material.interviews.filter((interview) => mayBeCoded(interview, deps.clock.now()))
  await inParallel(toCode, MODEL_CALLS_AT_A_TIME, async (interview) => {
    if (!deps.model.gaveUp() && hold.stillMine()) await codeOne(deps, material, codebook, interview)
  })
}

/** Not read yet, said more since, or read only by a stand-in for a model. */
function isDue(interview: StudyInterview, { clock, model }: CodingDeps): boolean {
  if (!mayBeCoded(interview, clock.now())) return false
  const { reading, wordsChangedAt } = interview
  if (!reading || (reading.simulated && !model.simulated)) return true
  return wordsChangedAt !== null && wordsChangedAt > reading.codedAt
}

async function codeOne(
  deps: CodingDeps,
  { study, plan, codebook: known }: StudyMaterial,
  codebook: Codebook,
  interview: StudyInterview,
): Promise<void> {
  const { store, model, clock, ids, log } = deps
  const codedAt = clock.now()
  const turns = await store.turns(interview.id)
  const codes = { codes: codebook.codes, emotions: plan.emotions }
  const result = await codeInterview(model, codes, turns, { deadlineMs: CALL_DEADLINE_MS })
  await account(deps, 'code-interview', study.id, result, interview.id)
  if (!result.ok) {
    log.warn('analysis.not-coded', {
      interview: interview.id,
      failure: result.failure,
      reason: result.reason,
    })
    return
  }
  const outcome = await store.addReading({
    id: ids.next(),
    interview: interview.id,
    codebook: codebook.id,
    coder: model.id,
    promptVersion: CODING_PROMPT_VERSION,
    simulated: model.simulated,
    codedAt,
    replaces: codebook.id === known?.id ? interview.reading?.id : undefined,
    ...result.value,
  })
  log.info('analysis.coded', { interview: interview.id, outcome, rejected: result.value.rejected })
}

/** The plan's codes where it has any, else the model's draft; undefined while there is neither. */
async function currentCodebook(
  deps: CodingDeps,
  material: StudyMaterial,
  hold: Hold,
): Promise<Codebook | undefined> {
  const { store, ids, clock } = deps
  const { codebook, plan, study } = material
  const fresh = { id: ids.next(), number: (codebook?.number ?? 0) + 1 }
  if (plan.codes.length > 0) {
    if (codebook && sameCodes(codebook.codes, plan.codes)) return codebook
    const fromPlan = {
      ...fresh,
      codes: plan.codes,
      origin: 'plan' as const,
      model: null,
      promptVersion: null,
    }
    return store.addCodebook(study.id, fromPlan, clock.now())
  }
  if (codebook || !hold.stillMine()) return codebook
  const readable = material.interviews.filter((interview) => mayBeCoded(interview, clock.now()))
  // Fewer are shown in no report, and would make a poor codebook for all who follow.
  if (readable.length < K) return undefined
  const codes = await draftCodes(deps, material, sampleForCodebook(readable))
  if (codes.length === 0) return undefined
  const drafted = {
    ...fresh,
    codes,
    origin: 'model' as const,
    model: deps.model.id,
    promptVersion: draftCodebook.version,
  }
  return store.addCodebook(study.id, drafted, clock.now())
}

async function draftCodes(deps: CodingDeps, material: StudyMaterial, sample: readonly StudyInterview[]) {
  const { store, model, log } = deps
  const { plan, study } = material
  const interviews = await Promise.all(
    sample.map(async ({ id }, index) => ({
      interview: `i${index + 1}`,
      turns: answersOf(await store.turns(id)),
    })),
  )
  const data = { goal: plan.goal, researchQuestions: plan.researchQuestions, interviews }
  const result = await model.complete(modelRequest(draftCodebook, data, { deadlineMs: CALL_DEADLINE_MS }))
  await account(deps, draftCodebook.purpose, study.id, result)
  if (result.ok) return codesFromDraft(result.value)
  log.warn('analysis.no-codebook', { study: study.id, failure: result.failure, reason: result.reason })
  return []
}

/** Writes what a call cost into the ledger, also of a call that failed. */
export async function account(
  { store, ids, clock }: CodingDeps,
  purpose: string,
  study: string,
  result: ModelResult<unknown>,
  interview?: string,
): Promise<void> {
  if (!result.usage) return
  await store.addUsage({ ...result.usage, id: ids.next(), purpose, study, interview, at: clock.now() })
}

/** Runs `work` on all, at most `width` at a time; the first failure ends it. */
async function inParallel<T>(
  all: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = all.values()
  const worker = async () => {
    for (const item of rest) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, worker))
}
