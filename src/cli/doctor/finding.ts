/** `broken` would break an interview; `advice` costs time or comfort only. */
export interface Finding {
  readonly name: string
  readonly status: 'ok' | 'advice' | 'broken'
  /** What was seen and, unless ok, what mends it. */
  readonly detail: string
}

export const fine = (name: string, detail: string): Finding => ({ name, status: 'ok', detail })
export const advice = (name: string, detail: string): Finding => ({ name, status: 'advice', detail })
export const broken = (name: string, detail: string): Finding => ({ name, status: 'broken', detail })

/** First line of what went wrong; never an address with its password. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner =
    error instanceof AggregateError ? error.errors.find((each) => each instanceof Error) : undefined
  const [line = ''] = (error.message || inner?.message || error.name).split('\n')
  return line.replaceAll(/\/\/[^@\s]*@/g, '//…@')
}
