import { randomBytes } from 'node:crypto'
import { createDistributedSlack, type DistributedSlack } from '../../../sim/slack/installs/distributed.ts'
import { createInstallationStore } from '../../../src/adapters/postgres/studies/installation-store.ts'
import { createSlackChat } from '../../../src/adapters/slack/index.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { createSeal } from '../../../src/adapters/system/seal.ts'
import type { Installation } from '../../../src/core/ports/installation-store.ts'
import type { ChatSetup } from '../../contracts/chat-bench.ts'
import { createTestDatabase } from '../../harness/database.ts'
import { freePort } from '../../harness/free-port.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { CLIENT } from './installing-stage.ts'
import { faultsOf } from './setup.ts'
import { SIGNING_SECRET } from './stage.ts'

const LIFE_MS = 12 * 3_600_000

/** As in one workspace, but two have installed the app. */
export async function installedSetup(): Promise<ChatSetup> {
  const database = await createTestDatabase()
  const clock = createSystemClock()
  let port = 0
  const distributed = await createDistributedSlack({
    ...CLIENT,
    redirectUrls: ['http://127.0.0.1/slack/oauth_redirect'],
    rotation: { lifeMs: LIFE_MS },
    http: {
      signingSecret: SIGNING_SECRET,
      get requestUrl() {
        return `http://127.0.0.1:${port}/slack/events`
      },
    },
    log: { write: () => {} },
    timing: { retryDelaysMs: [0, 20, 50] },
  })
  const key = randomBytes(32).toString('base64')
  const installations = createInstallationStore(database.db, 'slack', createSeal([key]))
  const other = await distributed.addWorkspace({ id: 'T0MILL', name: 'Mill' })
  const slack = await distributed.addWorkspace({ id: 'T0HARBOUR', name: 'Harbour' })
  // The contract looks at the first.
  for (const { workspace, botUser } of [slack, other])
    await installations.keep(await installed(distributed, workspace, botUser), clock.now())
  const person = (name: string, deactivated = false) => slack.addPerson({ name, deactivated })
  const [ana, bo, cy] = [person('Ana'), person('Bo'), person('Cy', true)]
  const researchPlace = slack.addChannel({ name: 'research', members: [ana, bo, slack.botUser] })
  // Last of all: what listens on any port must not get this one.
  port = await freePort()
  return {
    chat: createSlackChat(
      {
        oauth: { ...CLIENT, installations: () => installations },
        http: { signingSecret: SIGNING_SECRET, host: '127.0.0.1', port },
        apiUrl: distributed.apiUrl,
        commands: { study: 'study', interview: 'interview' },
      },
      { clock, log: silentLog },
    ),
    workspaces: 2,
    seat: slack.seat(ana),
    witness: slack.seat(bo),
    deafSeat: slack.seat(cy),
    researchPlace,
    commands: { study: '/study', interview: '/interview' },
    mention: `<@${slack.botUser}>`,
    faults: faultsOf(slack),
    async close() {
      await distributed.close()
      await database.close()
    },
  }
}

async function installed(slack: DistributedSlack, workspace: string, botUser: string): Promise<Installation> {
  const page = `${slack.apiUrl}?${new URLSearchParams({ client_id: CLIENT.clientId, scope: 'chat:write' })}`
  const code = new URL(slack.press('Allow', workspace, page)).searchParams.get('code') ?? ''
  const response = await fetch(`${slack.apiUrl}oauth.v2.access`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, code }),
  })
  const { access_token: token, refresh_token: by } = (await response.json()) as Record<string, string>
  return {
    workspace,
    name: undefined,
    botUser,
    botId: undefined,
    token: token ?? '',
    renewal: { by: by ?? '', expiresAt: new Date(Date.now() + LIFE_MS) },
  }
}
