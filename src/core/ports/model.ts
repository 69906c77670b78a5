import type { z } from 'zod'

/**
 * The model port: one verb. It knows no interview words; prompts and their output contracts live in core, beside
 * what uses them.
 */
export interface ModelRequest<T> {
  /** Names the prompt in the usage ledger, for example `interview-turn`. */
  readonly purpose: string
  readonly promptVersion: string
  /** Stable over many calls: cached by the vendor where long enough. */
  readonly system: string
  /** Changes with each call. */
  readonly input: string
  /** Contract of the answer. Checked after the call; the vendor enforces only its structure. */
  readonly output: z.ZodType<T>
  readonly maxTokens: number
  readonly effort: 'low' | 'medium' | 'high'
  /** The call is given up after so long, whatever the vendor asks to wait. */
  readonly deadlineMs: number
  /** Opaque tag for the vendor's abuse detection; never a platform id. */
  readonly userTag?: string
}

export interface ModelUsage {
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
}

export type ModelFailure =
  /** May succeed later: overload, rate limit, timeout, network, a broken stream. */
  | 'unavailable'
  /** The account's limit or key: nobody's retry helps. */
  | 'refused-account'
  /** The model declined to answer this input. */
  | 'declined'
  /** Cut off, empty, or not what `output` asks for. */
  | 'unusable'

export type ModelResult<T> =
  | { readonly ok: true; readonly value: T; readonly usage: ModelUsage }
  | {
      readonly ok: false
      readonly failure: ModelFailure
      /** For logs; never holds input or output words. */
      readonly reason: string
      readonly retryAfterMs?: number
      readonly usage?: ModelUsage
    }

export interface Model {
  /** The model's id as the vendor names it. */
  readonly id: string
  /** True when no real model answers (the stand-in); shown wherever its words or codes are shown. */
  readonly simulated: boolean
  /** One attempt; expected failures are returned, never thrown. */
  complete<T>(request: ModelRequest<T>): Promise<ModelResult<T>>
  /** For `doctor`: is the key accepted and the model known? */
  check(): Promise<{ readonly ok: boolean; readonly detail: string }>
}
