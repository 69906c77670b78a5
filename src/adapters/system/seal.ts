import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { ConfigError } from '../../core/errors.ts'
import type { Seal } from '../../core/ports/seal.ts'

const VERSION = 1
const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES
const PREFIX_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES

interface Key {
  readonly id: Buffer
  readonly secret: Buffer
}

/**
 * AES-256-GCM. Keys are base64 of 32 bytes: the first seals, each of them opens. What is sealed begins with a version and
 * the id of its key (the first bytes of the key's SHA-256), then nonce, tag and the encrypted words.
 */
export function createSeal([first, ...others]: readonly [string, ...(readonly string[])]): Seal {
  const newest = keyOf(first)
  const keys = [newest, ...others.map(keyOf)]
  return {
    seal(secret, boundTo) {
      const head = Buffer.concat([Buffer.from([VERSION]), newest.id])
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', newest.secret, nonce).setAAD(additional(head, boundTo))
      const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([head, nonce, cipher.getAuthTag(), encrypted])
    },

    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed)
      const head = bytes.subarray(0, HEAD_BYTES)
      const key = keys.find(({ id }) => id.equals(head.subarray(1)))
      if (bytes.byteLength < PREFIX_BYTES || head[0] !== VERSION || key === undefined) throw unopened(boundTo)
      const nonce = bytes.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES)
      const tag = bytes.subarray(HEAD_BYTES + NONCE_BYTES, PREFIX_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(additional(head, boundTo)).setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(bytes.subarray(PREFIX_BYTES)), decipher.final()]).toString(
          'utf8',
        )
      } catch {
        throw unopened(boundTo)
      }
    },

    isOld: (sealed) => !newest.id.equals(sealed.subarray(1, HEAD_BYTES)),
  }
}

function keyOf(base64: string): Key {
  const secret = Buffer.from(base64, 'base64')
  return { secret, id: createHash('sha256').update(secret).digest().subarray(0, KEY_ID_BYTES) }
}

function additional(head: Uint8Array, boundTo: string): Buffer {
  return Buffer.concat([head, Buffer.from(boundTo, 'utf8')])
}

function unopened(boundTo: string): ConfigError {
  return new ConfigError([
    `SOUNDING_KEYS: none of these keys opens the tokens of ${boundTo}. Add the key they were sealed with, or install the app there again`,
  ])
}
