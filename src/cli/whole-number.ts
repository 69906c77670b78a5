import { InvalidArgumentError } from 'commander'

/** A whole number from `least` on, for commander. */
export function wholeNumber(least: number): (given: string) => number {
  return (given) => {
    const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
    if (!(value >= least)) throw new InvalidArgumentError(`It must be a whole number from ${least} on.`)
    return value
  }
}
