import { type Cohort, InterviewPlan, inLanguage, type SurveyItem, type Text } from './interview-plan.ts'
import type { DraftSurveyItem, PlanDraft } from './prompts.ts'

/** What the model does not draft: it comes from the team, or from the version before. */
export type PlanFrame = Pick<
  InterviewPlan,
  'title' | 'goal' | 'minutes' | 'languages' | 'asker' | 'readers' | 'contact'
> & {
  readonly cohorts: readonly Pick<Cohort, 'key' | 'name' | 'goal'>[]
  /** The version a draft revises: what stays word for word keeps all its languages, codes and values. */
  readonly before?: InterviewPlan
}

export type Drafted =
  | { readonly ok: true; readonly plan: InterviewPlan }
  /** A line each: where, and what is wrong. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** A model's draft as a plan, checked by the plan's own schema. */
export function planOfDraft(draft: PlanDraft, frame: PlanFrame): Drafted {
  const { before } = frame
  const keep = keptTexts(before)
  const surveyed = new Map(
    [...(before?.surveyBefore ?? []), ...(before?.surveyAfter ?? [])].map((item) => [item.id, item]),
  )
  const language = before?.languages[0] ?? 'en'
  const item = (drafted: DraftSurveyItem) => surveyItem(drafted, surveyed.get(drafted.id), keep, language)
  const surveyBefore = draft.surveyBefore.map(item)
  const surveyAfter = draft.surveyAfter.map(item)
  const ids = new Set([...surveyBefore, ...surveyAfter].map(({ id }) => id))
  const missing = before
    ? []
    : frame.cohorts.filter((cohort) => !draft.cohorts.some((drafted) => keyOf(drafted.key) === cohort.key))
  if (missing.length > 0)
    return { ok: false, problems: missing.map(({ key }) => `cohorts: "${key}" is missing`) }
  const { title, goal, minutes, languages, asker, readers, contact } = frame
  const result = InterviewPlan.safeParse({
    ...{ title, goal, minutes, languages, asker, readers, contact },
    domain: keep(draft.domain),
    researchQuestions: draft.researchQuestions.map(({ id, text }) => ({ id: keyOf(id), text })),
    cohorts: draft.cohorts.map((cohort) => cohortOf(cohort, frame, keep)),
    surveyBefore,
    surveyAfter,
    ...(before?.minimumAge === undefined ? {} : { minimumAge: before.minimumAge }),
    ...(before?.classification && ids.has(before.classification.item)
      ? { classification: before.classification }
      : {}),
    ...(before ? { emotions: before.emotions, codes: before.codes } : {}),
    ...(draft.closing.trim() === '' ? {} : { closing: keep(draft.closing) }),
  })
  if (result.success) return { ok: true, plan: result.data }
  return {
    ok: false,
    problems: result.error.issues.map((issue) => `${issue.path.join('.') || 'plan'}: ${issue.message}`),
  }
}

/** A plan in the model's shape, in its first language. */
export function draftOfPlan(plan: InterviewPlan): PlanDraft {
  const language = plan.languages[0] ?? 'en'
  const say = (text: Text | undefined) => (text === undefined ? '' : inLanguage(text, language))
  return {
    domain: say(plan.domain),
    researchQuestions: plan.researchQuestions,
    cohorts: plan.cohorts.map((cohort) => ({
      key: cohort.key,
      opening: say(cohort.opening),
      sections: cohort.sections.map((section) => ({
        title: section.title,
        questions: section.questions.map((question) => ({
          id: question.id,
          ask: say(question.ask),
          priority: question.priority,
          serves: question.serves ?? '',
          probes: question.probes.map(say),
          hints: question.hints,
        })),
      })),
      hypotheses: cohort.hypotheses,
    })),
    surveyBefore: plan.surveyBefore.map((item) => draftItem(item, language)),
    surveyAfter: plan.surveyAfter.map((item) => draftItem(item, language)),
    closing: say(plan.closing),
  }
}

/** Texts of a plan that lack one of its languages. */
export function untranslated(plan: InterviewPlan): number {
  if (plan.languages.length < 2) return 0
  const texts = [plan.domain, plan.closing, ...plan.cohorts.flatMap(textsOfCohort), ...surveyTexts(plan)]
  return texts.filter(
    (text) => text !== undefined && (typeof text === 'string' || plan.languages.some((each) => !text[each])),
  ).length
}

function cohortOf(
  drafted: PlanDraft['cohorts'][number],
  frame: PlanFrame,
  keep: (words: string) => Text,
): unknown {
  const key = keyOf(drafted.key)
  const named = frame.cohorts.find((cohort) => cohort.key === key)
  return {
    key,
    name: named?.name ?? drafted.key,
    goal: named?.goal ?? frame.goal,
    hypotheses: drafted.hypotheses,
    ...(drafted.opening.trim() === '' ? {} : { opening: keep(drafted.opening) }),
    sections: drafted.sections.map((section) => ({
      title: section.title,
      questions: section.questions.map((question) => ({
        id: keyOf(question.id),
        ask: keep(question.ask),
        priority: question.priority,
        ...(question.serves === '' ? {} : { serves: keyOf(question.serves) }),
        probes: question.probes.slice(0, 4).map(keep),
        hints: question.hints.slice(0, 6),
      })),
    })),
  }
}

function surveyItem(
  drafted: DraftSurveyItem,
  before: SurveyItem | undefined,
  keep: (words: string) => Text,
  language: string,
): SurveyItem {
  if (before && JSON.stringify(draftItem(before, language)) === JSON.stringify(drafted)) return before
  const base = { id: keyOf(drafted.id), ask: keep(drafted.ask) }
  if (drafted.kind === 'yes-no') return { kind: 'yes-no', ...base }
  if (drafted.kind === 'scale')
    return { kind: 'scale', ...base, low: keep(drafted.low ?? '1'), high: keep(drafted.high ?? '7') }
  const known = before?.kind === 'choice' ? before.options : []
  return {
    kind: 'choice',
    ...base,
    options: drafted.options.map(
      (label) =>
        known.find((option) => inLanguage(option.label, language) === label) ?? {
          value: keyOf(label),
          label: keep(label),
        },
    ),
  }
}

function draftItem(item: SurveyItem, language: string): DraftSurveyItem {
  return {
    id: item.id,
    ask: inLanguage(item.ask, language),
    kind: item.kind,
    low: item.kind === 'scale' ? inLanguage(item.low, language) : null,
    high: item.kind === 'scale' ? inLanguage(item.high, language) : null,
    options: item.kind === 'choice' ? item.options.map((option) => inLanguage(option.label, language)) : [],
  }
}

/** Finds the text whose first-language words these are, so that its other languages stay with it. */
function keptTexts(before: InterviewPlan | undefined): (words: string) => Text {
  if (!before) return (words) => words
  const language = before.languages[0] ?? 'en'
  const texts = [
    before.domain,
    before.closing,
    ...before.cohorts.flatMap(textsOfCohort),
    ...surveyTexts(before),
  ]
  const known = new Map(
    texts.flatMap((text) => (text === undefined ? [] : [[inLanguage(text, language), text] as const])),
  )
  return (words) => known.get(words) ?? words
}

function textsOfCohort(cohort: Cohort): readonly (Text | undefined)[] {
  const questions = cohort.sections.flatMap((section) => section.questions)
  return [cohort.opening, ...questions.flatMap((question) => [question.ask, ...question.probes])]
}

function surveyTexts(plan: InterviewPlan): readonly Text[] {
  return [...plan.surveyBefore, ...plan.surveyAfter].flatMap((item) => {
    if (item.kind === 'scale') return [item.ask, item.low, item.high]
    return item.kind === 'choice' ? [item.ask, ...item.options.map((option) => option.label)] : [item.ask]
  })
}

/** Lower-case letters, digits and hyphens, at most 31. Empty if nothing is left, which the schema refuses. */
export function keyOf(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 31)
    .replace(/-+$/, '')
}
