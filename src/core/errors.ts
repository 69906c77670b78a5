/** Kinds of failure by what the caller can do. Expected outcomes are returned, not thrown. */
abstract class SoundingError extends Error {
  abstract readonly code: string
}

/** A setting is missing or malformed: the operator mends it; the process ends with 1. */
export class ConfigError extends SoundingError {
  readonly code = 'config'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** What a person handed in (file, form, command) cannot be used. `message` names the place and the mend. */
export class InvalidInputError extends SoundingError {
  readonly code = 'invalid-input'
}

/** A platform could not be reached or used at all (not: one send failed, which is a result). */
export class PlatformError extends SoundingError {
  readonly code = 'platform'
  readonly platform: string
  /** Trying again sooner, in ms, does harm or is pointless. */
  readonly retryAfterMs: number | undefined
  /** Nobody has to do anything about it but wait. */
  readonly mendsItself: boolean
  constructor(
    platform: string,
    message: string,
    options: ErrorOptions & { readonly retryAfterMs?: number; readonly mendsItself?: boolean } = {},
  ) {
    super(message, options)
    this.platform = platform
    this.retryAfterMs = options.retryAfterMs
    this.mendsItself = options.mendsItself ?? false
  }
}

/** The database could not do what was asked; the work is tried again by the sweeper. */
export class StoreError extends SoundingError {
  readonly code = 'store'
}

/** The lane was taken over, or the row changed meanwhile: drop this result. */
export class FencedError extends SoundingError {
  readonly code = 'fenced'
}
