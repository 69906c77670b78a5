/** A 32-bit hash of its parts (FNV-1a), the rule-based model's only source of chance. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const part of parts) {
    const text = String(part)
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ 0x1f, 0x01000193)
  }
  // FNV's low bits alone are poor for short texts.
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** One of `from`, chosen by `hash`. */
export function pick<T>(from: readonly [T, ...T[]], hash: number): T {
  return from[hash % from.length] ?? from[0]
}

/** True for about `share` of all hashes. */
export function chance(share: number, hash: number): boolean {
  return hash / 2 ** 32 < share
}
