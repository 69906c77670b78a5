import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StoreError } from '../../../core/errors.ts'

/** Nothing of this process's environment: it may hold tokens, and PostgreSQL outlives this process. */
export const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' }

const WITHIN_MS = 60_000

/** Runs a program to its end. Throws StoreError with what it wrote to stderr. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly uid?: number; readonly gid?: number },
): Promise<void> {
  try {
    await promisify(execFile)(program, args, { ...options, env: ENVIRONMENT, timeout: WITHIN_MS })
  } catch (error) {
    const written = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new StoreError(`${program} failed: ${written}`, { cause: error })
  }
}
