import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { environmentWith } from '../../src/config.ts'

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
export const ENTRY = fileURLToPath(new URL('../../src/cli/sounding.ts', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line as a process of its own, in the project's folder, with these settings and no others. */
export async function run(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [ENTRY, ...words], {
    cwd: PROJECT,
    env: environmentWith(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await ended) as [number | null]
  return { code, out, err }
}
