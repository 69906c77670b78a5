import { type Count, K } from '../disclosure.ts'

/** Numbers as a reader of a report sees them. */

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** `14 of 24`, or what may be said instead. */
export function people(count: Count): string {
  switch (count.kind) {
    case 'exact':
      return `${count.n} of ${count.of}`
    case 'fewer':
      return `fewer than ${count.than} of ${count.of}`
    case 'at-least':
      return count.n === count.of ? `all ${count.of}` : `at least ${count.n} of ${count.of}`
    case 'withheld':
      return 'not shown'
  }
}

/** `39-76 %`; undefined where there is no exact number. */
export function interval(count: Count): string | undefined {
  if (count.kind !== 'exact') return undefined
  return `${Math.round(count.low * 100)}\u2013${Math.round(count.high * 100)} %`
}

/** `14 of 24 (58 %, 95 % interval 39-76 %)`. */
export function peopleWithInterval(count: Count): string {
  if (count.kind !== 'exact') return people(count)
  return `${people(count)} (${percent(count.share)}, 95 % interval ${interval(count)})`
}

/** Short mark for a table cell or an axis. */
export function mark(count: Count): string {
  switch (count.kind) {
    case 'exact':
      return percent(count.share)
    case 'fewer':
      return `<${K} people`
    case 'at-least':
      return `\u2265${Math.round((count.n / count.of) * 100)} %`
    case 'withheld':
      return 'not shown'
  }
}

/** `2026-11-23 06:00 UTC` */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** `1 interview`, `3 interviews`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}
