import { createHash } from 'node:crypto'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { TYPES } from '../../../../src/adapters/postgres/pool.ts'
import type { Owner, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** Connections of all simulated processes together; who finds none waits for one. */
const CLIENTS = 14
/** A statement that is not done after so long may be waiting for a lock: PostgreSQL is asked. */
const MAY_WAIT_MS = 4
const CONNECT_AGAIN_MS = 10

interface Link {
  readonly client: pg.Client
  readonly pid: number
  /** A statement under way. */
  busy: Promise<unknown> | undefined
  inTransaction: boolean
}

/**
 * Real PostgreSQL behind simulated processes. Of all their calls one is in flight at a time, the one the scheduler
 * picked; one that waits for a lock stays behind until who holds it has gone on. What the database calls `now()` is the
 * scheduler's time.
 */
export class SimulatedDatabase {
  readonly #free: Link[] = []
  readonly #held = new Map<Owner, Set<Link>>()
  readonly #waiting = new Set<Link>()
  readonly #monitor: pg.Client
  /** Tells the database the time. */
  readonly #teller: pg.Client
  #scheduler: Scheduler | undefined
  #weather: Weather | undefined
  #toldNow = 0
  #awayUntil = 0
  /** Statements carried out. */
  statements = 0

  private constructor(monitor: pg.Client, teller: pg.Client) {
    this.#monitor = monitor
    this.#teller = teller
  }

  /** On a migrated database of its own, whose `now()` it takes over. */
  static async open(url: string): Promise<SimulatedDatabase> {
    const connect = async () => {
      const client = new pg.Client({
        connectionString: url,
        options: '-c search_path=simulated,pg_catalog,public -c plan_cache_mode=force_generic_plan',
        types: TYPES as never,
      })
      client.on('error', () => undefined)
      await client.connect()
      return client
    }
    const monitor = await connect()
    await monitor.query(`
      create schema if not exists simulated;
      create table if not exists simulated.clock (now timestamptz not null);
      insert into simulated.clock select '2000-01-01' where not exists (select from simulated.clock);
      create or replace function simulated.now() returns timestamptz language sql stable as 'select now from simulated.clock'`)
    const database = new SimulatedDatabase(monitor, await connect())
    for (let count = 0; count < CLIENTS; count++) {
      const client = await connect()
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      database.#free.push({ client, pid: rows[0]?.pid ?? 0, busy: undefined, inTransaction: false })
    }
    return database
  }

  /** For who judges; not scheduled. */
  get direct(): pg.Client {
    return this.#monitor
  }

  /** Empties every table for the next run. */
  async begin(scheduler: Scheduler, weather: Weather): Promise<void> {
    for (const owner of [...this.#held.keys()]) await this.#hangUp(owner)
    this.#scheduler = scheduler
    this.#weather = weather
    this.#toldNow = 0
    this.#awayUntil = 0
    this.statements = 0
    await this.#monitor.query(EMPTY)
  }

  /** The server cannot be reached for so long; what was under way is rolled back. */
  async goAway(ms: number): Promise<void> {
    this.#awayUntil = this.#now + ms
    for (const links of this.#held.values()) for (const link of links) await this.#rollBack(link)
  }

  /** The connections of one simulated process. */
  poolFor(owner: Owner): PostgresPool {
    const options = {}
    return {
      options,
      end: async () => {},
      connect: () =>
        new Promise<PostgresPoolClient>((resolve, reject) => {
          const attempt = async () => {
            if (this.#now < this.#awayUntil) return reject(lost('ECONNREFUSED'))
            const link = this.#free.pop()
            if (!link) return this.#later('connect', owner, attempt, CONNECT_AGAIN_MS)
            const links = this.#held.get(owner) ?? new Set()
            this.#held.set(owner, links.add(link))
            resolve(this.#clientOf(link, owner))
          }
          this.#later('connect', owner, attempt)
        }),
    }
  }

  /** What the server does once it notices that a process is gone. */
  async hangUp(owner: Owner): Promise<void> {
    await this.#hangUp(owner)
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#free, ...[...this.#held.values()].flatMap((links) => [...links])].map(({ client }) =>
        client.end(),
      ),
    )
    await this.#teller.end()
    await this.#monitor.end()
  }

  #clientOf(link: Link, owner: Owner): PostgresPoolClient {
    let broken = false
    return {
      release: () => {
        if (!this.#held.get(owner)?.delete(link)) return
        if (!link.inTransaction) return void this.#free.push(link)
        // What was left open is rolled back by the server.
        this.#later('rollback', undefined, async () => {
          await this.#rollBack(link)
          this.#free.push(link)
        })
      },
      query: ((text: string, parameters: readonly unknown[]) =>
        new Promise((resolve, reject) => {
          this.#later(text, owner, async () => {
            const weather = this.#weather
            if (broken || this.#now < this.#awayUntil || weather?.befalls('statement-fails')) {
              broken = true
              await this.#rollBack(link)
              return reject(lost('ECONNRESET'))
            }
            const unknown = weather?.befalls('outcome-unknown') ?? false
            await this.#carryOut(link, text, parameters, async (outcome) => {
              if ('error' in outcome) return reject(outcome.error)
              if (!unknown) return resolve(outcome.result)
              broken = true
              if (link.inTransaction) await link.client.query('rollback')
              link.inTransaction = false
              reject(lost('ECONNRESET'))
            })
          })
        })) as unknown as PostgresPoolClient['query'],
    } as PostgresPoolClient
  }

  /** Resolves once the statement is done, and told of, or waits for a lock; then it is told of later. */
  async #carryOut(
    link: Link,
    text: string,
    parameters: readonly unknown[],
    tell: (
      outcome: { readonly result: pg.QueryResult } | { readonly error: unknown },
    ) => Promise<void> | void,
  ): Promise<void> {
    if (/\bnow\(\)/.test(text)) await this.#tellTime()
    this.statements++
    link.busy = link.client
      .query({ name: nameOf(text), text, values: [...parameters] })
      .then(
        (result) => {
          if (/^\s*(begin|start)/i.test(text)) link.inTransaction = true
          if (/^\s*(commit|rollback)/i.test(text)) link.inTransaction = false
          return tell({ result })
        },
        (error: unknown) => tell({ error }),
      )
      .finally(() => {
        link.busy = undefined
        this.#waiting.delete(link)
      })
    this.#waiting.add(link)
    // Whoever waited for what this statement let go is done before anything else happens.
    for (const each of [link, ...this.#waiting]) await this.#settledOrWaiting(each)
  }

  async #settledOrWaiting(link: Link): Promise<void> {
    for (;;) {
      const { busy } = link
      if (!busy) return
      const done = await Promise.race([
        busy.then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, MAY_WAIT_MS, false)),
      ])
      if (done) return
      const { rows } = await this.#monitor.query<{ waits: boolean }>(
        'select cardinality(pg_blocking_pids($1)) > 0 as waits',
        [link.pid],
      )
      if (rows[0]?.waits) return
    }
  }

  async #tellTime(): Promise<void> {
    if (this.#toldNow === this.#now) return
    this.#toldNow = this.#now
    await this.#teller.query('update simulated.clock set now = $1', [new Date(this.#now)])
  }

  async #rollBack(link: Link): Promise<void> {
    if (link.busy) {
      await this.#monitor.query('select pg_cancel_backend($1)', [link.pid])
      await link.busy
    }
    if (!link.inTransaction) return
    link.inTransaction = false
    await link.client.query('rollback')
    for (const other of [...this.#waiting]) await this.#settledOrWaiting(other)
  }

  async #hangUp(owner: Owner): Promise<void> {
    const links = this.#held.get(owner) ?? new Set()
    this.#held.delete(owner)
    for (const link of links) {
      await this.#rollBack(link)
      this.#free.push(link)
    }
  }

  get #now(): number {
    return this.#scheduler?.now ?? 0
  }

  #later(what: string, owner: Owner | undefined, run: () => Promise<void>, delayMs = 0): void {
    this.#scheduler?.later(`sql ${what.trim().slice(0, 40)}`, delayMs, run, { owner })
  }
}

/** Planned once a connection and kept: the same few statements come thousands of times. */
function nameOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url')
}

const EMPTY = `
  do $$ begin
    execute (select 'truncate ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' restart identity cascade'
      from pg_tables where schemaname = 'public' and tablename not like 'kysely%');
  end $$`

function lost(code: string): Error {
  return Object.assign(new Error('simulated: the connection to the database is lost'), { code })
}
