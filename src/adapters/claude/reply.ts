import type Anthropic from '@anthropic-ai/sdk'
import type { z } from 'zod'
import type { ModelResult, ModelUsage } from '../../core/ports/model.ts'

/** The result a message amounts to. Its usage is in the result whatever became of the answer: it was paid for. */
export function resultOf<T>(message: Anthropic.Message, output: z.ZodType<T>): ModelResult<T> {
  const usage = usageOf(message)
  const unusable = (reason: string): ModelResult<T> => ({ ok: false, failure: 'unusable', reason, usage })

  switch (message.stop_reason) {
    case 'refusal':
      return {
        ok: false,
        failure: 'declined',
        reason: `refusal ${message.stop_details?.category ?? 'without category'}`,
        usage,
      }
    case 'end_turn':
      break
    default:
      return unusable(`stopped by ${message.stop_reason}`)
  }

  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
  if (text.trim() === '') return unusable('empty answer')
  const json = parsed(text)
  if (json === undefined) return unusable('not JSON')
  const checked = output.safeParse(json)
  return checked.success ? { ok: true, value: checked.data, usage } : unusable(violations(checked.error))
}

function usageOf(message: Anthropic.Message): ModelUsage {
  return {
    model: message.model,
    inputTokens: message.usage.input_tokens,
    outputTokens: message.usage.output_tokens,
    cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: message.usage.cache_creation_input_tokens ?? 0,
  }
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
