import type { Control, SeenMessage } from '../seat.ts'

/** What a sight asks of a person, read from control ids and words as the bot shows them. */

export function controlWith(seen: SeenMessage, prefix: string): Control | undefined {
  return seen.controls.find((control) => control.id.startsWith(prefix))
}

/** Part after the prefix: of `consent:take-part:x1` with `consent:take-part:` it is `x1`. */
export function argument(control: Control, prefix: string): string {
  return control.id.slice(prefix.length)
}

export interface SurveyAsk {
  /** Names the item of this interview: answered once, however often it is shown. */
  readonly key: string
  readonly item: string
  readonly choices: readonly {
    readonly value: string
    readonly control: string
    readonly viaSelect: boolean
  }[]
}

/** The survey item a message asks, from buttons `survey:<short>:<item>:<value>` or a select `survey:<short>:<item>`. */
export function surveyAsk(seen: SeenMessage): SurveyAsk | undefined {
  const controls = seen.controls.filter((control) => control.id.startsWith('survey:'))
  const [, short, item] = controls[0]?.id.split(':') ?? []
  if (!short || !item) return undefined
  const choices = controls.flatMap((control) => {
    const [, , , value] = control.id.split(':')
    if (control.kind === 'select')
      return control.options.map((option) => ({ value: option.value, control: control.id, viaSelect: true }))
    return value === undefined ? [] : [{ value, control: control.id, viaSelect: false }]
  })
  return { key: `${short}:${item}`, item, choices }
}

const IMPERATIVE =
  /\b(tell me|describe|walk me through|say more|take me through|think of|erzähl|beschreib|schildere)/i

/** True for words that want an answer in words. */
export function asks(text: string): boolean {
  return text.includes('?') || IMPERATIVE.test(text)
}

/** The word to type that confirms a deletion, if the message asks for it. */
export function deletionWord(text: string): 'DELETE' | 'LÖSCHEN' | undefined {
  if (text.includes('LÖSCHEN')) return 'LÖSCHEN'
  return /\bDELETE\b/.test(text) ? 'DELETE' : undefined
}

/** True for words that end the interview for someone who fell silent. */
export function closes(text: string): boolean {
  return /\b(close|end)s? (our|the|this) interview|(schließe|beende)\b.*\b(interview|gespräch)/i.test(text)
}
