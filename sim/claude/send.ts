import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Fault } from './faults.ts'
import type { Message } from './protocol/message.ts'
import { errorEvent, eventsOf } from './protocol/stream.ts'

/** Half of the body, then the end of the connection. */
export function sendCut({ incoming, outgoing }: HttpBindings, message: Message): Response {
  const body = Buffer.from(JSON.stringify(message))
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy())
  return RESPONSE_ALREADY_SENT
}

/** The message as server-sent events, whole or as the fault leaves it. */
export function sendStream(
  { incoming, outgoing }: HttpBindings,
  message: Message,
  fault: Fault | undefined,
  id: string,
): Response {
  const events = [...eventsOf(message)]
  outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': id })
  const broken = fault?.kind === 'cut' || fault?.kind === 'mid-stream-error'
  for (const event of broken ? events.slice(0, -3) : events) outgoing.write(event)
  if (fault?.kind === 'cut') outgoing.write(': cut\n\n', () => incoming.socket.destroy())
  else outgoing.end(fault?.kind === 'mid-stream-error' ? errorEvent(id) : undefined)
  return RESPONSE_ALREADY_SENT
}
