import type { Chat, FormChooser, InboundSink } from '../../core/ports/chat.ts'
import { type ReadingMissed, readUntilDone, unnoticedAt } from './read-missed.ts'

export interface Listening extends ReadingMissed {
  readonly chat: Chat
  readonly sink: InboundSink
  readonly formFor: FormChooser
}

/**
 * Has this process listen for a platform that comes to us, whatever others do. What may have been missed while nobody
 * listened is read once. Rejects with a PlatformError if it cannot listen.
 */
export async function listenUnleased(listening: Listening): Promise<{ stop(): Promise<void> }> {
  const { chat, sink, formFor, clock, log } = listening
  // By what was stored before it listens: what comes in from now on must not hide what was missed.
  const since = unnoticedAt(clock)
  const connection = await chat.connect(sink, formFor)
  log.info('connection.listening', { platform: chat.platform })
  const over = new AbortController()
  const reading = readUntilDone(listening, since, async () => {}, over.signal)
  return {
    async stop() {
      over.abort()
      await Promise.all([connection.close(), reading])
    },
  }
}
