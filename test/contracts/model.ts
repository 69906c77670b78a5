import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Model, ModelFailure, ModelRequest } from '../../src/core/ports/model.ts'

/** What can befall a call, in words no vendor has. */
export type Mishap =
  | 'overloaded'
  | 'rate-limited'
  | 'failing'
  | 'hanging'
  /** The answer began, and then the connection broke. */
  | 'cut-off'
  /** The answer began, and then ended as if it were whole. */
  | 'ended-early'
  /** The answer began, and then came an error. */
  | 'failing-midway'
  | 'key-refused'
  | 'unpaid'
  | 'spent'
  | 'declining'
  | 'truncated'
  | 'not-json'
  | 'off-contract'
  | 'empty'

/** A model under test and a hand on what lies behind it. */
export interface ModelUnderTest {
  readonly model: Model
  /** The next calls are answered with this value. */
  answerWith(value: unknown): void
  /** The next call meets this. */
  befall(mishap: Mishap): void
  close(): Promise<void>
}

const Weather = z.object({ sky: z.enum(['clear', 'cloudy']), degrees: z.number().nullable() })

const REQUEST: ModelRequest<z.infer<typeof Weather>> = {
  purpose: 'weather',
  promptVersion: 'v1',
  system: 'Task: weather (v1)\nRead the sky.',
  input: 'What is above?',
  output: Weather,
  maxTokens: 1_000,
  effort: 'low',
  deadlineMs: 5_000,
}

const EXPECTED: readonly (readonly [Mishap, ModelFailure])[] = [
  ['overloaded', 'unavailable'],
  ['rate-limited', 'unavailable'],
  ['failing', 'unavailable'],
  ['cut-off', 'unavailable'],
  ['ended-early', 'unavailable'],
  ['failing-midway', 'unavailable'],
  ['key-refused', 'refused-account'],
  ['unpaid', 'refused-account'],
  ['spent', 'refused-account'],
  ['declining', 'declined'],
  ['truncated', 'unusable'],
  ['not-json', 'unusable'],
  ['off-contract', 'unusable'],
  ['empty', 'unusable'],
]

/** What every model behind the port does. */
export function modelContract(name: string, open: () => Promise<ModelUnderTest>): void {
  describe(`${name} as a model`, () => {
    let under: ModelUnderTest
    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.close())

    it('returns what the contract asks for, and what it used', async () => {
      under.answerWith({ sky: 'cloudy', degrees: null })
      const result = await under.model.complete(REQUEST)
      expect(result).toMatchObject({ ok: true, value: { sky: 'cloudy', degrees: null } })
      expect(result.usage?.model).toBe(under.model.id)
      expect(result.usage?.inputTokens).toBeGreaterThan(0)
      expect(result.usage?.outputTokens).toBeGreaterThan(0)
    })

    it.each(EXPECTED)('when %s, says %s', async (mishap, failure) => {
      under.answerWith({ sky: 'clear', degrees: 20 })
      under.befall(mishap)
      expect(await under.model.complete(REQUEST)).toMatchObject({ ok: false, failure })
    })

    it.each([
      'declining',
      'truncated',
      'not-json',
      'off-contract',
      'empty',
      'cut-off',
      'ended-early',
      'failing-midway',
    ] as const)('when %s, still says what the call used', async (mishap) => {
      under.answerWith({ sky: 'clear', degrees: 20 })
      under.befall(mishap)
      const result = await under.model.complete(REQUEST)
      expect(result.usage?.inputTokens).toBeGreaterThan(0)
    })

    it.each(['overloaded', 'rate-limited', 'failing', 'key-refused', 'spent'] as const)(
      'when %s, has used nothing',
      async (mishap) => {
        under.befall(mishap)
        expect((await under.model.complete(REQUEST)).usage).toBeUndefined()
      },
    )

    it('gives up at the deadline', async () => {
      under.befall('hanging')
      const result = await under.model.complete({ ...REQUEST, deadlineMs: 50 })
      expect(result).toMatchObject({ ok: false, failure: 'unavailable' })
    })

    it('says how long to wait when it was told, and does not wait itself', async () => {
      under.befall('rate-limited')
      const result = await under.model.complete(REQUEST)
      expect(result.ok ? undefined : result.retryAfterMs).toBeGreaterThan(REQUEST.deadlineMs)
    })

    it('makes one attempt and answers again after a failure', async () => {
      under.answerWith({ sky: 'clear', degrees: 20 })
      under.befall('overloaded')
      expect((await under.model.complete(REQUEST)).ok).toBe(false)
      expect((await under.model.complete(REQUEST)).ok).toBe(true)
    })

    it('finds its key and model in order', async () => {
      expect((await under.model.check()).ok).toBe(true)
    })
  })
}
