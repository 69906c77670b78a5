import { errorBody } from './errors.ts'
import type { Block, Message } from './message.ts'

const CHUNK_CHARACTERS = 40

/** The server-sent events of a message, in order. Every event carries its name: clients drop unnamed ones. */
export function* eventsOf(message: Message): Generator<string> {
  const usage = { ...message.usage, output_tokens: 1 }
  yield event('message_start', {
    message: { ...message, content: [], stop_reason: null, stop_details: null, usage },
  })
  yield event('ping', {})
  for (const [index, block] of message.content.entries()) {
    yield event('content_block_start', { index, content_block: emptied(block) })
    for (const delta of deltasOf(block)) yield event('content_block_delta', { index, delta })
    yield event('content_block_stop', { index })
  }
  const { stop_reason, stop_sequence, stop_details, container } = message
  yield event('message_delta', {
    delta: { stop_reason, stop_sequence, stop_details, container },
    usage: message.usage,
  })
  yield event('message_stop', {})
}

/** The event of an error after the answer has begun. */
export function errorEvent(requestId: string): string {
  const error = { status: 529, type: 'overloaded_error', message: 'Overloaded' } as const
  return `event: error\ndata: ${JSON.stringify(errorBody(error, requestId))}\n\n`
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
}

function emptied(block: Block): Block {
  return block.type === 'text' ? { ...block, text: '' } : { ...block, thinking: '', signature: '' }
}

function* deltasOf(block: Block): Generator<object> {
  if (block.type === 'thinking') {
    yield { type: 'signature_delta', signature: block.signature }
    return
  }
  for (let at = 0; at < block.text.length; at += CHUNK_CHARACTERS)
    yield { type: 'text_delta', text: block.text.slice(at, at + CHUNK_CHARACTERS) }
}
