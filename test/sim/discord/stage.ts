import { DiscordAPIError, RateLimitError, REST, Routes } from 'discord.js'
import { WebSocket } from 'ws'
import { createDiscordStandIn, type DiscordStandInOptions } from '../../../sim/discord/index.ts'
import type { Sight } from '../../../sim/seat.ts'
import { until } from './until.ts'

export const token = 'simulated-discord-token'

export interface Given {
  readonly id: string
  readonly token: string
}

/** A stand-in with one server, one channel, one person, and discord.js's own REST before it. */
export async function openServer(options: Partial<DiscordStandInOptions> = {}) {
  const discord = await createDiscordStandIn({
    log: { write() {} },
    token,
    channelBucket: { limit: 1_000, windowMs: 1_000 },
    ...options,
  })
  const server = discord.addServer('Garden club')
  const channel = discord.addChannel({ server, name: 'research' })
  const ana = discord.addPerson({ name: 'Ana', servers: [server] })
  const sights: Sight[] = []
  discord.seat(ana).watch((sight) => sights.push(sight))
  const rest = new REST({ api: discord.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token)
  const sockets: WebSocket[] = []
  const given: Given[] = []

  /** A connection to the gateway that says nothing by itself; open once it was greeted. */
  async function socket(version = 10) {
    const address = `${discord.apiUrl.replace('http', 'ws').replace('/api', '')}/?v=${version}&encoding=json`
    const ws = new WebSocket(address)
    sockets.push(ws)
    const packets: { readonly op: number; readonly t?: string; readonly d?: unknown }[] = []
    let closed: number | undefined
    ws.on('message', (data) => {
      const packet = JSON.parse(String(data))
      packets.push(packet)
      if (packet.t === 'INTERACTION_CREATE') given.push(packet.d)
    })
    ws.on('close', (code) => {
      closed = code
    })
    await until(() => packets.length > 0 || closed !== undefined)
    return {
      ws,
      packets,
      say: (packet: object) => ws.send(JSON.stringify(packet)),
      identify: (intents = 513, more: object = {}) =>
        ws.send(JSON.stringify({ op: 2, d: { token, intents, properties: {}, ...more } })),
      /** Undefined while it is open. */
      closed: () => closed,
    }
  }

  return {
    discord,
    server,
    channel,
    ana,
    sights,
    rest,
    socket,
    /** A command that Ana gave, as the gateway tells it. */
    async command(): Promise<Given> {
      if (given.length === 0) {
        const sub = { type: 1, name: 'new', description: 'New' }
        const body = [{ name: 'study', description: 'Studies', options: [sub] }]
        await rest.put(Routes.applicationCommands(discord.application), { body })
        const { identify, packets } = await socket()
        identify()
        await until(() => packets.some(({ t }) => t === 'READY'))
      }
      const before = given.length
      await discord.seat(ana).command(channel, '/study', 'new')
      await until(() => given.length > before)
      return given[before] as Given
    },
    async close() {
      for (const each of sockets) each.terminate()
      await discord.close()
    },
  }
}

export type OpenServer = Awaited<ReturnType<typeof openServer>>

/** Discord's code for why a call was refused, `ok` if it was not; 429 for its speed. */
export async function refusal(call: Promise<unknown>): Promise<number | 'ok'> {
  try {
    await call
    return 'ok'
  } catch (error) {
    if (error instanceof DiscordAPIError) return Number(error.code)
    if (error instanceof RateLimitError) return 429
    throw error
  }
}
