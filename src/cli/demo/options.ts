import path from 'node:path'
import { PeopleFileError, readPeopleFile } from '../../../sim/people/people-file.ts'
import { createSystemClock } from '../../adapters/system/clock.ts'
import { loadConfig, type ModelConfig } from '../../config.ts'
import { InvalidInputError } from '../../core/errors.ts'
import type { Platform } from '../../core/ports/chat.ts'
import { assertFresh, assertUntracked, defaultOutFolder } from './out-folder.ts'

const INVENTED_PEOPLE = 48

/** The options as the command line has them. */
export interface DemoFlags {
  readonly people?: string
  readonly limit?: number
  readonly platform: Platform | 'both'
  readonly model: 'simulated' | 'claude'
  readonly out?: string
  readonly seed: number
  readonly json?: true
}

/** What a demo is to do; everything in it has been checked. */
export interface DemoOrder {
  readonly platforms: readonly Platform[]
  /** Absolute; the invented people take part when absent. */
  readonly peopleFile?: string
  readonly limit?: number
  /** How many people will take part. */
  readonly people: number
  readonly seed: number
  /** Absolute. */
  readonly out: string
  /** The real model; the stand-in answers when absent. */
  readonly claude?: { readonly interviewer: ModelConfig; readonly analyst: ModelConfig }
}

/**
 * Checks the options before anything is started or written. Throws InvalidInputError or ConfigError, a line for what
 * is to be mended.
 */
export async function demoOrder(flags: DemoFlags): Promise<DemoOrder> {
  const platforms: readonly Platform[] = flags.platform === 'both' ? ['slack', 'discord'] : [flags.platform]
  const claude = flags.model === 'claude' ? loadConfig(undefined, ['model']).model : undefined
  const available = flags.people
    ? await peopleIn(flags.people, { platforms, seed: flags.seed })
    : INVENTED_PEOPLE
  const out = path.resolve(flags.out ?? defaultOutFolder(createSystemClock().now()))
  assertFresh(out)
  if (flags.people && flags.out) await assertUntracked(out)
  return {
    platforms,
    ...(flags.people && { peopleFile: path.resolve(flags.people) }),
    ...(flags.limit && { limit: flags.limit }),
    people: Math.min(flags.limit ?? available, available),
    seed: flags.seed,
    out,
    ...(claude && { claude }),
  }
}

/** How many people a file has. Throws InvalidInputError with the place of the first fault. */
async function peopleIn(
  file: string,
  options: { readonly platforms: readonly Platform[]; readonly seed: number },
): Promise<number> {
  try {
    return (await readPeopleFile(file, options)).length
  } catch (error) {
    if (error instanceof PeopleFileError) throw new InvalidInputError(error.message, { cause: error })
    throw error
  }
}
