import type { ClaudeCall } from './calls.ts'
import type { Fault, FaultKind } from './faults.ts'
import type { Message } from './protocol/message.ts'

/** One answered call, for a log: counts and names, no words. */
export interface CallLine {
  readonly requestId: string
  readonly purpose: string
  readonly version: string
  readonly model: string
  readonly status: number
  readonly fault?: FaultKind
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  /** Time until the answer was ready. */
  readonly ms: number
}

export function callLine(
  call: ClaudeCall,
  outcome: {
    readonly requestId: string
    readonly status: number
    readonly fault: Fault | undefined
    readonly message: Message | undefined
    readonly ms: number
  },
): CallLine {
  const usage = outcome.message?.usage
  return {
    requestId: outcome.requestId,
    purpose: call.purpose,
    version: call.version,
    model: call.model,
    status: outcome.status,
    ...(outcome.fault && { fault: outcome.fault.kind }),
    inputTokens: usage?.input_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
    cacheReadTokens: usage?.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage?.cache_creation_input_tokens ?? 0,
    ms: outcome.ms,
  }
}
