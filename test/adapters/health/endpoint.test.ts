import { describe, expect, it } from 'vitest'
import { openHealthEndpoint } from '../../../src/adapters/health/endpoint.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import type { Health } from '../../../src/core/health.ts'
import { freePort } from '../../harness/free-port.ts'
import { keptLog } from '../../harness/kept-log.ts'
import { refusedByTheSystem, serverTaking } from '../../harness/listening-server.ts'
import { silentLog } from '../../harness/silent-log.ts'

const FINE: Health = { status: 'ok', wrong: [] }
const ILL: Health = { status: 'failing', wrong: [{ name: 'database', reason: 'it is away' }] }

async function endpoint(health: () => Health, log = silentLog) {
  const address = { host: '127.0.0.1', port: await freePort() }
  const { close } = await openHealthEndpoint(address, async () => health(), log)
  return { address, close, ask: (path = '/healthz') => fetch(`http://127.0.0.1:${address.port}${path}`) }
}

describe('the health endpoint', () => {
  it('answers 200 while all is well, and 503 with what is wrong while it is not', async ({
    onTestFinished,
  }) => {
    let health = FINE
    const { ask, close } = await endpoint(() => health)
    onTestFinished(close)
    const fine = await ask()
    expect([fine.status, await fine.json()]).toEqual([200, FINE])
    expect(fine.headers.get('cache-control')).toBe('no-store')
    health = ILL
    const ill = await ask()
    expect([ill.status, await ill.json()]).toEqual([503, ILL])
    health = FINE
    expect((await ask()).status).toBe(200)
  })

  it('answers nothing else', async ({ onTestFinished }) => {
    const { ask, close } = await endpoint(() => FINE)
    onTestFinished(close)
    expect((await ask('/')).status).toBe(404)
  })

  it('says which settings name an address that cannot be had', async ({ onTestFinished }) => {
    const { address, close } = await endpoint(() => FINE)
    onTestFinished(close)
    const again = openHealthEndpoint(address, async () => FINE, silentLog)
    await expect(again).rejects.toThrow(ConfigError)
    await expect(again).rejects.toThrow(/HEALTH_HOST and HEALTH_PORT: 127\.0\.0\.1:\d+ .*EADDRINUSE/)
  })

  it('answers on when the system let it take no connection, and the log tells of each time', async ({
    onTestFinished,
  }) => {
    const { log, lines } = keptLog()
    const { ask, close } = await endpoint(() => FINE, log)
    onTestFinished(close)
    const server = await serverTaking(ask)
    for (let times = 1; times <= 2; times++) server.emit('error', refusedByTheSystem())
    expect((await ask()).status).toBe(200)
    const told = { event: 'health.not-taken-in', message: 'accept EMFILE' }
    expect(lines).toEqual([told, told])
  })

  it('is gone once it is closed, although its connections are kept alive', async () => {
    const { ask, close } = await endpoint(() => FINE)
    await ask()
    await close()
    await expect(ask()).rejects.toThrow()
  })
})
