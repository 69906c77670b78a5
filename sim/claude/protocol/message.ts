import { type MessagesBody, promptText, type TextBlock } from './body.ts'
import type { PromptCache } from './cache.ts'
import { knownModel } from './models.ts'

/** A fixed rule in place of a tokenizer: the vendor's newest one takes about 2.5 characters a token. */
export function tokensOf(text: string): number {
  return Math.max(1, Math.ceil(text.length / 2.5))
}

export type StopReason = 'end_turn' | 'max_tokens' | 'refusal'

export interface Usage {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_creation_input_tokens: number
  readonly cache_read_input_tokens: number
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number
    readonly ephemeral_1h_input_tokens: number
  }
  readonly inference_geo: null
  readonly output_tokens_details: null
  readonly server_tool_use: null
  readonly service_tier: 'standard'
  readonly speed: 'standard'
}

export type Block =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'text'; readonly text: string; readonly citations: null }

export interface Message {
  readonly id: string
  readonly type: 'message'
  readonly role: 'assistant'
  readonly model: string
  readonly content: readonly Block[]
  readonly stop_reason: StopReason | null
  readonly stop_sequence: null
  readonly stop_details: { type: 'refusal'; category: 'general_harms'; explanation: string } | null
  readonly container: null
  readonly diagnostics: null
  readonly usage: Usage
}

/** The message that answers `body` with `text`. */
export function messageFor(
  body: MessagesBody,
  id: string,
  answer: { readonly text: string; readonly stop: StopReason },
  cache: PromptCache,
): Message {
  const content: Block[] = []
  // A model that thinks puts its (here empty) thinking before the answer.
  if (thinks(body)) content.push({ type: 'thinking', thinking: '', signature: 'simulated' })
  if (answer.text !== '') content.push({ type: 'text', text: answer.text, citations: null })
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content,
    stop_reason: answer.stop,
    stop_sequence: null,
    stop_details:
      answer.stop === 'refusal'
        ? { type: 'refusal', category: 'general_harms', explanation: 'simulated' }
        : null,
    container: null,
    diagnostics: null,
    usage: usageFor(body, answer, cache),
  }
}

function thinks(body: MessagesBody): boolean {
  if (body.thinking) return body.thinking.type === 'adaptive' || body.thinking.type === 'enabled'
  return knownModel(body.model)?.thinksByDefault === true
}

function usageFor(
  body: MessagesBody,
  answer: { readonly text: string; readonly stop: StopReason },
  cache: PromptCache,
): Usage {
  const cached = cache.visit(body.model, cachedPrefix(body))
  const all = tokensOf(promptText(body))
  return {
    input_tokens: Math.max(1, all - cached.read - cached.written),
    output_tokens: answer.stop === 'max_tokens' ? body.max_tokens : tokensOf(answer.text),
    cache_creation_input_tokens: cached.written,
    cache_read_input_tokens: cached.read,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: cached.written },
    inference_geo: null,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: 'standard',
    speed: 'standard',
  }
}

/** System text up to and with the last block marked for the cache. */
function cachedPrefix(body: MessagesBody): string {
  if (body.system === undefined || typeof body.system === 'string') return ''
  const blocks: readonly TextBlock[] = body.system
  const last = blocks.findLastIndex((block) => block.cache_control)
  return blocks
    .slice(0, last + 1)
    .map((block) => block.text)
    .join('\n')
}
