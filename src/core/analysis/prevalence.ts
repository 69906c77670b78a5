/** A share of interviews with its base and its 95 % interval; shares are 0 to 1. */
export interface Prevalence {
  readonly n: number
  readonly of: number
  readonly share: number
  readonly low: number
  readonly high: number
}

/** How many interviews of how many. */
export interface Tally {
  readonly n: number
  readonly of: number
}

/** The normal distribution's 97.5 % quantile. (simple-statistics' `probit` gives 1.9572: it is an approximation.) */
const z95 = 1.959963984540054

/** n of N with Wilson's score interval at 95 %. Throws RangeError unless 0 <= n <= of and of > 0. */
export function prevalence({ n, of }: Tally): Prevalence {
  if (!(of > 0 && n >= 0 && n <= of)) throw new RangeError(`${n} of ${of} is no share`)
  const share = n / of
  const square = (z95 * z95) / of
  const centre = (share + square / 2) / (1 + square)
  const half = (z95 * Math.sqrt((share * (1 - share)) / of + square / (4 * of))) / (1 + square)
  return {
    n,
    of,
    share,
    low: n === 0 ? 0 : Math.max(0, centre - half),
    high: n === of ? 1 : Math.min(1, centre + half),
  }
}
