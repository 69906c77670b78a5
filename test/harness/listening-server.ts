import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'

const REQUESTS = 'http.server.request.start'

/** The server of this process that takes the request which `ask` makes. */
export async function serverTaking(ask: () => Promise<unknown>): Promise<Server> {
  let taking: Server | undefined
  const note = (request: unknown) => {
    taking = (request as { readonly server: Server }).server
  }
  subscribe(REQUESTS, note)
  try {
    await ask()
  } finally {
    unsubscribe(REQUESTS, note)
  }
  if (!taking) throw new Error('No server of this process took a request')
  return taking
}

/** Simulated: what Node tells a server when the system lets it take no connection. */
export function refusedByTheSystem(): Error {
  return Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', syscall: 'accept' })
}
