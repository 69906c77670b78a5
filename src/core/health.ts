/** What this process knows of how events of one platform come in. */
export interface Reception {
  /** Connections of this process that are open. */
  readonly open: number
  /** When events last came in, here or at another process that is alive; before that, since when it is waited for. */
  readonly receivedAt: Date
  /** Why this process could not connect since then. */
  readonly failure: string | undefined
}

/** What happens to a connection. */
export type Happening =
  | { readonly kind: 'opened' | 'closed' }
  /** Another process that is alive has all there are. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed'; readonly reason: string }

/** Something that keeps people from being heard or answered. */
export interface Trouble {
  readonly name: string
  readonly reason: string
}

export interface Health {
  readonly status: 'ok' | 'failing'
  readonly wrong: readonly Trouble[]
}

/** A connection may be made anew, or taken over from a process that died or cannot connect, before this is wrong. */
const UNRECEIVED_MS = 15_000

export function awaited(now: Date): Reception {
  return { open: 0, receivedAt: now, failure: undefined }
}

export function receptionAfter(before: Reception, happening: Happening, now: Date): Reception {
  switch (happening.kind) {
    case 'opened':
      return { open: before.open + 1, receivedAt: now, failure: undefined }
    case 'closed':
      return { ...before, open: before.open - 1, receivedAt: now }
    case 'elsewhere':
      return { ...before, receivedAt: now, failure: undefined }
    case 'failed':
      return { ...before, failure: happening.reason }
  }
}

/** @param database why it cannot be used, if it cannot */
export function healthOf(
  receptions: ReadonlyMap<string, Reception>,
  database: string | undefined,
  now: Date,
): Health {
  const wrong = [...receptions].flatMap(([name, reception]) => {
    const reason = whyUnheard(reception, now)
    return reason === undefined ? [] : [{ name, reason }]
  })
  if (database !== undefined) wrong.push({ name: 'database', reason: database })
  return { status: wrong.length === 0 ? 'ok' : 'failing', wrong }
}

function whyUnheard({ open, receivedAt, failure }: Reception, now: Date): string | undefined {
  if (open > 0) return undefined
  const sinceMs = now.getTime() - receivedAt.getTime()
  if (sinceMs <= UNRECEIVED_MS) return undefined
  return failure ?? `no process is known to be connected for ${Math.round(sinceMs / 1000)} s`
}
