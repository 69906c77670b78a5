/** One thing an operator can look at before an interview runs. */
export interface Check {
  readonly name: string
  /** `broken` would break an interview; `advice` costs time or comfort only. */
  readonly status: 'ok' | 'advice' | 'broken'
  /** What was seen and, unless ok, which setting or click mends it. Never a secret. */
  readonly detail: string
}

export const fine = (name: string, detail: string): Check => ({ name, status: 'ok', detail })
export const advice = (name: string, detail: string): Check => ({ name, status: 'advice', detail })
export const broken = (name: string, detail: string): Check => ({ name, status: 'broken', detail })
