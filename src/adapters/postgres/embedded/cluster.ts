import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Binaries } from './binaries.ts'
import { hasCluster, type Place } from './place.ts'
import { type Account, dropTo } from './privileges.ts'
import { run } from './run.ts'

export const SUPERUSER = 'sounding'

/**
 * Makes the database's files if there are none. Data and password are made beside their place and moved there in one
 * rename, so a start that dies half-way leaves nothing behind that counts, and of two racing starts one wins.
 */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  account: Account | undefined,
  fast: boolean,
): Promise<void> {
  const home = path.dirname(place.cluster)
  if (await hasCluster(home)) return
  const unfinished = await mkdtemp(path.join(home, 'unfinished-'))
  try {
    await fill(unfinished, binaries, account, fast)
    await rename(unfinished, place.cluster)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await hasCluster(home))) throw error
  }
}

/** The account that owns the data, if it is another than this process's: the one to go on with. */
export async function dataOwner(place: Place, account: Account | undefined): Promise<Account | undefined> {
  const found = await stat(place.data).catch(() => undefined)
  if (account === undefined || found === undefined || found.uid === 0) return account
  return { name: String(found.uid), uid: found.uid, gid: found.gid }
}

async function fill(
  folder: string,
  binaries: Binaries,
  account: Account | undefined,
  fast: boolean,
): Promise<void> {
  const data = path.join(folder, 'data')
  const given = path.join(folder, 'initial-password')
  const password = randomBytes(24).toString('hex')
  await mkdir(data, { mode: 0o700 })
  await writeFile(given, password, { mode: 0o600 })
  if (account !== undefined) {
    await chown(data, account.uid, account.gid)
    await chown(given, account.uid, account.gid)
    await chown(folder, account.uid, account.gid)
  }
  const options = [
    ...['-D', data, '-U', SUPERUSER, `--pwfile=${given}`, '--auth=scram-sha-256', '--encoding=UTF8'],
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...(fast ? ['--no-sync'] : []),
  ]
  await run(binaries.initdb, options, { cwd: folder, ...dropTo(account) })
  await rm(given)
  await writeFile(path.join(folder, 'password'), password, { mode: 0o600 })
}
