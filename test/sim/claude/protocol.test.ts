import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClaudeStandIn, createClaudeStandIn } from '../../../sim/claude/stand-in.ts'

const KEY = 'sk-test-0001'
const HEADERS = {
  authorization: `Bearer ${KEY}`,
  'anthropic-version': '2026-10-21',
  'content-type': 'application/json',
}
const BODY = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Good morning' }],
}
const FORMAT = {
  type: 'json_schema',
  schema: { type: 'object', properties: {}, additionalProperties: false },
}
const SAID = { role: 'user', content: 'Good morning' }
const CITED = {
  role: 'user',
  content: [
    { type: 'document', source: { type: 'text', data: 'x' }, citations: { enabled: true } },
    { type: 'text', text: 'What does it say?' },
  ],
}

let standIn: ClaudeStandIn
beforeAll(async () => {
  standIn = await createClaudeStandIn({ apiKey: KEY })
})
afterAll(() => standIn.close())

function post(body: unknown, headers: Readonly<Record<string, string>> = HEADERS, path = '/v1/messages') {
  return fetch(standIn.url + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function errorOf(response: Response) {
  const body = (await response.json()) as { error: { type: string; message: string }; request_id: string }
  expect(body.request_id).toBe(response.headers.get('request-id'))
  return { status: response.status, ...body.error }
}

describe('the stand-in for Claude refuses', () => {
  it.each([
    ['a missing key', { authorization: undefined }],
    ['the key in the old header', { authorization: undefined, 'x-api-key': KEY }],
    ['another key', { authorization: 'Bearer sk-other' }],
  ])('%s', async (_, change) => {
    const headers = Object.fromEntries(
      Object.entries({ ...HEADERS, ...change }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    )
    expect(await errorOf(await post(BODY, headers))).toMatchObject({
      status: 401,
      type: 'authentication_error',
    })
  })

  it.each([
    ['no version', undefined],
    ['the version of the old API', '2023-06-01'],
  ])('%s', async (_, version) => {
    const { 'anthropic-version': __, ...rest } = HEADERS
    const headers = version ? { ...rest, 'anthropic-version': version } : rest
    expect(await errorOf(await post(BODY, headers))).toMatchObject({
      status: 400,
      message: expect.stringContaining('anthropic-version'),
    })
  })

  it('an unknown model', async () => {
    expect(await errorOf(await post({ ...BODY, model: 'claude-2' }))).toEqual({
      status: 404,
      type: 'not_found_error',
      message: 'model: claude-2',
    })
  })

  it.each<[string, unknown, string]>([
    ['a body that is no JSON', '{', 'JSON'],
    ['temperature, even the default', { ...BODY, temperature: 1 }, 'temperature'],
    ['top_p', { ...BODY, top_p: 0.9 }, 'top_p'],
    ['top_k', { ...BODY, top_k: 5 }, 'top_k'],
    ['a field it does not know', { ...BODY, prompt: 'x' }, 'prompt: Extra inputs'],
    ['no max_tokens', { ...BODY, max_tokens: undefined }, 'max_tokens: Field required'],
    ['more tokens than the model can write', { ...BODY, max_tokens: 1_000_000 }, 'maximum allowed'],
    ['no messages', { ...BODY, messages: [] }, 'at least one message'],
    ['an unknown role', { ...BODY, messages: [{ role: 'tool', content: 'x' }] }, 'role'],
    [
      'an assistant that speaks first',
      { ...BODY, messages: [{ role: 'assistant', content: 'x' }, SAID] },
      'first message',
    ],
    ['a prefilled answer', { ...BODY, messages: [SAID, { role: 'assistant', content: '{' }] }, 'prefill'],
    ['an empty message', { ...BODY, messages: [{ role: 'user', content: '' }] }, 'non-empty'],
    [
      'an empty text block',
      { ...BODY, messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] },
      'non-empty',
    ],
    ['an empty system block', { ...BODY, system: [{ type: 'text', text: '' }] }, 'system'],
    [
      'another cache lifetime',
      { ...BODY, system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1d' } }] },
      'ttl',
    ],
    [
      'five cached blocks',
      { ...BODY, system: Array(5).fill({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }) },
      'maximum of 4',
    ],
    ['a forced tool', { ...BODY, tools: [], tool_choice: { type: 'tool', name: 'x' } }, 'forced tool'],
    ['any forced tool', { ...BODY, tools: [], tool_choice: { type: 'any' } }, 'forced tool'],
    [
      'structured output with citations',
      { ...BODY, messages: [CITED], output_config: { format: FORMAT } },
      'citations',
    ],
    [
      'a schema open to other fields',
      {
        ...BODY,
        output_config: { format: { type: 'json_schema', schema: { type: 'object', properties: {} } } },
      },
      'additionalProperties',
    ],
    [
      'a schema with lengths',
      {
        ...BODY,
        output_config: { format: { type: 'json_schema', schema: { type: 'string', maxLength: 3 } } },
      },
      'maxLength',
    ],
    [
      'a thinking budget on a model that adapts',
      { ...BODY, thinking: { type: 'enabled', budget_tokens: 2_000 } },
      'thinking',
    ],
    ['an unknown effort', { ...BODY, output_config: { effort: 'utmost' } }, 'effort'],
    [
      'effort on a model without it',
      { ...BODY, model: 'claude-haiku-4-5', output_config: { effort: 'low' } },
      'effort',
    ],
    [
      'no thinking on a model that always thinks',
      { ...BODY, model: 'claude-opus-5-5', thinking: { type: 'disabled' } },
      'thinking',
    ],
    [
      'no thinking at the highest effort',
      {
        ...BODY,
        model: 'claude-haiku-5-5',
        thinking: { type: 'disabled' },
        output_config: { effort: 'max' },
      },
      'max',
    ],
  ])('%s', async (_, body, message) => {
    expect(await errorOf(await post(body))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: expect.stringContaining(message),
    })
  })

  it('and counts no refused call', () => {
    expect(standIn.calls).toEqual({})
  })
})

describe('the stand-in for Claude', () => {
  it('listens on loopback only', () => {
    expect(new URL(standIn.url).hostname).toBe('127.0.0.1')
  })

  it('counts tokens by its fixed rule', async () => {
    const { max_tokens: _, ...body } = BODY
    const response = await post(body, HEADERS, '/v1/messages/count_tokens')
    expect(await response.json()).toEqual({ input_tokens: Math.ceil('\nGood morning'.length / 2.5) })
  })

  it('lists its models, its own among them', async () => {
    const response = await fetch(`${standIn.url}/v1/models`, { headers: HEADERS })
    const { data } = (await response.json()) as { data: { id: string }[] }
    expect(data.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['simulated-interviewer', 'claude-haiku-5-5', 'claude-sonnet-4-5']),
    )
    const one = await fetch(`${standIn.url}/v1/models/claude-sonnet-4-5`, { headers: HEADERS })
    expect(await one.json()).toMatchObject({ id: 'claude-sonnet-4-5', lifecycle: 'deprecated' })
    const none = await fetch(`${standIn.url}/v1/models/claude-nonesuch`, { headers: HEADERS })
    expect(none.status).toBe(404)
  })

  it('answers equal requests equally, and fills any schema it has no rules for', async () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['a', 'b', 'c'],
      properties: {
        a: { enum: ['x', 'y'] },
        b: { type: 'array', items: { type: 'string' } },
        c: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    }
    const body = { ...BODY, output_config: { format: { type: 'json_schema', schema } } }
    const [first, second] = await Promise.all([post(body), post(body)])
    const textOf = async (response: Response) => {
      const message = (await response.json()) as { content: { type: string; text?: string }[] }
      return message.content.find(({ type }) => type === 'text')?.text
    }
    const text = await textOf(first)
    expect(JSON.parse(text ?? '')).toEqual({ a: 'x', b: [], c: null })
    expect(await textOf(second)).toBe(text)
  })
})
