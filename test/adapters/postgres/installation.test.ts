import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mendLinks } from '../../../src/adapters/postgres/embedded/binaries.ts'
import { choosePlace } from '../../../src/adapters/postgres/embedded/place.ts'
import {
  accountFrom,
  canReach,
  unprivilegedAccount,
} from '../../../src/adapters/postgres/embedded/privileges.ts'
import { ownFolder } from '../../../src/adapters/postgres/embedded/temp-folder.ts'
import { silentLog } from '../../harness/silent-log.ts'

const stranger = { name: 'nobody', uid: 65_534, gid: 65_534 }
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sounding-place-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the account', () => {
  it('is this process’s own unless that is root', async () => {
    expect(await unprivilegedAccount(1000)).toBeUndefined()
    expect(await unprivilegedAccount(0)).toMatchObject({ uid: expect.any(Number) })
  })

  it('is postgres where there is one, else nobody', () => {
    const nobody = 'root:x:0:0::/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n'
    expect(accountFrom(nobody)).toEqual(stranger)
    expect(accountFrom(`${nobody}postgres:x:101:104::/:/bin/bash\n`)).toEqual({
      name: 'postgres',
      uid: 101,
      gid: 104,
    })
    expect(accountFrom('')).toEqual(stranger)
  })

  it('cannot reach what lies below a closed folder', async () => {
    const inside = path.join(folder, 'a', 'b')
    await mkdir(inside, { recursive: true })
    await chmod(folder, 0o700)
    expect(await canReach(inside, stranger)).toBe(false)
    expect(await canReach(inside, undefined)).toBe(true)
    await chmod(folder, 0o711)
    expect(await canReach(inside, stranger)).toBe(true)
  })
})

describe('the place of the data', () => {
  const moved: string[] = []
  afterEach(async () => {
    for (const home of moved.splice(0)) await rm(home, { recursive: true, force: true })
  })

  it('is the folder asked for where the account can reach it', async () => {
    await chmod(folder, 0o711)
    const place = await choosePlace(path.join(folder, 'data'), stranger, silentLog)
    expect(place.cluster).toBe(path.join(folder, 'data', 'cluster'))
  })

  it('is below the temporary folder where it cannot, and stays there', async () => {
    const wanted = path.join(folder, 'data')
    const first = await choosePlace(wanted, stranger, silentLog)
    moved.push(path.dirname(first.cluster))
    expect(first.cluster.startsWith(folder)).toBe(false)
    await chmod(folder, 0o711)
    expect(await choosePlace(wanted, stranger, silentLog)).toEqual(first)
  })

  it('is never a second, empty one beside data that became unreachable', async () => {
    await mkdir(path.join(folder, 'cluster'))
    await expect(choosePlace(folder, stranger, silentLog)).rejects.toThrow('cannot reach the data')
  })

  it('is never a folder that somebody else laid out', async () => {
    const laid = path.join(folder, 'laid')
    await symlink(tmpdir(), laid)
    await expect(ownFolder(laid)).rejects.toThrow('belongs to somebody else')
  })
})

describe('the links of an installation without scripts', () => {
  it('are made as the package’s script would, and left alone where they exist', async () => {
    const lib = path.join(folder, 'native', 'lib')
    await mkdir(lib, { recursive: true })
    await writeFile(path.join(lib, 'libicuuc.so.60.2'), 'library')
    const links = ['libicuuc.so', 'libicuuc.so.60'].map((name) => ({
      source: 'native/lib/libicuuc.so.60.2',
      target: `native/lib/${name}`,
    }))
    await writeFile(path.join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links))
    await mendLinks(folder)
    await mendLinks(folder)
    expect(await readlink(path.join(lib, 'libicuuc.so.60'))).toBe('libicuuc.so.60.2')
    expect(await readFile(path.join(lib, 'libicuuc.so'), 'utf8')).toBe('library')
    expect((await lstat(path.join(lib, 'libicuuc.so'))).isSymbolicLink()).toBe(true)
  })
})
