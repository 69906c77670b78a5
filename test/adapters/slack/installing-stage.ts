import { randomBytes } from 'node:crypto'
import type { LogLine } from '../../../sim/seat.ts'
import { createDistributedSlack, type DistributedSlack } from '../../../sim/slack/installs/distributed.ts'
import { createInstallationStore } from '../../../src/adapters/postgres/studies/installation-store.ts'
import { createSlackChat } from '../../../src/adapters/slack/index.ts'
import { createSeal } from '../../../src/adapters/system/seal.ts'
import type { Chat, Connection, InboundEvent } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import { createTestDatabase } from '../../harness/database.ts'
import { freePort } from '../../harness/free-port.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { SIGNING_SECRET, systemClock } from './stage.ts'

export const CLIENT = { clientId: '1234567890.1234567890', clientSecret: 'fedcba9876543210fedcba9876543210' }
const LIFE_MS = 12 * 3_600_000

/** A browser that goes where it is sent, with the cookies it was given. */
export class Browser {
  #cookie = ''

  async open(address: string): Promise<{ status: number; to: string; page: string }> {
    const response = await fetch(address, { redirect: 'manual', headers: { cookie: this.#cookie } })
    const given = response.headers.get('set-cookie')
    if (given !== null) this.#cookie = given.split(';')[0] ?? ''
    const to = response.headers.get('location') ?? ''
    return { status: response.status, to, page: await response.text() }
  }
}

/** The adapter for several workspaces before a simulated Slack, with its installations in PostgreSQL. */
export async function openInstalls(options: { readonly rotation?: boolean } = {}) {
  const database = await createTestDatabase()
  const key = randomBytes(32).toString('base64')
  let ahead = 0
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + ahead) }
  const record: Omit<LogLine, 'seq' | 'at'>[] = []
  const port = await freePort()
  const bot = `http://127.0.0.1:${port}`
  const slack: DistributedSlack = await createDistributedSlack({
    ...CLIENT,
    redirectUrls: [`${bot}/slack/oauth_redirect`],
    http: { signingSecret: SIGNING_SECRET, requestUrl: `${bot}/slack/events` },
    log: { write: (line) => record.push(line) },
    now: () => clock.now().getTime(),
    timing: { ackDeadlineMs: 2_000, retryDelaysMs: [0, 20, 50] },
    rates: { messagesPerSecond: 50, messageBurst: 50 },
    ...(options.rotation === false ? {} : { rotation: { lifeMs: LIFE_MS } }),
  })
  const installations = createInstallationStore(database.db, 'slack', createSeal([key]))
  /** The adapter as one process has it. */
  const process = (): Chat =>
    createSlackChat(
      {
        oauth: { ...CLIENT, installations: () => installations },
        http: { signingSecret: SIGNING_SECRET, host: '127.0.0.1', port },
        apiUrl: slack.apiUrl,
        commands: { study: 'study', interview: 'interview' },
      },
      { clock, log: silentLog },
    )
  const chat = process()
  const events: InboundEvent[] = []
  await chat.identify()
  const connection: Connection = await chat.connect(
    async (event) => {
      events.push(event)
    },
    () => undefined,
  )
  return {
    slack,
    chat,
    process,
    bot,
    events,
    record,
    installations,
    pass: (ms: number) => {
      ahead += ms
    },
    /** Somebody there installs the app. Returns the status they get in the end. */
    async install(workspace: string, browser = new Browser()): Promise<number> {
      const { to } = await browser.open(`${bot}/slack/install`)
      return (await browser.open(slack.press('Allow', workspace, to))).status
    },
    async close() {
      await connection.close()
      await slack.close()
      await database.close()
    },
  }
}

export type Installs = Awaited<ReturnType<typeof openInstalls>>
