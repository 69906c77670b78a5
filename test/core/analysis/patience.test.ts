import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { patientModel } from '../../../src/core/analysis/patience.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { ModelRequest } from '../../../src/core/ports/model.ts'
import { type Reply, scriptedModel } from '../../fakes/model.ts'

const REQUEST: ModelRequest<string> = {
  purpose: 'code-interview',
  promptVersion: 'v1',
  system: 'Task: code-interview (v1)',
  input: 'Words',
  output: z.string(),
  maxTokens: 10,
  effort: 'high',
  deadlineMs: 1_000,
}
const READ = { output: 'read' } as const
const AWAY = { failure: 'unavailable' } as const

function bench(replies: readonly Reply[] | (() => Reply), stillMine = () => true) {
  const waited: number[] = []
  const clock: Clock = {
    now: () => new Date('2026-03-02T02:00:00Z'),
    sleep: async (ms) => void waited.push(ms),
    every: () => () => {},
  }
  const behind = scriptedModel(replies)
  return { model: patientModel(behind, clock, { stillMine }), asked: behind.asked, waited }
}

describe('a model asked with patience', () => {
  it.each([
    ['as long as it asks', [{ ...AWAY, retryAfterMs: 2_000 }, READ], [2_000]],
    ['ever longer if it does not say', [AWAY, AWAY, READ], [5_000, 10_000]],
  ] as const)('is waited for %s, and then answers', async (_, replies, waits) => {
    const { model, waited } = bench(replies)
    expect(await model.complete(REQUEST)).toMatchObject({ ok: true, value: 'read' })
    expect(waited).toEqual(waits)
    expect(model.gaveUp()).toBe(false)
  })

  it.each([
    ['asks to be left alone for an hour', { ...AWAY, retryAfterMs: 3_600_000 }, 'unavailable'],
    ['refuses the account', { failure: 'refused-account' }, 'refused-account'],
  ] as const)('that %s is not asked a second time, nor waited for', async (_, reply, failure) => {
    const { model, asked, waited } = bench([reply])
    expect(await model.complete(REQUEST)).toMatchObject({ ok: false, failure })
    expect(await model.complete(REQUEST)).toMatchObject({ ok: false, failure: 'unavailable' })
    expect(model.gaveUp()).toBe(true)
    expect(asked).toHaveLength(1)
    expect(waited).toEqual([])
  })

  it('is away once, however many calls find it so at a time', async () => {
    const { model, waited } = bench([
      ...Array.from({ length: 6 }, () => AWAY),
      ...Array.from({ length: 6 }, () => READ),
    ])
    const calls = Array.from({ length: 6 }, () => model.complete(REQUEST))
    for (const result of await Promise.all(calls)) expect(result.ok).toBe(true)
    expect(waited).toEqual([5_000])
  })

  it('that stays away is given up, after little more than a minute of waiting', async () => {
    const { model, asked, waited } = bench(() => AWAY)
    for (let interview = 0; interview < 200; interview++) await model.complete(REQUEST)
    expect(waited).toEqual([5_000, 10_000, 20_000, 40_000])
    expect(asked).toHaveLength(5)
  })

  it('gives up a request that fails again and again, and goes on with the others', async () => {
    const { model, asked } = bench([AWAY, AWAY, AWAY, READ])
    expect((await model.complete(REQUEST)).ok).toBe(false)
    expect((await model.complete(REQUEST)).ok).toBe(true)
    expect(asked).toHaveLength(4)
  })

  it.each(['declined', 'unusable'] as const)('is not asked again for what it %s', async (failure) => {
    const { model, asked } = bench([{ failure }])
    expect(await model.complete(REQUEST)).toMatchObject({ ok: false, failure })
    expect(asked).toHaveLength(1)
    expect(model.gaveUp()).toBe(false)
  })

  it('tells what all tries of a call used', async () => {
    const { model } = bench([{ ...AWAY, begun: true }, AWAY, READ])
    expect((await model.complete(REQUEST)).usage).toMatchObject({ inputTokens: 200, outputTokens: 100 })
  })

  it('is not asked for a study that became another worker’s during the wait', async () => {
    let mine = 1
    const { model, asked } = bench([AWAY], () => mine-- > 0)
    expect((await model.complete(REQUEST)).ok).toBe(false)
    expect(asked).toHaveLength(1)
  })
})
