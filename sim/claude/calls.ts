import type { FaultKind, FaultSettings } from './faults.ts'
import { hashOf } from './model/hash.ts'
import { inputText, type MessagesBody, systemText } from './protocol/body.ts'

/** One accepted call of the Messages endpoint, as a script or the rule-based model reads it. */
export interface ClaudeCall {
  /** From the prompt's first line, `Task: <purpose> (<version>)`; `unknown` without one. */
  readonly purpose: string
  readonly version: string
  readonly model: string
  readonly system: string
  readonly input: string
  /** The JSON between the data marks; those of the system prompt and of the input as one object. */
  readonly data: unknown
  /** Equal for equal requests; what looks like chance in an answer comes from it. */
  readonly hash: number
  readonly body: MessagesBody
}

/** What a test wants answered: a value as JSON, literal text, or a fault. */
export type ScriptedReply =
  | { readonly output: unknown }
  | { readonly text: string }
  | ({ readonly fault: FaultKind } & FaultSettings)

export type Script = (call: ClaudeCall) => ScriptedReply | undefined

export function callOf(body: MessagesBody, seed: number): ClaudeCall {
  const system = systemText(body)
  const input = inputText(body)
  const task = /^Task: (\S+) \((\S+)\)/.exec(system)
  return {
    purpose: task?.[1] ?? 'unknown',
    version: task?.[2] ?? '',
    model: body.model,
    system,
    input,
    data: { ...dataIn(system), ...dataIn(input) },
    hash: hashOf(seed, system, input),
    body,
  }
}

/** The call as a model takes it that has the language wrong: German for everything but German, which it takes for English. */
export function misheard(call: ClaudeCall): ClaudeCall {
  const data = call.data as { readonly language?: string }
  return { ...call, data: { ...data, language: data.language === 'de' ? 'en' : 'de' } }
}

/** No `<` stands inside a data block, so the first closing mark is its end. */
function dataIn(text: string): object {
  const json = /(?:^|\n)<data>\n([^<]*)\n<\/data>/.exec(text)?.[1]
  if (json === undefined) return {}
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
