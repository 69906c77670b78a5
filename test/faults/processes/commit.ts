import { execFileSync } from 'node:child_process'

/** The commit that is tried, with `+` where files differ from it; undefined where git does not know one. */
export function commitHere(folder: string = import.meta.dirname): string | undefined {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const commit = git('rev-parse', 'HEAD')
    return git('status', '--porcelain') === '' ? commit : `${commit}+`
  } catch {
    return undefined
  }
}

/** Were both surely made by the same files? Those of two states that differ from a commit may differ from each other. */
export function isSameCommit(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other && !one.endsWith('+')
}
