import { createHash } from 'node:crypto'

/** Letters and digits that are not mistaken for one another. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A code name such as `P-7F3KQ`, from a participant's random id: it says nothing of the person. */
export function pseudonymOf(participant: string): string {
  const digest = createHash('sha256').update(participant).digest()
  return `P-${Array.from(digest.subarray(0, 6), (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`
}
