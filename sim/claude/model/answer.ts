import type { ClaudeCall } from '../calls.ts'
import { plainestValue } from '../protocol/schema.ts'
import { answerQuestions } from './analysis/answer-questions.ts'
import { codeInterview } from './analysis/code-interview.ts'
import { draftCodebook } from './analysis/draft-codebook.ts'
import { interviewTurn } from './interview/interview-turn.ts'
import { rewriteTurn } from './interview/rewrite-turn.ts'
import { draftPlan } from './study/draft-plan.ts'
import { revisePlan } from './study/revise-plan.ts'

/** Rules that answer one kind of prompt. Pure; the hash stands in for chance. */
export type Rules<Data, Output> = (data: Data, hash: number) => Output

const RULES: Readonly<Record<string, Rules<never, unknown>>> = {
  'interview-turn': interviewTurn,
  'rewrite-turn': rewriteTurn,
  'draft-plan': draftPlan,
  'revise-plan': revisePlan,
  'draft-codebook': draftCodebook,
  'code-interview': codeInterview,
  'answer-questions': answerQuestions,
}

/**
 * The rule-based model's answer: by the rules for the prompt's purpose, else the plainest value that fits the asked
 * schema. It understands nothing; it is there so that everything around a model can run without one.
 */
export function answerTo(call: ClaudeCall): unknown {
  const rules = RULES[call.purpose]
  if (rules) return rules(call.data as never, call.hash)
  const schema = call.body.output_config?.format?.schema
  return schema ? plainestValue(schema) : 'simulated'
}
