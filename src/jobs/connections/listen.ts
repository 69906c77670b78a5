import type { Chat, Connection, InboundSink } from '../../core/ports/chat.ts'
import type { FormChooser } from '../../core/ports/form.ts'

/** What is held by lease: so many in all, so many of them by each process. */
export interface LeasedWay {
  readonly inAll: number
  readonly each: number
  readonly connect: () => Promise<Connection>
}

/**
 * Has this process listen for a platform that comes to us, whatever others do. Of all that listen one holds a lease, and
 * so the history is read by one, and by the next if that one does not get to the end of it. Rejects with a PlatformError
 * if this process cannot listen.
 */
export async function listen(
  chat: Pick<Chat, 'connect'>,
  { sink, formFor }: { readonly sink: InboundSink; readonly formFor: FormChooser },
  takeSeats: (way: LeasedWay) => Promise<{ stop(): Promise<void> }>,
): Promise<{ stop(): Promise<void> }> {
  const connection = await chat.connect(sink, formFor)
  try {
    const reader = await takeSeats({ inAll: 1, each: 1, connect: async () => NO_CONNECTION })
    return {
      async stop() {
        await connection.close()
        await reader.stop()
      },
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}

const NO_CONNECTION: Connection = { ended: new Promise(() => {}), close: async () => {} }
