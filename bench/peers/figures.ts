import { ARMS } from './arms.ts'
import { FAULTS } from './faults.ts'
import type { Outcome } from './interviewing.ts'

const FIGURES = ['people', 'messages', 'kills', 'lost', 'doubled', 'passedOver', 'stuck', 'asked'] as const
type Figures = Readonly<Record<(typeof FIGURES)[number], number>>

/** The figures of each arm over all its runs, and by what went wrong in them. */
export function summary(outcomes: readonly Outcome[]) {
  return ARMS.map((arm) => {
    const own = outcomes.filter((outcome) => outcome.arm === arm)
    const byFault = FAULTS.map((fault) => [fault, sum(own.filter((outcome) => outcome.fault === fault))])
    return { arm, ...sum(own), byFault: Object.fromEntries(byFault) as Record<string, Figures> }
  })
}

export function sum(outcomes: readonly Outcome[]): Figures {
  const of = (name: (typeof FIGURES)[number]) => outcomes.reduce((before, each) => before + each[name], 0)
  return Object.fromEntries(FIGURES.map((name) => [name, of(name)])) as Figures
}

export function table(what: string, figures: Figures): string {
  return `${what.padEnd(26)}${FIGURES.map((name) => `${name} ${figures[name]}`.padEnd(15)).join('')}`
}

export function line(outcome: Outcome): string {
  return `${table(`${outcome.fault} ${outcome.arm}`, outcome)}seed ${outcome.seed}, ${outcome.seconds} s`
}
