import { createHash } from 'node:crypto'
import { z } from 'zod'

/**
 * The interview plan: what a study asks whom, in which order and how deep. It is the one thing a team approves; its
 * hash fixes it. A study file (YAML) holds the same shape.
 */

const Language = z.string().regex(/^[a-z]{2}$/)

/** One text, or one text a language (`{en: …, de: …}`). */
const Text = z.union([z.string().min(1), z.record(Language, z.string().min(1))])
export type Text = z.infer<typeof Text>

const Key = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and hyphens, at most 31')

const Option = z.strictObject({ value: Key, label: Text })

export const SurveyItem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scale'), id: Key, ask: Text, low: Text, high: Text }),
  z.strictObject({ kind: z.literal('choice'), id: Key, ask: Text, options: z.array(Option).min(2).max(25) }),
  z.strictObject({ kind: z.literal('yes-no'), id: Key, ask: Text }),
])
export type SurveyItem = z.infer<typeof SurveyItem>

const Question = z.strictObject({
  id: Key,
  ask: Text,
  priority: z.enum(['must', 'should', 'could']).default('should'),
  /** Id of the research question it serves. */
  serves: Key.optional(),
  /** Written follow-ups: used when no model can word one. */
  probes: z.array(Text).max(4).default([]),
  /** For the interviewer: what would be worth hearing. Participants may see it. */
  hints: z.array(z.string()).max(6).default([]),
})
export type Question = z.infer<typeof Question>

const Section = z.strictObject({ title: z.string().min(1), questions: z.array(Question).min(1).max(12) })

const Cohort = z.strictObject({
  key: Key,
  name: z.string().min(1).max(60),
  goal: z.string().min(1),
  /** Never shown to a participant or to the interviewer's prompt. */
  hypotheses: z.array(z.string()).default([]),
  opening: Text.optional(),
  sections: z.array(Section).min(1).max(8),
})
export type Cohort = z.infer<typeof Cohort>

export const CodeDefinition = z.strictObject({
  key: Key,
  label: z.string().min(1).max(60),
  definition: z.string().min(1),
  include: z.string().default(''),
  exclude: z.string().default(''),
  /** From pessimistic (-2) to optimistic (2). */
  polarity: z.number().int().min(-2).max(2).default(0),
})
export type CodeDefinition = z.infer<typeof CodeDefinition>

export const InterviewPlan = z
  .strictObject({
    title: z.string().min(1).max(80),
    goal: z.string().min(1),
    /** What the closing ratings ask about: "How well did this capture your thoughts on {domain}?" */
    domain: Text,
    minutes: z.number().int().min(3).max(60).default(12),
    languages: z
      .array(z.string().regex(/^[a-z]{2}$/, 'two letters, for example en'))
      .min(1)
      .default(['en']),
    /** Years a person must have lived who joins from a post; 18 unless told. Discord's own rules begin at 13. */
    minimumAge: z.number().int().min(13).max(99).optional(),
    /** For the consent card. */
    asker: z.string().min(1).max(80),
    readers: z.union([z.string().min(1).max(120), z.record(Language, z.string().min(1).max(120))]),
    contact: z.string().min(1).max(120),
    researchQuestions: z.array(z.strictObject({ id: Key, text: z.string().min(1) })).min(1),
    cohorts: z.array(Cohort).min(1).max(10),
    surveyBefore: z.array(SurveyItem).max(6).default([]),
    surveyAfter: z.array(SurveyItem).max(8).default([]),
    /** A survey item whose shares stand beside an outside baseline. */
    classification: z
      .strictObject({
        item: Key,
        baseline: z.strictObject({ source: z.string(), shares: z.record(Key, z.number().min(0).max(100)) }),
      })
      .optional(),
    emotions: z
      .array(Key)
      .max(12)
      .default(['hope', 'worry', 'satisfaction', 'frustration', 'relief', 'trust']),
    codes: z.array(CodeDefinition).max(30).default([]),
    /** The last question; the thanks are the software's. */
    closing: Text.optional(),
  })
  .superRefine((plan, context) => {
    const unique = (ids: readonly string[], path: (string | number)[], what: string) => {
      ids.forEach((id, index) => {
        if (ids.indexOf(id) !== index)
          context.addIssue({
            code: 'custom',
            path: [...path, index],
            message: `${what} "${id}" stands twice`,
          })
      })
    }
    unique(
      plan.cohorts.map((c) => c.key),
      ['cohorts'],
      'cohort',
    )
    unique(
      [...plan.surveyBefore, ...plan.surveyAfter].map((i) => i.id),
      ['surveyBefore'],
      'survey item',
    )
    unique(
      plan.codes.map((c) => c.key),
      ['codes'],
      'code',
    )
    const served = new Set(plan.researchQuestions.map((q) => q.id))
    plan.cohorts.forEach((cohort, c) => {
      unique(
        questionsOf(cohort).map((q) => q.id),
        ['cohorts', c, 'sections'],
        'question',
      )
      cohort.sections.forEach((section, s) => {
        section.questions.forEach((question, q) => {
          if (question.serves && !served.has(question.serves))
            context.addIssue({
              code: 'custom',
              path: ['cohorts', c, 'sections', s, 'questions', q, 'serves'],
              message: `no research question has the id "${question.serves}"`,
            })
        })
      })
    })
    if (
      plan.classification &&
      ![...plan.surveyBefore, ...plan.surveyAfter].some((i) => i.id === plan.classification?.item)
    )
      context.addIssue({
        code: 'custom',
        path: ['classification', 'item'],
        message: `no survey item has the id "${plan.classification.item}"`,
      })
  })
export type InterviewPlan = z.infer<typeof InterviewPlan>

const ADULT = 18

/** In years, of whoever joins from a post. */
export function minimumAgeOf({ minimumAge }: Pick<InterviewPlan, 'minimumAge'>): number {
  return minimumAge ?? ADULT
}

/** All questions of a cohort in the order they are asked. */
export function questionsOf(cohort: Cohort): readonly Question[] {
  return cohort.sections.flatMap((section) => section.questions)
}

/** The text in `language`, else in the first language it is written in. */
export function inLanguage(text: Text, language: string): string {
  if (typeof text === 'string') return text
  return text[language] ?? Object.values(text)[0] ?? ''
}

/** Sha-256 over the plan's JSON with sorted keys: equal plans have equal hashes, whatever order they were written in. */
export function planHash(plan: InterviewPlan): string {
  return createHash('sha256').update(canonical(plan)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
