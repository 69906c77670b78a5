import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { StoreError } from '../../../core/errors.ts'
import type { Log } from '../../../core/ports/log.ts'
import { type Account, canReach } from './privileges.ts'
import { ownFolder } from './temp-folder.ts'

/** Where the files of one embedded server lie. */
export interface Place {
  /** Data and password together: they come to be in one step, see `ensureCluster`. */
  readonly cluster: string
  readonly data: string
  readonly password: string
  readonly serverLog: string
  readonly port: string
}

/**
 * `dataDir`, or a folder named by its hash below the system's temporary folder when PostgreSQL's account cannot
 * reach it (a project in a closed home folder, run as root). Once chosen it stays: `dataDir` keeps a note of it.
 */
export async function choosePlace(dataDir: string, account: Account | undefined, log: Log): Promise<Place> {
  await mkdir(dataDir, { recursive: true })
  const note = path.join(dataDir, 'moved-to')
  const noted = await readFile(note, 'utf8').catch(() => undefined)
  if (noted === undefined && (await canReach(dataDir, account))) return placeIn(dataDir)
  if (await hasCluster(dataDir)) {
    throw new StoreError(
      `the account ${account?.name} cannot reach the data in ${dataDir}; open the folders above it (chmod o+x)`,
    )
  }
  const hash = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16)
  const elsewhere = noted ?? path.join(tmpdir(), `sounding-data-${hash}`)
  await ownFolder(elsewhere)
  await writeFile(note, elsewhere)
  log.warn('postgres.data-in-temporary-folder', { wanted: dataDir, used: elsewhere })
  return placeIn(elsewhere)
}

function placeIn(home: string): Place {
  const cluster = path.join(path.resolve(home), 'cluster')
  return {
    cluster,
    data: path.join(cluster, 'data'),
    password: path.join(cluster, 'password'),
    serverLog: path.join(cluster, 'server.log'),
    port: path.join(cluster, 'port'),
  }
}

/** Whether there is a database below `home`, readable or not: its folder comes to be in one step. */
export async function hasCluster(home: string): Promise<boolean> {
  return stat(path.join(home, 'cluster')).then(
    () => true,
    () => false,
  )
}

/** Throws StoreError if the database was laid out by another user. */
export async function readPassword(place: Place): Promise<string> {
  try {
    return (await readFile(place.password, 'utf8')).trim()
  } catch (error) {
    throw new StoreError(`${place.password} cannot be read; start as the user who started first`, {
      cause: error,
    })
  }
}
