import { type default as Anthropic, APIError } from '@anthropic-ai/sdk'
import { Stream } from '@anthropic-ai/sdk/core/streaming'
import type { ModelUsage } from '../../core/ports/model.ts'

/** As much of a streamed message as was heard so far. */
export interface Answer {
  readonly text: string
  readonly stop: Anthropic.StopReason | null
  readonly refusal: string | null
  /** As last told: until the end its output tokens are fewer than will be billed. Undefined before the first event. */
  readonly usage: ModelUsage | undefined
  /** The vendor said that this was all of it. A stream without that was cut, however quietly it ended. */
  readonly whole: boolean
}

export const NOTHING_HEARD: Answer = {
  text: '',
  stop: null,
  refusal: null,
  usage: undefined,
  whole: false,
}

type Event = Anthropic.RawMessageStreamEvent

/**
 * The events of a response's body; `alive` is told of each, and also of those that only keep the connection open,
 * which the SDK's own reading of a stream swallows. Throws APIError where the vendor reports an error within the stream.
 */
export async function* eventsOf(response: Response, alive: () => void): AsyncGenerator<Event> {
  for await (const { event, data } of Stream.rawEvents(response)) {
    alive()
    if (event === null || event === 'ping' || data === '') continue
    const parsed: unknown = JSON.parse(data)
    if (event === 'error') throw new APIError(undefined, parsed as object, undefined, response.headers)
    yield parsed as Event
  }
}

/** The answer once `event` is heard too. Counts of usage are totals, left out where they did not change. */
export function heard(answer: Answer, event: Event): Answer {
  switch (event.type) {
    case 'message_start':
      return { ...answer, usage: usageOf(event.message.model, event.message.usage) }
    case 'content_block_start':
      return event.content_block.type === 'text' ? said(answer, event.content_block.text) : answer
    case 'content_block_delta':
      return event.delta.type === 'text_delta' ? said(answer, event.delta.text) : answer
    case 'message_delta': {
      const { stop_reason: stop, stop_details: details } = event.delta
      const usage = answer.usage && usageOf(answer.usage.model, event.usage, answer.usage)
      return { ...answer, stop, refusal: details?.category ?? null, usage }
    }
    case 'message_stop':
      return { ...answer, whole: true }
    default:
      return answer
  }
}

function said(answer: Answer, words: string): Answer {
  return { ...answer, text: answer.text + words }
}

function usageOf(
  model: string,
  told: Anthropic.Usage | Anthropic.MessageDeltaUsage,
  before?: ModelUsage,
): ModelUsage {
  return {
    model,
    inputTokens: told.input_tokens ?? before?.inputTokens ?? 0,
    outputTokens: told.output_tokens,
    cacheReadTokens: told.cache_read_input_tokens ?? before?.cacheReadTokens ?? 0,
    cacheWriteTokens: told.cache_creation_input_tokens ?? before?.cacheWriteTokens ?? 0,
  }
}
