import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { ClaudeCall } from '../../../sim/claude/calls.ts'
import type { ModelRequest } from '../../../src/core/ports/model.ts'
import { modelContract } from '../../contracts/model.ts'
import { type ClaudeUnderTest, openClaude } from './under-test.ts'

modelContract('Claude', openClaude)

const SECRET = 'the harbour master whispered'

const REQUEST: ModelRequest<{ mood: string }> = {
  purpose: 'mood',
  promptVersion: 'v3',
  system: `Task: mood (v3)\n${'Name the mood in a word. '.repeat(80)}`,
  input: SECRET,
  output: z.object({ mood: z.string().max(20) }),
  maxTokens: 1_000,
  effort: 'low',
  deadlineMs: 5_000,
  userTag: 'participant-7',
}

describe('the adapter for Claude', () => {
  let claude: ClaudeUnderTest
  beforeEach(async () => {
    claude = await openClaude()
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await claude.close()
  })

  /** Bodies the stand-in accepted while `act` ran. */
  async function bodiesOf(act: () => Promise<unknown>): Promise<readonly ClaudeCall['body'][]> {
    const bodies: ClaudeCall['body'][] = []
    claude.standIn.setScript((call) => {
      bodies.push(call.body)
      return { output: { mood: 'calm' } }
    })
    await act()
    return bodies
  }

  it('asks for the contract as structured output, with the system prompt cached for an hour', async () => {
    const [body] = await bodiesOf(() => claude.model.complete(REQUEST))
    expect(body?.system).toEqual([
      { type: 'text', text: REQUEST.system, cache_control: { type: 'ephemeral', ttl: '1h' } },
    ])
    expect(body?.output_config?.format?.schema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(body).toMatchObject({ metadata: { user_id: 'participant-7' }, max_tokens: 1_000 })
  })

  it('sends equal requests as equal bytes', async () => {
    const bodies = await bodiesOf(async () => {
      await claude.model.complete(REQUEST)
      await claude.model.complete(REQUEST)
    })
    expect(JSON.stringify(bodies[0])).toBe(JSON.stringify(bodies[1]))
  })

  it('counts what came from the cache apart', async () => {
    claude.answerWith({ mood: 'calm' })
    const first = await claude.model.complete(REQUEST)
    const second = await claude.model.complete(REQUEST)
    expect(first.usage?.cacheWriteTokens).toBeGreaterThan(500)
    expect(second.usage).toMatchObject({
      cacheReadTokens: first.usage?.cacheWriteTokens,
      cacheWriteTokens: 0,
      inputTokens: first.usage?.inputTokens,
    })
  })

  it.each([
    ['claude-haiku-5-5', { effort: 'low', thinking: { type: 'disabled' } }],
    ['claude-sonnet-5-5', { effort: 'low', thinking: { type: 'between_tools' } }],
    ['claude-opus-5-5', { effort: 'low', thinking: undefined }],
    ['claude-haiku-4-5', { effort: undefined, thinking: undefined }],
  ])('lets %s answer as fast as it can when a participant waits', async (model, expected) => {
    const [body] = await bodiesOf(() => claude.modelNamed(model).complete(REQUEST))
    expect({ effort: body?.output_config?.effort, thinking: body?.thinking }).toEqual(expected)
  })

  it.each(['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5', 'claude-sonnet-4-6'])(
    'reads the answer past the thinking of %s',
    async (model) => {
      claude.answerWith({ mood: 'calm' })
      const result = await claude
        .modelNamed(model)
        .complete({ ...REQUEST, effort: 'high', maxTokens: 32_000 })
      expect(result).toMatchObject({ ok: true, value: { mood: 'calm' }, usage: { model } })
    },
  )

  it('checks limits the vendor does not enforce', async () => {
    claude.answerWith({ mood: 'a mood of more than twenty characters' })
    expect(await claude.model.complete(REQUEST)).toMatchObject({
      ok: false,
      failure: 'unusable',
      reason: 'against the contract: mood too_big',
    })
  })

  it('never logs what was asked or answered', async () => {
    claude.answerWith({ mood: SECRET.toUpperCase() })
    await claude.model.complete(REQUEST)
    claude.standIn.faults.next('invalid-json')
    await claude.model.complete(REQUEST)
    claude.standIn.faults.next('500')
    await claude.model.complete(REQUEST)
    expect(claude.logged()).toContain('model.failed')
    expect(claude.logged().toLowerCase()).not.toContain('harbour')
  })

  it('calls an unknown model a matter of the account', async () => {
    const model = claude.modelNamed('claude-nonesuch')
    expect(await model.complete(REQUEST)).toMatchObject({ ok: false, failure: 'refused-account' })
    expect(await model.check()).toMatchObject({ ok: false })
  })

  it('finds a wrong key', async () => {
    const check = await claude.modelNamed('claude-haiku-5-5', 'sk-wrong').check()
    expect(check.ok).toBe(false)
    expect(check.detail).toContain('authentication_error')
    expect(check.detail).not.toContain('sk-wrong')
  })

  it('calls a server that is not there unavailable', async () => {
    await claude.standIn.close()
    expect(await claude.model.complete(REQUEST)).toMatchObject({
      ok: false,
      failure: 'unavailable',
      reason: 'no connection (ECONNREFUSED)',
    })
  })

  it('takes address and log level from its settings only', async () => {
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9')
    vi.stubEnv('ANTHROPIC_LOG', 'debug')
    claude.answerWith({ mood: 'calm' })
    expect((await claude.modelNamed('claude-haiku-5-5').complete(REQUEST)).ok).toBe(true)
  })
})
