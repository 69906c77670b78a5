import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

/** The account PostgreSQL runs under when this process is root, which PostgreSQL refuses to run as. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const PREFERRED = ['postgres', 'nobody']

/** Undefined when this process is not root and PostgreSQL can run as its own user. */
export async function unprivilegedAccount(uid = process.getuid?.()): Promise<Account | undefined> {
  if (uid !== 0) return undefined
  return accountFrom(await readFile('/etc/passwd', 'utf8').catch(() => ''))
}

/** Of the accounts in a passwd file: `postgres` if there is one, else `nobody`, else the overflow ids. */
export function accountFrom(passwd: string): Account {
  const rows = passwd.split('\n').map((line) => line.split(':'))
  for (const name of PREFERRED) {
    const row = rows.find(([user]) => user === name)
    const uid = Number(row?.[2])
    const gid = Number(row?.[3])
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0) return { name, uid, gid }
  }
  return { name: 'nobody', uid: 65_534, gid: 65_534 }
}

/** Whether the account may pass through every folder on the way to `target`, by mode bits alone. */
export async function canReach(target: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const { mode, uid, gid } = await stat(folder)
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
    if (((mode >> shift) & 0o1) === 0) return false
    if (folder === path.dirname(folder)) return true
  }
}

/** The spawn options that give up root. */
export function dropTo(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid }
}
