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

const NOTICED_MS = 15_000
/** Signatures and the ways to answer a gesture are taken for stale from about here on. */
const TOO_FAR_MS = 5 * 60_000

/** @param theirs what the platform takes for the time, to the second (its `Date` header) */
export function clockCheck(name: string, theirs: string | null | undefined, ours: Date): Check {
  const at = Date.parse(theirs ?? '')
  if (Number.isNaN(at)) return advice(name, 'the platform did not tell its time: it could not be compared')
  const apart = ours.getTime() - at
  const seconds = Math.round(Math.abs(apart) / 1000)
  if (Math.abs(apart) < NOTICED_MS) return fine(name, 'goes with the platform’s')
  const found = `this machine is ${seconds} s ${apart > 0 ? 'ahead of' : 'behind'} the platform`
  return Math.abs(apart) < TOO_FAR_MS
    ? advice(name, `${found}: keep it in time (NTP), or messages are looked up in the wrong place`)
    : broken(name, `${found}: set its clock (NTP), or presses and commands are taken for expired`)
}
