import { randomFillSync } from 'node:crypto'
import type { Ids } from '../../core/ports/clock.ts'

/** UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. */
export function createIds(now: () => number = Date.now): Ids {
  return {
    next() {
      const bytes = randomFillSync(Buffer.alloc(16))
      bytes.writeUIntBE(now(), 0, 6)
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
  }
}
