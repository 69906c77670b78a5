import type Anthropic from '@anthropic-ai/sdk'
import type { Bounds } from './bounds.ts'

type Effort = 'low' | 'medium' | 'high'

export interface EffortAndThinking {
  readonly effort?: Effort
  readonly thinking?: Anthropic.ThinkingConfigParam
}

/** Models that answer 400 to any effort. */
const WITHOUT_EFFORT = /^claude-(?:haiku|sonnet)-4-5/

/**
 * How much a model may think for an effort. Low effort is a participant waiting: models that can answer without
 * thinking first do so. Each model takes another form of that and answers 400 to the rest, so models not named here
 * keep their default. https://platform.claude.com/docs/en/build-with-claude/thinking#configuring-thinking
 */
export function effortAndThinking(model: string, effort: Effort): EffortAndThinking {
  if (WITHOUT_EFFORT.test(model)) return {}
  if (effort !== 'low') return { effort }
  if (model.startsWith('claude-haiku-5-5')) return { effort, thinking: { type: 'disabled' } }
  if (model.startsWith('claude-sonnet-5-5')) return { effort, thinking: { type: 'between_tools' } }
  return { effort }
}

/**
 * How long a model may be silent before it is given up: before its answer begins, and within it. While a participant
 * waits, the plan's words are better than a late answer. A report can wait; one that thinks may be silent for long.
 */
export function silenceOf(effort: Effort): Pick<Bounds, 'firstMs' | 'nextMs'> {
  return effort === 'low' ? { firstMs: 12_000, nextMs: 12_000 } : { firstMs: 60_000, nextMs: 120_000 }
}
