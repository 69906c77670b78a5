/**
 * JSON that PostgreSQL takes as jsonb: without the two things in text that JavaScript allows and it refuses, NUL and half
 * a surrogate pair. A message is not to be lost over them.
 */
export function jsonbOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('\0', '').toWellFormed() : each,
  )
}
