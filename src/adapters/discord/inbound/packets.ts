import type { Client } from 'discord.js'
import type { Log } from '../../../core/ports/log.ts'

/**
 * discord.js throws where a session is taken away in the instant in which it was resumed, and from there the error would
 * end the process. Has it logged instead; the session is made anew as after any that is lost.
 */
export function survivePackets(client: Client, log: Log): void {
  const gateway = client.ws as unknown as {
    handlePacket(packet?: { readonly t?: string }, shard?: unknown): boolean
  }
  const handle = gateway.handlePacket.bind(gateway)
  gateway.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard)
    } catch (error) {
      log.error('discord.event-not-understood', error, { event: packet?.t })
      return false
    }
  }
}
