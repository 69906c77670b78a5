import { ConfigError, InvalidInputError, PlatformError, StoreError } from '../core/errors.ts'

/**
 * What to show of a failure, a line a problem. Of our own kinds the message is enough to mend it; anything else is a
 * fault of the program, and its stack helps whoever reports it.
 */
export function failureLines(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems
  if (error instanceof InvalidInputError) return error.message.split('\n')
  if (error instanceof PlatformError) return [`${error.platform}: ${withCause(error)}`]
  if (error instanceof StoreError) return [`database: ${withCause(error)}`]
  return [
    'Unexpected failure, please report it:',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ]
}

function withCause(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message.split('\n')[0] : undefined
  const first = error.message.replaceAll('\n', ' ')
  return cause ? `${first} (${cause})` : first
}
