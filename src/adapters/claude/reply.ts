import type { z } from 'zod'
import type { ModelResult } from '../../core/ports/model.ts'
import type { Answer } from './answer.ts'
import { unavailable } from './failure.ts'

/** The result an answer amounts to. Its usage is in the result whatever became of it: it was paid for. */
export function resultOf<T>(answer: Answer, output: z.ZodType<T>): ModelResult<T> {
  const { text, usage } = answer
  if (!answer.whole || !usage) return { ...unavailable('ended before it was whole'), ...(usage && { usage }) }
  const unusable = (reason: string): ModelResult<T> => ({ ok: false, failure: 'unusable', reason, usage })

  switch (answer.stop) {
    case 'refusal':
      return {
        ok: false,
        failure: 'declined',
        reason: `refusal ${answer.refusal ?? 'without category'}`,
        usage,
      }
    case 'end_turn':
      break
    default:
      return unusable(`stopped by ${answer.stop}`)
  }

  if (text.trim() === '') return unusable('empty answer')
  const json = parsed(text)
  if (json === undefined) return unusable('not JSON')
  const checked = output.safeParse(json)
  return checked.success ? { ok: true, value: checked.data, usage } : unusable(violations(checked.error))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Where and how the contract is broken; a message of zod's could hold the answer's words. */
function violations(error: z.ZodError): string {
  const places = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'answer'} ${issue.code}`)
  return `against the contract: ${places.join(', ')}`
}
