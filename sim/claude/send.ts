import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Fault, FaultKind } from './faults.ts'
import type { Message } from './protocol/message.ts'
import { errorEvent, eventsOf } from './protocol/stream.ts'

/** Half of the body, then the end of the connection. */
export function sendCut({ incoming, outgoing }: HttpBindings, message: Message): Response {
  const body = Buffer.from(JSON.stringify(message))
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy())
  return RESPONSE_ALREADY_SENT
}

const BROKEN: ReadonlySet<FaultKind | undefined> = new Set(['cut', 'ended-early', 'mid-stream-error'])

/** The message as server-sent events, whole or as the fault leaves it; before each but the first it waits as told. */
export function sendStream(
  { incoming, outgoing }: HttpBindings,
  answer: {
    readonly message: Message
    readonly fault: Fault | undefined
    readonly id: string
    readonly wait: () => Promise<void> | undefined
  },
): Response {
  const { message, fault, id } = answer
  const events = [...eventsOf(message)]
  const broken = BROKEN.has(fault?.kind)
  outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': id })
  outgoing.flushHeaders()
  const send = async () => {
    for (const [index, event] of (broken ? events.slice(0, -3) : events).entries()) {
      if (index > 0) await answer.wait()
      if (outgoing.destroyed) return
      outgoing.write(event)
    }
    if (fault?.kind === 'cut') outgoing.write(': cut\n\n', () => incoming.socket.destroy())
    else outgoing.end(fault?.kind === 'mid-stream-error' ? errorEvent(id) : undefined)
  }
  void send()
  return RESPONSE_ALREADY_SENT
}
