import type { Platform } from './chat.ts'

/** The connections by which one workspace's events come in. */
export interface ConnectionsOf {
  readonly platform: Platform
  readonly workspace: string
}

/** A connection taken: its holder may connect until another took it. */
export interface ConnectionLease extends ConnectionsOf {
  /** From 1. */
  readonly number: number
  readonly epoch: number
}

export type ConnectionTaken =
  | {
      readonly outcome: 'taken'
      readonly lease: ConnectionLease
      /** Its last holder did not give it back. */
      readonly lapsed: boolean
      /** What was said since then may not have come in by it: it is to be read from the history. */
      readonly unreadSince: Date | undefined
    }
  /**
   * All are held. `heldUntil` changes as long as a holder is alive; it is told by the database's own clock. `readAhead`:
   * all holders are overdue, and of those who wait this process is the one to read what was said by now; told once.
   */
  | { readonly outcome: 'busy'; readonly heldUntil: Date | undefined; readonly readAhead: boolean }

/** A connection that somebody took. */
export interface ConnectionHeld {
  readonly number: number
  readonly epoch: number
  /** By the database's own clock; changes as long as the holder is alive. */
  readonly until: Date
}

/** Who wants a connection. */
export interface ConnectionWanted extends ConnectionsOf {
  /** So many are there, whatever was made sure of earlier. */
  readonly inAll: number
  readonly holder: string
  readonly leaseMs: number
  /** A holder that has so little of its lease left may be dead. */
  readonly overdueMs: number
  /** From here on something may be missed by a connection that nobody had. */
  readonly missedSince: Date
  /** Nothing is missed by one that was given back: another of this process is open. */
  readonly further: boolean
}

/** Who may connect to a platform that allows only so many connections, whatever the number of processes. */
export interface ConnectionStore {
  /** Makes sure that so many connections can be held. */
  ensure(of: ConnectionsOf, inAll: number): Promise<void>
  /** Takes one that nobody holds, first one by which something was missed. */
  take(wanted: ConnectionWanted): Promise<ConnectionTaken>
  /** Those that others than this holder took and did not give back, be they alive or not. */
  heldByOthers(of: ConnectionsOf, holder: string): Promise<readonly ConnectionHeld[]>
  /** False once another took it. */
  renew(lease: ConnectionLease, leaseMs: number): Promise<boolean>
  /** Gives it back unless another took it, and notes since when something may have been missed by it. */
  release(lease: ConnectionLease, missedSince: Date | undefined): Promise<void>
  /** The history was read: nothing is missed any more. */
  caughtUp(lease: ConnectionLease): Promise<void>
}
