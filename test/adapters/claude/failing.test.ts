import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { FaultKind, FaultSettings } from '../../../sim/claude/faults.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { ModelRequest } from '../../../src/core/ports/model.ts'
import { type ManualClock, manualClock } from '../../fakes/clock.ts'
import { type ClaudeUnderTest, openClaude } from './under-test.ts'

const MOOD: ModelRequest<{ mood: string }> = {
  purpose: 'mood',
  promptVersion: 'v3',
  system: 'Task: mood (v3)\nName the mood.',
  input: 'What a day',
  output: z.object({ mood: z.string() }),
  maxTokens: 1_000,
  effort: 'low',
  deadlineMs: 25_000,
}

const LONG_MOOD = { mood: 'calm and then less so, '.repeat(40) }

describe('the adapter for Claude, when a call fails', () => {
  let claude: ClaudeUnderTest
  let clock: ManualClock
  beforeEach(async () => {
    clock = manualClock()
    claude = await openClaude('simulated-interviewer', clock)
    claude.answerWith(LONG_MOOD)
  })
  afterEach(() => claude.close())

  /** Makes a call that meets the fault. */
  function calling(fault: FaultKind, settings: FaultSettings = {}, request: Partial<typeof MOOD> = {}) {
    claude.standIn.faults.next(fault, settings)
    return claude.model.complete({ ...MOOD, ...request })
  }

  /** Lets time pass until the call is over; how many seconds it took by the clock. */
  async function secondsOf(call: Promise<unknown>): Promise<number> {
    const from = clock.now().getTime()
    let over = false
    void call.finally(() => {
      over = true
    })
    await expect.poll(() => claude.standIn.open).toBe(1)
    while (!over) {
      clock.pass(1_000)
      await turnOfTheLoop()
    }
    return (clock.now().getTime() - from) / 1_000
  }

  /** The connection is given up as well: nobody goes on answering. */
  const abandoned = () => expect.poll(() => claude.standIn.open).toBe(0)

  it.each([
    ['429', { retryAfter: 2 }, 'unavailable', 2_000],
    ['429', { retryAfter: 3_600 }, 'unavailable', 3_600_000],
    ['429', {}, 'unavailable', undefined],
    ['529', {}, 'unavailable', undefined],
    ['529', { retryAfter: 5 }, 'unavailable', 5_000],
    ['500', {}, 'unavailable', undefined],
    ['spend-limit', {}, 'refused-account', undefined],
  ] as const)(
    'hands on %s %o at once as %s, without a call more',
    async (fault, settings, failure, after) => {
      const result = await calling(fault, settings)
      expect(result).toMatchObject({ ok: false, failure })
      expect(result.ok ? undefined : result.retryAfterMs).toBe(after)
      expect(result.usage).toBeUndefined()
      expect(claude.standIn.calls).toEqual({ mood: 1 })
    },
  )

  it.each([
    ['refusal', 'declined', 'refusal general_harms'],
    ['truncated', 'unusable', 'stopped by max_tokens'],
    ['invalid-json', 'unusable', 'not JSON'],
    ['empty', 'unusable', 'empty answer'],
    ['off-contract', 'unusable', 'against the contract: mood invalid_type'],
    ['mid-stream-error', 'unavailable', 'overloaded_error'],
  ] as const)('calls %s %s, and says what it used', async (fault, failure, reason) => {
    const result = await calling(fault)
    expect(result).toMatchObject({ ok: false, failure, reason: expect.stringContaining(reason) })
    expect(result.usage).toMatchObject({ model: 'simulated-interviewer' })
    expect(result.usage?.inputTokens).toBeGreaterThan(0)
  })

  it('calls a stream that is cut unavailable, and says what it had used', async () => {
    const result = await calling('cut')
    expect(result).toMatchObject({ ok: false, failure: 'unavailable', usage: { outputTokens: 1 } })
    expect(result.usage?.inputTokens).toBeGreaterThan(0)
  })

  it('calls a stream that ends without its last event unavailable', async () => {
    const result = await calling('ended-early')
    expect(result).toMatchObject({ ok: false, failure: 'unavailable', reason: 'ended before it was whole' })
    expect(result.usage?.inputTokens).toBeGreaterThan(0)
  })

  it.each([
    ['a participant waits', 'low', 'hang', {}, 12],
    ['a participant waits', 'low', 'slow-first-byte', { waitMs: 20_000 }, 12],
    ['a report is made', 'high', 'hang', {}, 60],
  ] as const)(
    'when %s (effort %s) and of %s %o nothing comes, gives up early',
    async (_, effort, fault, settings, bound) => {
      const call = calling(fault, settings, { effort, deadlineMs: 180_000 })
      expect(await secondsOf(call)).toBe(bound)
      expect(await call).toMatchObject({ ok: false, failure: 'unavailable', reason: 'silent for too long' })
      await abandoned()
    },
  )

  it('gives up on an answer that has begun and goes no further, and says what it had used', async () => {
    const call = calling('slow-drip', { waitMs: 600_000 }, { deadlineMs: 180_000 })
    expect(await secondsOf(call)).toBeLessThanOrEqual(24)
    const result = await call
    expect(result).toMatchObject({ ok: false, failure: 'unavailable', reason: 'silent for too long' })
    expect(result.usage?.inputTokens).toBeGreaterThan(0)
    await abandoned()
  })

  it('gives up at the deadline on an answer that goes on and on', async () => {
    const ofThisMachine = claude.modelWith(createSystemClock())
    claude.standIn.faults.next('slow-drip', { waitMs: 20 })
    const result = await ofThisMachine.complete({ ...MOOD, deadlineMs: 300 })
    expect(result).toMatchObject({ ok: false, failure: 'unavailable', reason: 'deadline passed' })
    expect(result.usage?.inputTokens).toBeGreaterThan(0)
    await abandoned()
  })

  it('waits for an answer that comes slowly but in time', async () => {
    const result = await calling('slow-first-byte', { waitMs: 30 })
    expect(result).toMatchObject({ ok: true, value: LONG_MOOD })
  })
})
