import type { Model, ModelFailure, ModelResult, ModelUsage } from '../ports/model.ts'
import { modelRequest } from '../prompt.ts'
import type { InterviewPlan } from './interview-plan.ts'
import { type Drafted, draftOfPlan, type PlanFrame, planOfDraft } from './plan-draft.ts'
import { draftPlan, type PlanDraft, revisePlan } from './prompts.ts'

export type PlannerUsage = ModelUsage & { readonly purpose: string }

export type Planned =
  | {
      readonly ok: true
      readonly plan: InterviewPlan
      /** What was changed, in the model's words; empty for a first draft. */
      readonly summary: string
      readonly promptVersion: string
      readonly usage: readonly PlannerUsage[]
    }
  | { readonly ok: false; readonly words: string; readonly usage: readonly PlannerUsage[] }

/** Has the model draft a plan, mended once if it does not hold what a plan must. */
export async function draftedPlan(model: Model, frame: PlanFrame, deadlineMs: number): Promise<Planned> {
  const { title, goal, minutes, languages, cohorts } = frame
  const data = { title, goal, minutes, languages, cohorts }
  const result = await model.complete(modelRequest(draftPlan, data, { deadlineMs }))
  const usage = usageOf(result, draftPlan.purpose)
  if (!result.ok) return { ok: false, words: failureWords(result.failure), usage }
  return checked(model, frame, { draft: result.value, summary: '' }, draftPlan.version, usage, deadlineMs)
}

/** Has the model change a plan as asked, mended once if what comes back does not hold. */
export async function revisedPlan(
  model: Model,
  before: InterviewPlan,
  request: string,
  deadlineMs: number,
): Promise<Planned> {
  const data = { plan: draftOfPlan(before), request }
  const result = await model.complete(modelRequest(revisePlan, data, { deadlineMs }))
  const usage = usageOf(result, revisePlan.purpose)
  if (!result.ok) return { ok: false, words: failureWords(result.failure), usage }
  const { plan: draft, summary } = result.value
  return checked(model, { ...before, before }, { draft, summary }, revisePlan.version, usage, deadlineMs)
}

async function checked(
  model: Model,
  frame: PlanFrame,
  { draft, summary }: { readonly draft: PlanDraft; readonly summary: string },
  promptVersion: string,
  usage: readonly PlannerUsage[],
  deadlineMs: number,
): Promise<Planned> {
  const first = planOfDraft(draft, frame)
  if (first.ok) return { ok: true, plan: first.plan, summary, promptVersion, usage }
  const request = `Mend these faults of the plan and change nothing else:\n${first.problems.join('\n')}`
  const result = await model.complete(modelRequest(revisePlan, { plan: draft, request }, { deadlineMs }))
  const spent = [...usage, ...usageOf(result, revisePlan.purpose)]
  const second: Drafted = result.ok ? planOfDraft(result.value.plan, frame) : first
  if (second.ok) return { ok: true, plan: second.plan, summary, promptVersion, usage: spent }
  const faults = second.problems.slice(0, 5).join('; ')
  return {
    ok: false,
    words: `The model's plan does not hold, also after one repair: ${faults}.`,
    usage: spent,
  }
}

function usageOf(result: ModelResult<unknown>, purpose: string): readonly PlannerUsage[] {
  return result.usage ? [{ ...result.usage, purpose }] : []
}

function failureWords(failure: ModelFailure): string {
  switch (failure) {
    case 'unavailable':
      return 'The model could not be reached in time.'
    case 'refused-account':
      return 'The model refuses this account: the operator must look at the key and its limit (`sounding doctor`).'
    case 'declined':
      return 'The model declined to work on this goal.'
    case 'unusable':
      return "The model's answer could not be used."
  }
}
