import pg from 'pg'

/** Marks the sessions of launchers among all sessions of the server. */
const APPLICATION = 'sounding-launcher'
/** Held by the one launcher that stops the server: the database frees it when its holder dies. */
const OWNER_LOCK = 7_241_905_366

/**
 * A launcher's own session with the server: it stays open, shows the other launchers that this process is there,
 * and holds the ownership if this process has it.
 */
export interface Session {
  /** Takes the ownership if nobody has it. */
  own(): Promise<boolean>
  /** How many other launchers have a session with this server. */
  others(): Promise<number>
  readonly broken: boolean
  end(): Promise<void>
}

/** Undefined if no server answers there, or not one with this password. */
export async function openSession(url: string): Promise<Session | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: APPLICATION,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  let broken = false
  client.on('error', () => {
    broken = true
  })
  try {
    await client.connect()
  } catch {
    return undefined
  }
  let owned = false
  return {
    get broken() {
      return broken
    },
    async own() {
      if (owned && !broken) return true
      const { rows } = await client.query('select pg_try_advisory_lock($1) as owned', [OWNER_LOCK])
      owned = rows[0]?.owned === true
      return owned
    },
    async others() {
      const { rows } = await client.query(
        'select count(*)::int as n from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
        [APPLICATION],
      )
      return Number(rows[0]?.n ?? 0)
    },
    async end() {
      await client.end().catch(() => undefined)
    },
  }
}
