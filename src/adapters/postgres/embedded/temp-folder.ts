import { lstat, mkdir } from 'node:fs/promises'
import { StoreError } from '../../../core/errors.ts'

/**
 * Makes a folder of a foreseeable name below the system's temporary folder, or takes the one of an earlier start.
 * Throws StoreError if somebody else made it: what lies in it could then not be trusted.
 */
export async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await assertOwn(folder)
}

/** Throws StoreError unless `folder` is a real folder of this user. */
export async function assertOwn(folder: string): Promise<void> {
  const found = await lstat(folder)
  const uid = process.getuid?.()
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new StoreError(`${folder} belongs to somebody else; remove it or set DATABASE_URL`)
  }
}
