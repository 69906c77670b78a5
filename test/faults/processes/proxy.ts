import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A way to a stand-in on which connections break. */
export interface BrokenWay {
  /** The address to use instead of the stand-in's. */
  readonly origin: string
  /** For so long every post is answered by a reset: before it reached the platform and after, in turns. */
  resetPosts(ms: number): void
  /** While posts were reset: posts of each message, by its delivery key, and look-ups in each conversation. */
  readonly calls: ReadonlyMap<string, number>
  close(): Promise<void>
}

const POST = /chat\.postMessage$|\/channels\/\d+\/messages$/
const LOOK_UP = /conversations\.history$|\/channels\/\d+\/messages(\?|$)/

export async function createBrokenWay(target: string): Promise<BrokenWay> {
  const calls = new Map<string, number>()
  let until = 0
  let posts = 0
  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy())
  })

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request)
    const path = request.url ?? '/'
    const broken = performance.now() < until
    const isPost = request.method === 'POST' && POST.test(path)
    if (broken && isPost) count(`posts of ${keyOf(body)}`)
    else if (broken && LOOK_UP.test(path)) count(`look-ups in ${conversationOf(path, body)}`)
    if (broken && isPost && posts++ % 2 === 0) {
      request.socket.destroy()
      return
    }
    const answer = await fetch(new URL(path, target), {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(body.byteLength > 0 ? { body: new Uint8Array(body) } : {}),
    })
    if (broken && isPost) {
      request.socket.destroy()
      return
    }
    const headers = [...answer.headers].filter(
      ([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name),
    )
    response.writeHead(answer.status, Object.fromEntries(headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  }

  function count(what: string): void {
    calls.set(what, (calls.get(what) ?? 0) + 1)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    calls,
    resetPosts(ms) {
      until = performance.now() + ms
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name)
        ? [[name, value]]
        : [],
    ),
  )
}

/** Slack names it in the body, Discord in the path. */
function conversationOf(path: string, body: Buffer): string {
  const inPath = /\/channels\/(\d+)\//.exec(path)?.[1]
  return inPath ?? new URLSearchParams(body.toString()).get('channel') ?? ''
}

/** Slack: in the metadata, with the part's number; Discord: the nonce. */
function keyOf(body: Buffer): string {
  const metadata = new URLSearchParams(body.toString()).get('metadata')
  const inMetadata = metadata && /"event_payload":(\{.*?\})/.exec(metadata)?.[1]
  return inMetadata ?? /"nonce":"?([^",}]+)/.exec(body.toString())?.[1] ?? body.toString()
}
