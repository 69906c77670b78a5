import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { ConfigError } from '../../core/errors.ts'
import type { Health } from '../../core/health.ts'
import type { Log } from '../../core/ports/log.ts'

export interface HealthAddress {
  readonly host: string
  readonly port: number
}

const PATH = '/healthz'
const REQUEST_MS = 10_000

/** Answers 200 if all is well and 503 if not, with what is wrong. Throws ConfigError if the address cannot be had. */
export async function openHealthEndpoint(
  { host, port }: HealthAddress,
  health: () => Promise<Health>,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const app = new Hono()
  app.get(PATH, async (c) => {
    const found = await health()
    return c.json(found, found.status === 'ok' ? 200 : 503, { 'Cache-Control': 'no-store' })
  })
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `HEALTH_HOST and HEALTH_PORT: ${host}:${port} cannot be listened on: ${cause.code}`,
    ])
  })
  server.on('error', (error) => log.error('health.not-taken-in', error))
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
