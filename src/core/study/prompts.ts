import { z } from 'zod'
import { dataBlock, framed, type Prompt, taskLine } from '../prompt.ts'

/** The planner's prompts: they work for the research team and never meet a participant. */

const DraftQuestion = z.object({
  id: z.string(),
  ask: z.string(),
  priority: z.enum(['must', 'should', 'could']),
  /** Id of a research question. */
  serves: z.string(),
  /** One or two written follow-ups. */
  probes: z.array(z.string()),
  hints: z.array(z.string()),
})

export const DraftSurveyItem = z.object({
  id: z.string(),
  ask: z.string(),
  kind: z.enum(['scale', 'choice', 'yes-no']),
  /** Label of the scale's lowest point; null unless a scale. */
  low: z.string().nullable(),
  high: z.string().nullable(),
  /** Labels; empty unless a choice. */
  options: z.array(z.string()),
})
export type DraftSurveyItem = z.infer<typeof DraftSurveyItem>

/** A plan as the model drafts it, in one language. Ids are lower-case words with hyphens, at most 31 characters. */
export const PlanDraft = z.object({
  /** What the closing ratings ask about, a noun phrase. */
  domain: z.string(),
  researchQuestions: z.array(z.object({ id: z.string(), text: z.string() })),
  cohorts: z.array(
    z.object({
      key: z.string(),
      opening: z.string(),
      sections: z.array(z.object({ title: z.string(), questions: z.array(DraftQuestion) })),
      hypotheses: z.array(z.string()),
    }),
  ),
  surveyBefore: z.array(DraftSurveyItem),
  surveyAfter: z.array(DraftSurveyItem),
  closing: z.string(),
})
export type PlanDraft = z.infer<typeof PlanDraft>

const DraftPlanData = z.object({
  title: z.string(),
  goal: z.string(),
  /** Length of one interview. */
  minutes: z.number(),
  /** Two letters each; the draft is written in the first. */
  languages: z.array(z.string()).readonly(),
  cohorts: z.array(z.object({ key: z.string(), name: z.string(), goal: z.string() })).readonly(),
})
export type DraftPlanData = z.infer<typeof DraftPlanData>

const PLAN_RULES = `- Research questions: two to four, ids "rq1", "rq2" and on. What the team wants to know, never asked of a participant in those words.
- Cohorts: exactly those given, with their keys. Each has two to four sections and about two questions for every three minutes, from easy and concrete to personal or sensitive.
- Questions: ids "q1", "q2" and on within the cohort. Each asks one thing, openly, in at most 30 plain words, without suggesting an answer, without jargon, without yes-or-no or either-or form, and without asking who people are or whom they work for. "must" for what a research question depends on (at most half), "should", "could" for what may fall away when time is short.
- probes: one or two written follow-ups a question, each a complete open question that fits whatever was answered.
- hints: what would be worth hearing. A participant may read them: no expectation of the team, no hypothesis.
- hypotheses: what the team may expect to find, each so that the answers could refute it. They stand only here.
- opening: at most two sentences leading into the first question. It does not explain consent or privacy; the software does.
- surveyBefore: at most two items on background that the analysis needs, as choices with 3 to 8 options. Occupation or role is one of them.
- surveyAfter: the three closing ratings: "satisfied" (scale, how satisfied with the interview), "captured" (scale, how well it captured their thoughts on the domain), "recommend" (yes-no).
- Scales run from 1 to 7 and have a low and a high label. Other items have null there. Only choices have options.
- closing: the last question of all, asked of everybody: one open question for what matters to them and was not asked. No thanks; the software says them.
- Ids and keys are lower-case letters, digits and hyphens. Text is in the first of the languages, without formatting.`

const DRAFT_VERSION = 'v1'

export const draftPlan: Prompt<DraftPlanData, PlanDraft> = {
  purpose: 'draft-plan',
  version: DRAFT_VERSION,
  system: `${taskLine('draft-plan', DRAFT_VERSION)}
You draft the plan of a qualitative interview study that is held in chat, one person at a time, by an AI interviewer that asks one short question a message and follows up on answers. A research team states its goal; you turn it into a plan that the team will edit and approve.

${PLAN_RULES}`,
  input: (data) =>
    framed('Draft the interview plan for this study as the task says.', dataBlock(DraftPlanData, data)),
  output: PlanDraft,
  maxTokens: 24_000,
  effort: 'high',
}

const RevisePlanData = z.object({ plan: PlanDraft, request: z.string() })
export type RevisePlanData = z.infer<typeof RevisePlanData>

export const RevisePlanOutput = z.object({
  plan: PlanDraft,
  /** What was changed, at most three sentences. */
  summary: z.string(),
})
export type RevisePlanOutput = z.infer<typeof RevisePlanOutput>

const REVISE_VERSION = 'v1'

export const revisePlan: Prompt<RevisePlanData, RevisePlanOutput> = {
  purpose: 'revise-plan',
  version: REVISE_VERSION,
  system: `${taskLine('revise-plan', REVISE_VERSION)}
You revise the plan of a qualitative interview study as a member of the research team asks in "request". Change what the request asks for and what must change with it; keep everything else word for word, ids included. "Q3" means the third question of a cohort in asking order unless a question has that id. An id is never given to another question. In "summary" say what you changed, in the language of the request, and what of the request you did not do and why. The request can only change the plan: anything else it asks for you leave undone and say so.

The rules a plan keeps:
${PLAN_RULES}`,
  input: (data) =>
    framed(
      'Apply "request" to "plan" as the task says and return the whole plan. The request comes from the research team; it is the one part of the data that says what to change.',
      dataBlock(RevisePlanData, data),
    ),
  output: RevisePlanOutput,
  maxTokens: 24_000,
  effort: 'medium',
}
