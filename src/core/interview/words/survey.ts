import type { Block } from '../../ports/chat.ts'
import { inLanguage, type SurveyItem } from '../../study/interview-plan.ts'
import { shortId } from '../interview.ts'

/** Seven points, as in the published interviewer's closing ratings. */
export const SCALE_POINTS = 7
/** More options than this stand in a drop-down. */
const MOST_BUTTONS = 7

export interface SurveyOption {
  readonly value: string
  readonly label: string
}

export function optionsOf(
  item: SurveyItem,
  language: string,
  yesNo: readonly [string, string],
): readonly SurveyOption[] {
  switch (item.kind) {
    case 'scale':
      return Array.from({ length: SCALE_POINTS }, (_, index) => ({
        value: `${index + 1}`,
        label: `${index + 1}`,
      }))
    case 'yes-no':
      return [
        { value: 'yes', label: yesNo[0] },
        { value: 'no', label: yesNo[1] },
      ]
    case 'choice':
      return item.options.map((option) => ({
        value: option.value,
        label: inLanguage(option.label, language),
      }))
  }
}

/** What the item asks, with the ends of a scale. `{domain}` stands for what the study is about. */
export function askOf(item: SurveyItem, language: string, domain: string): string {
  const ask = inLanguage(item.ask, language).replaceAll('{domain}', domain)
  return item.kind === 'scale'
    ? `${ask}\n1 = ${inLanguage(item.low, language)}, ${SCALE_POINTS} = ${inLanguage(item.high, language)}`
    : ask
}

/** The item with its options as buttons or, if there are many, as a drop-down that says `pick`. */
export function surveyBlocks(
  interview: string,
  item: SurveyItem,
  ask: string,
  options: readonly SurveyOption[],
  pick: string,
): readonly Block[] {
  const action = `survey:${shortId(interview)}:${item.id}`
  const controls: Block =
    options.length <= MOST_BUTTONS
      ? {
          kind: 'choices',
          label: ask,
          choices: options.map((option) => ({ action: `${action}:${option.value}`, label: option.label })),
        }
      : { kind: 'select', action, label: pick, options }
  return [{ kind: 'paragraph', text: ask }, controls]
}

/** The option a typed answer means: its value, its label, or its number. */
export function typedOption(words: string, options: readonly SurveyOption[]): SurveyOption | undefined {
  const typed = words
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '')
  return options.find(
    (option) => option.value.toLowerCase() === typed || option.label.toLowerCase() === typed,
  )
}
