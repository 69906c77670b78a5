import { EventEmitter, once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server over TCP that can be shut: whoever comes then is let in and thrown out. */
export interface Door {
  /** The server's address, with the door's host and port. */
  readonly url: string
  /** How many came while it was shut. */
  readonly thrownOut: number
  /** Breaks every connection, and lets nobody through until it is open again. */
  shut(): void
  open(): void
  /** What stands goes dead without a word: it carries nothing any more. Whoever comes from now on gets through. */
  deaden(): void
  close(): Promise<void>
}

export async function doorTo(server: URL): Promise<Door> {
  const sockets = new Set<Socket>()
  const deadening = new EventEmitter().setMaxListeners(0)
  let shut = false
  let thrownOut = 0
  const door = createServer((socket) => {
    socket.on('error', () => undefined)
    if (shut) {
      thrownOut++
      socket.destroy()
      return
    }
    const inside = connect(Number(server.port), server.hostname)
    inside.on('error', () => socket.destroy())
    for (const each of [socket, inside]) {
      sockets.add(each)
      each.on('close', () => sockets.delete(each))
    }
    socket.pipe(inside).pipe(socket)
    deadening.once('all', () => {
      socket.unpipe(inside).resume()
      inside.unpipe(socket).resume()
    })
    socket.on('close', () => inside.destroy())
    inside.on('close', () => socket.destroy())
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  const url = new URL(server)
  url.hostname = '127.0.0.1'
  url.port = String(address !== null && typeof address === 'object' ? address.port : 0)
  return {
    url: url.href,
    get thrownOut() {
      return thrownOut
    },
    shut() {
      shut = true
      for (const socket of sockets) socket.destroy()
    },
    open() {
      shut = false
    },
    deaden() {
      deadening.emit('all')
    },
    async close() {
      shut = true
      for (const socket of sockets) socket.destroy()
      door.close()
      await once(door, 'close')
    },
  }
}
