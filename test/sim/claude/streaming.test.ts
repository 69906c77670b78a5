import Anthropic from '@anthropic-ai/sdk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClaudeStandIn, createClaudeStandIn } from '../../../sim/claude/stand-in.ts'

const LONG = 'The quick brown fox. '.repeat(20)
const BODY = {
  model: 'claude-sonnet-5-5',
  max_tokens: 1_000,
  system: 'Task: story (v1)',
  messages: [{ role: 'user' as const, content: 'Tell it' }],
}

describe('the stand-in for Claude, streaming to the real SDK', () => {
  let standIn: ClaudeStandIn
  let client: Anthropic
  beforeEach(async () => {
    standIn = await createClaudeStandIn({ apiKey: 'sk-test-0001', script: () => ({ text: LONG }) })
    client = new Anthropic({ apiKey: 'sk-test-0001', baseURL: standIn.url, maxRetries: 0, logLevel: 'off' })
  })
  afterEach(() => standIn.close())

  it('sends a message in parts that add up', async () => {
    const parts: string[] = []
    const stream = client.messages.stream(BODY).on('text', (part) => parts.push(part))
    const message = await stream.finalMessage()
    expect(parts.length).toBeGreaterThan(5)
    expect(parts.join('')).toBe(LONG)
    expect(message).toMatchObject({ model: 'claude-sonnet-5-5', stop_reason: 'end_turn' })
    expect(message.usage.output_tokens).toBe(Math.ceil(LONG.length / 2.5))
  })

  it('breaks off in the middle', async () => {
    standIn.faults.next('cut')
    await expect(client.messages.stream(BODY).finalMessage()).rejects.toThrow()
  })

  it('reports an error in the middle, without an HTTP status', async () => {
    standIn.faults.next('mid-stream-error')
    const error = await client.messages
      .stream(BODY)
      .finalMessage()
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ status: undefined, type: 'overloaded_error' })
  })

  it('ends truncated and declined answers with their stop reasons', async () => {
    standIn.faults.next('truncated')
    expect((await client.messages.stream(BODY).finalMessage()).stop_reason).toBe('max_tokens')
    standIn.faults.next('refusal')
    expect((await client.messages.stream(BODY).finalMessage()).stop_reason).toBe('refusal')
  })

  it('meets a fault for a purpose only in its calls, as often as told', async () => {
    standIn.faults.next('529', { purpose: 'story', times: 2 })
    standIn.faults.next('500', { purpose: 'other' })
    await expect(client.messages.create(BODY)).rejects.toMatchObject({ status: 529 })
    await expect(client.messages.create(BODY)).rejects.toMatchObject({ status: 529 })
    expect((await client.messages.create(BODY)).stop_reason).toBe('end_turn')
    expect(standIn.calls).toEqual({ story: 3 })
  })
})
