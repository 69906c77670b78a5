/** Fields are ids, counts, codes and durations; never what a participant said. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** `error`'s message and code are logged, its body and stack are not. */
  error(event: string, error: unknown, fields?: LogFields): void
  child(fields: LogFields): Log
}
