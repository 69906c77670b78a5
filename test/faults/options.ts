import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Platform } from '../../src/core/ports/chat.ts'
import type { Case } from './simulation/case.ts'

export const LAYERS = ['simulation', 'processes', 'guards'] as const
export type Layer = (typeof LAYERS)[number]

/** What the command was asked for. */
export interface Options {
  readonly layers: readonly Layer[]
  readonly seed: number
  /** Undefined: as many as the layer is made for. */
  readonly seeds: number | undefined
  /** Simulation: how many seeds more, of chance alone. */
  readonly further: number | undefined
  /** Simulation: this one case only. */
  readonly one: Case | undefined
  /** Names of crash points and faults; undefined: all. */
  readonly points: readonly string[] | undefined
  /** Simulation: only these kinds of fault; guards: only these guards. */
  readonly kinds: readonly string[] | undefined
  readonly platform: Platform | undefined
  readonly processes: 1 | 2 | undefined
  readonly twice: boolean
  /** Leaves out what held before. */
  readonly resume: boolean
  readonly json: boolean
  /** Folder for results and logs. */
  readonly out: string
}

/** Reads the command line. Throws RangeError, or what `parseArgs` throws, with the name of the option. */
export function readOptions(args: readonly string[]): Options {
  const { values: flags } = parseArgs({
    args: [...args],
    options: {
      layer: { type: 'string', default: 'all' },
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string' },
      further: { type: 'string' },
      case: { type: 'string' },
      points: { type: 'string' },
      kinds: { type: 'string' },
      platform: { type: 'string' },
      processes: { type: 'string' },
      twice: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join('.sounding', 'faults') },
    },
  })
  const { platform, processes } = flags
  if (platform !== undefined && platform !== 'slack' && platform !== 'discord')
    throw new RangeError('--platform is slack or discord')
  if (processes !== undefined && processes !== '1' && processes !== '2')
    throw new RangeError('--processes is 1 or 2')
  return {
    layers: layersOf(flags.layer),
    seed: wholeNumber('seed', flags.seed),
    seeds: flags.seeds === undefined ? undefined : wholeNumber('seeds', flags.seeds),
    further: flags.further === undefined ? undefined : wholeNumber('further', flags.further),
    one: flags.case === undefined ? undefined : caseOf(flags.case),
    points: flags.points?.split(','),
    kinds: flags.kinds?.split(','),
    platform,
    processes: processes === undefined ? undefined : processes === '1' ? 1 : 2,
    twice: flags.twice,
    resume: flags.resume,
    json: flags.json,
    out: path.resolve(flags.out),
  }
}

/** What `readOptions` throws for a command line that cannot be read. */
export function isOfTheOptions(error: unknown): error is Error {
  if (error instanceof RangeError) return true
  return error instanceof Error && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS')
}

function layersOf(given: string): readonly Layer[] {
  if (given === 'all') return LAYERS
  const layer = LAYERS.find((each) => each === given)
  if (!layer) throw new RangeError(`no such layer: ${given}; there are ${LAYERS.join(', ')} and all`)
  return [layer]
}

function wholeNumber(name: string, given: string): number {
  if (!/^\d{1,9}$/.test(given)) throw new RangeError(`--${name} is a whole number`)
  return Number(given)
}

/** As a broken run prints it. */
function caseOf(given: string): Case {
  try {
    return JSON.parse(given) as Case
  } catch {
    throw new RangeError('--case is the JSON that a broken run printed')
  }
}
