import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Mishap, modelContract } from '../contracts/model.ts'
import { type Reply, scriptedModel } from './model.ts'

const REPLY_OF: Readonly<Record<Mishap, Reply>> = {
  overloaded: { failure: 'unavailable' },
  'rate-limited': { failure: 'unavailable', retryAfterMs: 3_600_000 },
  failing: { failure: 'unavailable' },
  hanging: { hangs: true },
  'cut-off': { failure: 'unavailable', begun: true },
  'ended-early': { failure: 'unavailable', begun: true },
  'failing-midway': { failure: 'unavailable', begun: true },
  'key-refused': { failure: 'refused-account' },
  unpaid: { failure: 'refused-account' },
  spent: { failure: 'refused-account' },
  declining: { failure: 'declined' },
  truncated: { text: '{"sky":"cle' },
  'not-json': { text: 'The sky is clear.' },
  'off-contract': { text: '{"sky":"green","degrees":20}' },
  empty: { text: '' },
}

modelContract('the scripted model', async () => {
  const befalling: Mishap[] = []
  let answer: unknown
  const next = (): Reply => {
    const mishap = befalling.shift()
    return mishap === undefined ? { output: answer } : REPLY_OF[mishap]
  }
  return {
    model: scriptedModel(next),
    answerWith: (value) => {
      answer = value
    },
    befall: (mishap) => {
      befalling.push(mishap)
    },
    close: async () => {},
  }
})

describe('the scripted model', () => {
  const request = {
    purpose: 'weather',
    promptVersion: 'v1',
    system: 'Read the sky.',
    input: 'What is above?',
    output: z.string(),
    maxTokens: 10,
    effort: 'low',
    deadlineMs: 1_000,
  } as const

  it('throws when an output was scripted that nobody asked for', async () => {
    await expect(scriptedModel([{ output: 7 }]).complete(request)).rejects.toThrow()
  })

  it('throws when more is asked than was scripted', async () => {
    const model = scriptedModel([])
    await expect(model.complete(request)).rejects.toThrow('no reply is left for weather')
  })
})
