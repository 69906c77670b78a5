import type { Log, LogFields } from '../../src/core/ports/log.ts'

/** A line of the log; of an error its message. */
export interface KeptLine extends LogFields {
  readonly event: string
}

/** For tests that look at what an operator is told. */
export function keptLog(): { readonly log: Log; readonly lines: readonly KeptLine[] } {
  const lines: KeptLine[] = []
  const logOf = (more: LogFields): Log => {
    const keep = (event: string, fields: LogFields = {}) => void lines.push({ event, ...more, ...fields })
    return {
      debug: keep,
      info: keep,
      warn: keep,
      error: (event, error, fields) =>
        keep(event, { ...fields, message: error instanceof Error ? error.message : String(error) }),
      child: (fields) => logOf({ ...more, ...fields }),
    }
  }
  return { log: logOf({}), lines }
}
