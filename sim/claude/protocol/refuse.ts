import { type ApiError, invalid } from './errors.ts'
import { type KnownModel, knownModel, MAX_OUTPUT_TOKENS } from './models.ts'
import { schemaProblem } from './schema.ts'

/** The one version this stand-in speaks. */
export const API_VERSION = '2026-10-21'

type Json = Readonly<Record<string, unknown>>

const FIELDS = new Set(
  'model max_tokens messages system metadata stop_sequences stream thinking tools tool_choice output_config cache_control container diagnostics inference_geo service_tier speed'.split(
    ' ',
  ),
)
const COUNT_FIELDS = new Set(
  'model messages system thinking tools tool_choice output_config cache_control'.split(' '),
)

/** Refuses a call whose headers the API would refuse. */
export function refuseHeaders(headers: Headers, apiKey: string): ApiError | undefined {
  const authorization = headers.get('authorization')
  if (authorization === null)
    return { status: 401, type: 'authentication_error', message: 'authorization: Bearer token is required' }
  if (authorization !== `Bearer ${apiKey}`)
    return { status: 401, type: 'authentication_error', message: 'invalid bearer token' }
  const version = headers.get('anthropic-version')
  if (version === null) return invalid('anthropic-version: header is required')
  if (version !== API_VERSION) return invalid(`anthropic-version: "${version}" is not a valid version`)
  return undefined
}

/** Refuses a body the Messages endpoint of 2026-10-21 would refuse. */
export function refuseMessages(body: unknown): ApiError | undefined {
  return refuseBody(body, FIELDS, true)
}

export function refuseCount(body: unknown): ApiError | undefined {
  return refuseBody(body, COUNT_FIELDS, false)
}

function refuseBody(body: unknown, fields: ReadonlySet<string>, generates: boolean): ApiError | undefined {
  if (!isObject(body)) return invalid('Request body is not a JSON object')
  for (const sampling of ['temperature', 'top_p', 'top_k'])
    if (sampling in body) return invalid(`${sampling}: sampling parameters are not supported`)
  for (const field of Object.keys(body))
    if (!fields.has(field)) return invalid(`${field}: Extra inputs are not permitted`)
  if (typeof body.model !== 'string') return invalid('model: Field required')
  const model = knownModel(body.model)
  if (!model) return { status: 404, type: 'not_found_error', message: `model: ${body.model}` }
  return (
    (generates ? refuseMaxTokens(body.max_tokens) : undefined) ??
    refuseTurns(body.messages, model) ??
    refuseSystem(body.system) ??
    refuseThinking(body, model) ??
    refuseTools(body.tool_choice, model) ??
    refuseOutput(body, model)
  )
}

function refuseMaxTokens(tokens: unknown): ApiError | undefined {
  if (tokens === undefined) return invalid('max_tokens: Field required')
  if (typeof tokens !== 'number' || !Number.isInteger(tokens) || tokens < 0)
    return invalid('max_tokens: Input should be a valid integer')
  if (tokens > MAX_OUTPUT_TOKENS)
    return invalid(`max_tokens: ${tokens} > ${MAX_OUTPUT_TOKENS}, which is the maximum allowed`)
  return undefined
}

function refuseTurns(messages: unknown, model: KnownModel): ApiError | undefined {
  if (!Array.isArray(messages)) return invalid('messages: Field required')
  if (messages.length === 0) return invalid('messages: at least one message is required')
  for (const [index, message] of messages.entries()) {
    const role = isObject(message) ? message.role : undefined
    if (role !== 'user' && role !== 'assistant' && role !== 'system')
      return invalid(`messages.${index}.role: Input should be 'user', 'assistant' or 'system'`)
    const problem = refuseContent(message.content, `messages.${index}`)
    if (problem) return problem
  }
  if (messages[0].role !== 'user') return invalid('messages: first message must use the "user" role')
  if (messages.at(-1).role === 'assistant' && !model.prefill)
    return invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    )
  return undefined
}

function refuseContent(content: unknown, at: string): ApiError | undefined {
  if (typeof content === 'string')
    return content === '' ? invalid(`${at}: all messages must have non-empty content`) : undefined
  if (!Array.isArray(content) || content.length === 0)
    return invalid(`${at}: all messages must have non-empty content`)
  for (const block of content)
    if (!isObject(block) || typeof block.type !== 'string')
      return invalid(`${at}.content: Input should be a valid content block`)
    else if (block.type === 'text' && (typeof block.text !== 'string' || block.text.trim() === ''))
      return invalid('messages: text content blocks must be non-empty')
  return undefined
}

function refuseSystem(system: unknown): ApiError | undefined {
  if (system === undefined || typeof system === 'string') return undefined
  if (!Array.isArray(system)) return invalid('system: Input should be a string or a list of text blocks')
  for (const block of system) {
    if (!isObject(block) || block.type !== 'text' || typeof block.text !== 'string')
      return invalid('system: Input should be a list of text blocks')
    if (block.text.trim() === '') return invalid('system: text content blocks must be non-empty')
    const cache = block.cache_control
    if (!isObject(cache)) continue
    if (cache.type !== 'ephemeral') return invalid("system.cache_control.type: Input should be 'ephemeral'")
    if (cache.ttl !== undefined && cache.ttl !== '5m' && cache.ttl !== '1h')
      return invalid("system.cache_control.ttl: Input should be '5m' or '1h'")
  }
  const cached = system.filter((block) => isObject(block.cache_control)).length
  return cached > 4
    ? invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${cached}.`)
    : undefined
}

function refuseThinking(body: Json, model: KnownModel): ApiError | undefined {
  const { thinking, max_tokens: maxTokens, output_config: config } = body
  if (thinking === undefined) return undefined
  const type = isObject(thinking) ? String(thinking.type) : ''
  if (!model.thinking.some((accepted) => accepted === type))
    return invalid(`thinking.type: "${type}" is not supported on ${model.id}`)
  const effort = isObject(config) ? config.effort : undefined
  if ((type === 'disabled' || type === 'between_tools') && (effort === 'xhigh' || effort === 'max'))
    return invalid(`thinking.type: "${type}" is not supported with effort "${effort}"`)
  if (type !== 'enabled' || !isObject(thinking)) return undefined
  const budget = Number(thinking.budget_tokens)
  if (!(budget >= 1_024)) return invalid('thinking.budget_tokens: Input should be at least 1024')
  return typeof maxTokens === 'number' && budget >= maxTokens
    ? invalid('max_tokens must be greater than thinking.budget_tokens')
    : undefined
}

function refuseTools(choice: unknown, model: KnownModel): ApiError | undefined {
  const type = isObject(choice) ? choice.type : undefined
  if ((type === 'any' || type === 'tool') && !model.forcedTools)
    return invalid(`tool_choice: forced tool use is not supported on ${model.id}`)
  return undefined
}

function refuseOutput(body: Json, model: KnownModel): ApiError | undefined {
  const config = body.output_config
  if (!isObject(config)) return undefined
  if (typeof config.effort === 'string') {
    if (!model.effort) return invalid(`output_config.effort: not supported on ${model.id}`)
    if (!['low', 'medium', 'high', 'xhigh', 'max'].includes(config.effort))
      return invalid("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'")
  }
  const { format } = config
  if (!isObject(format)) return undefined
  if (format.type !== 'json_schema' || !isObject(format.schema))
    return invalid('output_config.format: Input should be a json_schema with its schema')
  if (asksCitations(body.messages))
    return invalid('output_config.format: structured outputs cannot be used together with citations')
  const problem = schemaProblem(format.schema)
  return problem ? invalid(`output_config.format.schema: ${problem}`) : undefined
}

function asksCitations(messages: unknown): boolean {
  if (!Array.isArray(messages)) return false
  return messages
    .flatMap((message: Json) => (Array.isArray(message.content) ? message.content : []))
    .some((block: Json) => isObject(block.citations) && block.citations.enabled === true)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
