import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { ConfigError, InvalidInputError } from '../../core/errors.ts'

const PROJECT = path.resolve(import.meta.dirname, '../../..')

/** A fresh folder in the project that its .gitignore covers, named by the time (UTC). */
export function defaultOutFolder(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return path.join(PROJECT, `demo-out-${time}`)
}

/** Throws InvalidInputError if there is something in `folder` already, or it is no folder. Creates nothing. */
export function assertFresh(folder: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory())
    throw new InvalidInputError(`--out ${folder}: is a file; name a folder`)
  if (readdirSync(folder).length > 0)
    throw new InvalidInputError(
      `--out ${folder}: is not empty; name a fresh folder, so that nothing is mixed up`,
    )
}

/**
 * Real people's words must not get into a repository by accident. Throws InvalidInputError if `folder` lies in a
 * git checkout that does not ignore it, or holds files git knows.
 */
export async function assertUntracked(folder: string): Promise<void> {
  const parent = nearestExisting(folder)
  if (!insideCheckout(parent)) return
  const ignored = await git(parent, ['check-ignore', '--quiet', `${path.resolve(folder)}/`])
  const tracked = await git(parent, ['ls-files', '--', path.resolve(folder)])
  if (!ignored.ok || tracked.output.trim() !== '')
    throw new InvalidInputError(
      `--out ${folder}: git would track it, and with --people it holds real people's words; ` +
        'name a folder that git ignores or one outside the checkout',
    )
}

function nearestExisting(folder: string): string {
  let parent = path.resolve(folder)
  while (!existsSync(parent)) parent = path.dirname(parent)
  return parent
}

function insideCheckout(folder: string): boolean {
  if (existsSync(path.join(folder, '.git'))) return true
  return folder === path.dirname(folder) ? false : insideCheckout(path.dirname(folder))
}

async function git(cwd: string, args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  try {
    // A checkout of another user's is only looked at.
    const { stdout } = await promisify(execFile)('git', ['-c', 'safe.directory=*', ...args], { cwd })
    return { ok: true, output: stdout }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ConfigError([
        `git is not installed, so it cannot be told whether it tracks --out ${cwd}; name a folder outside the checkout`,
      ])
    return { ok: false, output: '' }
  }
}
