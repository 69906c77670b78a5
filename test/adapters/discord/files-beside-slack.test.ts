import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { expect, it } from 'vitest'
import { RefusedCalls } from '../../../src/adapters/discord/outbound/refused-calls.ts'
import { createRest } from '../../../src/adapters/discord/outbound/rest.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'

const uncounted = new RefusedCalls(createSystemClock(), silentLog)

it('sends files although another undici has put its own dispatcher in place, as Slack’s client does', async () => {
  let received = ''
  const server = createServer(async (request, response) => {
    received = await text(request)
    response.setHeader('content-type', 'application/json').end('{"id":"1"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const before = getGlobalDispatcher()
  setGlobalDispatcher(new Agent())
  try {
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const answer = await createRest('token', `http://127.0.0.1:${port}`, uncounted).post(
      '/channels/1/messages',
      {
        body: { content: 'The chart' },
        files: [{ name: 'themes.png', data: Buffer.from('picture'), contentType: 'image/png' }],
      },
    )
    expect(answer).toEqual({ id: '1' })
    expect(received).toContain('filename="themes.png"')
    expect(received).toContain('The chart')
  } finally {
    await getGlobalDispatcher().close()
    setGlobalDispatcher(before)
    server.close()
  }
})
