import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino'
import { ConfigError, FencedError, InvalidInputError, PlatformError, StoreError } from '../../core/errors.ts'
import type { Log, LogFields } from '../../core/ports/log.ts'

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Where the JSON lines go; stderr if not given. */
  readonly to?: DestinationStream
}

/** Fields that never leave, should one be handed in by mistake. */
const SECRET = ['token', 'password', 'secret', 'apiKey', 'authorization', 'text', 'words', 'url', 'signature']
const OWN_KINDS = [ConfigError, InvalidInputError, PlatformError, StoreError, FencedError]
const CAUSES_AT_MOST = 4

/** Writes one JSON line an event: time, level, event, fields. */
export function createLog({ level, to }: LogOptions): Log {
  return over(
    pino(
      {
        level,
        base: null,
        messageKey: 'event',
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        redact: { paths: SECRET, censor: '[redacted]' },
      },
      to ?? destination({ fd: 2, sync: true }),
    ),
  )
}

function over(logger: Logger): Log {
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, error, fields) => logger.error({ ...fields, error: describeError(error) }, event),
    child: (fields: LogFields) => over(logger.child(fields)),
  }
}

interface ErrorLine {
  readonly name: string
  readonly code?: string
  readonly message?: string
  readonly cause?: ErrorLine
}

/**
 * Name and code of an error and of its causes. Only the project's own kinds show their message: that of a vendor's
 * SDK or of the database can carry a request's body.
 */
export function describeError(error: unknown, depth = 0): ErrorLine {
  if (!(error instanceof Error)) return { name: typeof error }
  const code =
    'code' in error && ['string', 'number'].includes(typeof error.code) ? String(error.code) : undefined
  const own = OWN_KINDS.some((kind) => error instanceof kind)
  return {
    name: error.name === 'Error' ? error.constructor.name : error.name,
    ...(code === undefined ? {} : { code }),
    ...(own ? { message: error.message } : {}),
    ...(error.cause === undefined || depth >= CAUSES_AT_MOST
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  }
}
