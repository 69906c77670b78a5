import { type ContactHours, firstContactAt } from './contact-hours.ts'

/** Gives out moments to write to people, each within their hours and no two closer than `paceMs`. */
export interface Pace {
  next(zone: string): Date
}

/** Begins at `from`; the `taken` moments are given out already. */
export function createPace(from: Date, paceMs: number, hours: ContactHours, taken: readonly Date[]): Pace {
  const start = from.getTime()
  const timeOf = (place: number) => new Date(start + place * paceMs)
  // To the place after each one given out; chains are shortened as they are walked.
  const after = new Map<number, number>()
  const free = (place: number): number => {
    const passed: number[] = []
    let at = place
    for (let next = after.get(at); next !== undefined; next = after.get(at)) {
      passed.push(at)
      at = next
    }
    for (const each of passed) after.set(each, at)
    return at
  }
  const take = (place: number) => after.set(place, place + 1)
  for (const at of taken) take(Math.round((at.getTime() - start) / paceMs))
  return {
    next(zone) {
      let place = 0
      for (;;) {
        const opens = firstContactAt(timeOf(place), zone, hours)
        place = free(Math.max(place, Math.ceil((opens.getTime() - start) / paceMs)))
        const at = timeOf(place)
        if (firstContactAt(at, zone, hours).getTime() !== at.getTime()) continue
        take(place)
        return at
      }
    },
  }
}
