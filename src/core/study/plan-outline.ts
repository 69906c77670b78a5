import { diffArrays } from 'diff'
import { type InterviewPlan, inLanguage, type SurveyItem, type Text } from './interview-plan.ts'

/** Everything of a plan that a person may want to see changed, a line each, in its first language. */
export function planOutline(plan: InterviewPlan): readonly string[] {
  const language = plan.languages[0] ?? 'en'
  const say = (text: Text) => inLanguage(text, language)
  return [
    `Title: ${plan.title}`,
    `Goal: ${plan.goal}`,
    `Domain: ${say(plan.domain)}`,
    `Minutes: ${plan.minutes}`,
    `Languages: ${plan.languages.join(', ')}`,
    `Asked by: ${plan.asker}`,
    `Read by: ${say(plan.readers)}`,
    `Contact: ${plan.contact}`,
    ...plan.researchQuestions.map((question) => `Research question ${question.id}: ${question.text}`),
    ...plan.cohorts.flatMap((cohort) => [
      `Cohort ${cohort.key}: ${cohort.goal}`,
      ...(cohort.opening ? [`${cohort.key}, opening: ${say(cohort.opening)}`] : []),
      ...cohort.sections.flatMap((section) => [
        `${cohort.key}, section: ${section.title}`,
        ...section.questions.flatMap((question) => [
          `${cohort.key}, ${question.id} (${question.priority}): ${say(question.ask)}`,
          ...question.probes.map((probe) => `${cohort.key}, ${question.id}, probe: ${say(probe)}`),
        ]),
      ]),
      ...cohort.hypotheses.map((hypothesis) => `${cohort.key}, hypothesis: ${hypothesis}`),
    ]),
    ...plan.surveyBefore.map((item) => `Survey before: ${surveyLine(item, language)}`),
    ...plan.surveyAfter.map((item) => `Survey after: ${surveyLine(item, language)}`),
    ...(plan.closing ? [`Closing: ${say(plan.closing)}`] : []),
  ]
}

/** `− removed` and `+ added` lines from one plan to the next; none if nothing that shows was changed. */
export function planChanges(before: InterviewPlan, after: InterviewPlan): readonly string[] {
  return diffArrays([...planOutline(before)], [...planOutline(after)]).flatMap((part) => {
    if (part.removed) return part.value.map((line) => `− ${line}`)
    return part.added ? part.value.map((line) => `+ ${line}`) : []
  })
}

export function surveyLine(item: SurveyItem, language: string): string {
  const ask = inLanguage(item.ask, language)
  if (item.kind === 'yes-no') return `${ask} (yes or no)`
  if (item.kind === 'scale')
    return `${ask} (1 ${inLanguage(item.low, language)} to 7 ${inLanguage(item.high, language)})`
  const labels = item.options.map((option) => inLanguage(option.label, language))
  const shown = labels.length > 8 ? [...labels.slice(0, 7), `and ${labels.length - 7} more`] : labels
  return `${ask} (${shown.join(' / ')})`
}
