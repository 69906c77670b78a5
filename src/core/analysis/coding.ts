import type { Turn } from '../interview/transcript.ts'
import type { Model, ModelResult } from '../ports/model.ts'
import { type CallLimits, modelRequest } from '../prompt.ts'
import type { CodeDefinition } from '../study/interview-plan.ts'
import { type CodeInterviewData, type CodeInterviewOutput, codeInterview as prompt } from './prompts.ts'
import { isQuotable, type LocatedQuote, locateQuote } from './quote.ts'

/** One decision about one interview. */
export interface CodedRow {
  readonly kind: 'code' | 'emotion'
  readonly key: string
  readonly present: boolean
  /** 0 absent, 1 in passing, 2 clearly, 3 central. */
  readonly intensity: number
  readonly rationale: string | null
  readonly quotes: readonly LocatedQuote[]
}

export interface Reading {
  readonly rows: readonly CodedRow[]
  /** Quotes the coder offered, and how many of them stand in the stored words. */
  readonly offered: number
  readonly verified: number
  readonly rejected: number
}

export interface Codes {
  readonly codes: readonly CodeDefinition[]
  readonly emotions: readonly string[]
}

/** Version of the prompt a reading was made with. */
export const CODING_PROMPT_VERSION = prompt.version

/** Reads one interview against the codebook: one model call. */
export async function codeInterview(
  model: Model,
  { codes, emotions }: Codes,
  turns: readonly Turn[],
  limits: CallLimits,
): Promise<ModelResult<Reading>> {
  const data: CodeInterviewData = { codes, emotions, classification: null, turns: codedTurns(turns) }
  const result = await model.complete(modelRequest(prompt, data, limits))
  if (!result.ok) return result
  return { ok: true, value: verifiedReading(result.value, { codes, emotions }, turns), usage: result.usage }
}

/** Name of a turn in a prompt. */
function turnName(turn: Pick<Turn, 'sequence'>): string {
  return `t${turn.sequence}`
}

function codedTurns(turns: readonly Turn[]): CodeInterviewData['turns'] {
  return turns
    .filter((turn) => isQuotable(turn) || (turn.speaker === 'interviewer' && turn.kind === 'question'))
    .filter((turn) => !turn.deleted)
    .map((turn) => ({ turn: turnName(turn), speaker: turn.speaker, words: turn.words }))
}

/** A participant's answers, for drafting a codebook. */
export function answersOf(turns: readonly Turn[]): readonly { turn: string; words: string }[] {
  return turns.filter(isQuotable).map((turn) => ({ turn: turnName(turn), words: turn.words }))
}

/**
 * One row for every code and emotion asked for. Unknown keys are ignored, a missing decision is an absence, and
 * nothing is present without at least one quote that stands in the participant's own words.
 */
export function verifiedReading(
  output: CodeInterviewOutput,
  { codes, emotions }: Codes,
  turns: readonly Turn[],
): Reading {
  const byName = new Map(turns.map((turn) => [turnName(turn), turn]))
  let offered = 0
  let verified = 0
  const row = (kind: CodedRow['kind'], key: string, decision: Decision | undefined): CodedRow => {
    const quotes = new Map<string, LocatedQuote>()
    for (const { turn, words } of decision?.quotes ?? []) {
      offered++
      const located = locateQuote(words, byName.get(turn))
      if (!located.ok) continue
      verified++
      const at = `${located.turn}:${located.start}`
      if (!quotes.has(at)) quotes.set(at, { turn: located.turn, start: located.start, end: located.end })
    }
    const present = decision?.present === true && quotes.size > 0
    return {
      kind,
      key,
      present,
      intensity: present ? Math.min(3, Math.max(1, decision.intensity)) : 0,
      rationale: decision?.rationale ?? null,
      quotes: present ? [...quotes.values()] : [],
    }
  }
  const rows = [
    ...codes.map(({ key }) =>
      row(
        'code',
        key,
        output.codings.find((coding) => coding.code === key),
      ),
    ),
    ...emotions.map((key) => {
      const felt = output.emotions.find((emotion) => emotion.emotion === key)
      return row('emotion', key, felt && { ...felt, present: felt.intensity > 0, rationale: null })
    }),
  ]
  return { rows, offered, verified, rejected: offered - verified }
}

interface Decision {
  readonly present: boolean
  readonly intensity: number
  readonly rationale: string | null
  readonly quotes: readonly { readonly turn: string; readonly words: string }[]
}
