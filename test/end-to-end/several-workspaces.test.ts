import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClaudeStandIn } from '../../sim/claude/stand-in.ts'
import type { SlackStandIn } from '../../sim/slack/index.ts'
import { createDistributedSlack, type DistributedSlack } from '../../sim/slack/installs/distributed.ts'
import { createLaneStore } from '../../src/adapters/postgres/conversations/lane-store.ts'
import { loadConfig } from '../../src/config.ts'
import { participantLane, studyLane } from '../../src/core/lane.ts'
import { startSounding } from '../../src/main.ts'
import { AT, runningStudy } from '../adapters/postgres/seed.ts'
import { Browser } from '../adapters/slack/installing-stage.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { freePort } from '../harness/free-port.ts'
import { silentLog } from '../harness/silent-log.ts'
import { takePart } from './stage/participant.ts'
import { stateOf } from './stage/stored.ts'
import { question, saying, type Watch, watching } from './stage/watching.ts'

const CLIENT = { clientId: '1234567890.1234567890', clientSecret: 'fedcba9876543210fedcba9876543210' }
const SIGNING_SECRET = '5ecf03ae77d5c2a19be04f6a1d8370c9'
const HARBOUR = 'T0HARBOUR'
const MILL = 'T0MILL'
const SAID = 'We took up a shared planner in May, because the old lists never matched.'

let database: TestDatabase
let claude: Awaited<ReturnType<typeof createClaudeStandIn>>
let slack: DistributedSlack
let bot: { stop(): Promise<void> }
let address: string
let harbour: Workspace
let mill: Workspace

interface Workspace {
  readonly slack: SlackStandIn
  readonly place: string
  readonly robin: ReturnType<SlackStandIn['seat']>
}

beforeAll(async () => {
  database = await createTestDatabase()
  claude = await createClaudeStandIn({ apiKey: 'sk-ant-simulated-test', delayMs: 0 })
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  slack = await createDistributedSlack({
    ...CLIENT,
    redirectUrls: [`${address}/slack/oauth_redirect`],
    http: { signingSecret: SIGNING_SECRET, requestUrl: `${address}/slack/events` },
    rotation: { lifeMs: 12 * 3_600_000 },
    log: { write: () => {} },
    rates: { messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 },
    commands: ['/study', '/interview'],
  })
  harbour = await workspaceOf(HARBOUR, 'Harbour')
  mill = await workspaceOf(MILL, 'Mill')
  const config = loadConfig({
    DATABASE_URL: database.url,
    ANTHROPIC_API_KEY: 'sk-ant-simulated-test',
    ANTHROPIC_BASE_URL: claude.url,
    SOUNDING_MODEL: 'simulated-interviewer',
    SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
    QUIET_SECONDS: '0.2',
    BURST_CAP_SECONDS: '2',
    INVITE_HOURS: 'Mon-Sun 00:00-24:00',
    INVITES_PER_MINUTE: '6000',
    UNASKED_GAP_HOURS: '0',
    SLACK_CLIENT_ID: CLIENT.clientId,
    SLACK_CLIENT_SECRET: CLIENT.clientSecret,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_HTTP_PORT: String(port),
    SLACK_API_URL: slack.apiUrl,
    SLACK_RESEARCH_CHANNELS: `${HARBOUR}/${harbour.place},${MILL}/${mill.place}`,
    SOUNDING_KEYS: randomBytes(32).toString('base64'),
  })
  bot = await startSounding(config, { log: silentLog })
})

afterAll(async () => {
  await bot.stop()
  await slack.close()
  await claude.close()
  await database.close()
})

async function workspaceOf(id: string, name: string): Promise<Workspace> {
  const there = await slack.addWorkspace({ id, name })
  const robin = there.addPerson({ name: 'Robin Hale' })
  const place = there.addChannel({ name: 'research', private: true, members: [there.botUser, robin] })
  return { slack: there, place, robin: there.seat(robin) }
}

async function install(workspace: string): Promise<void> {
  const browser = new Browser()
  const { to } = await browser.open(`${address}/slack/install`)
  expect((await browser.open(slack.press('Allow', workspace, to))).status).toBe(200)
}

/** Somebody of that workspace in a study that is run from there. */
async function participantIn({ slack: there, place }: Workspace, name: string) {
  const seat = there.seat(there.addPerson({ name }))
  const watch: Watch = watching(seat)
  const study = await runningStudy(database.db)
  await createLaneStore(database.db).ensure(studyLane(study), 'study')
  await database.db
    .insertInto('study_site')
    .values({
      study_id: study,
      platform: 'slack',
      workspace: there.workspace,
      place,
      launched_at: AT,
      audience: JSON.stringify([{ cohort: 'all', people: [seat.user] }]),
      invited_until: 0,
      inviting_done_at: null,
    })
    .execute()
  const lane = participantLane({ platform: 'slack', workspace: there.workspace, person: seat.user })
  return { seat, watch, study, lane }
}

it('interviews people of two workspaces that installed the app while the bot ran, each in theirs', async () => {
  await install(HARBOUR)
  await install(MILL)
  const ada = await participantIn(harbour, 'Ada Quill')
  const ben = await participantIn(mill, 'Ben Oduya')
  for (const person of [ada, ben]) await takePart({ platform: 'slack' }, person)
  for (const person of [ada, ben]) await person.seat.say(SAID)
  for (const person of [ada, ben]) await person.watch.next(question, 'the next question')
  for (const person of [ada, ben]) expect(await stateOf({ database }, person)).toBe('interviewing')
}, 60_000)

it('case 25: lets a workspace that removed the app stand still, deletes its tokens, and goes on after an install and a word', async () => {
  const cleo = await participantIn(harbour, 'Cleo Marsh')
  const dan = await participantIn(mill, 'Dan Whitlock')
  for (const person of [cleo, dan]) await takePart({ platform: 'slack' }, person)
  slack.uninstall(HARBOUR)
  await expect.poll(() => standing(HARBOUR)).toMatchObject({ frozen: true, tokens: false })
  await dan.seat.say(SAID)
  await dan.watch.next(question, 'the next question in the other workspace')
  expect(await standing(MILL)).toMatchObject({ frozen: false, tokens: true })

  const robin = watching(harbour.robin)
  await install(HARBOUR)
  expect(await standing(HARBOUR)).toMatchObject({ frozen: true, tokens: true })
  await robin.next(saying('Nobody there is written to'), 'why nothing goes on')
  await cleo.seat.say(SAID)
  await harbour.robin.command(harbour.place, '/study', 'resume')
  await robin.next(saying('Everything goes on here'), 'that it goes on')
  await cleo.watch.next(question, 'the next question')
}, 60_000)

async function standing(workspace: string) {
  const row = await database.db
    .selectFrom('workspace')
    .select(['frozen_at', 'tokens_sealed'])
    .where('workspace', '=', workspace)
    .executeTakeFirst()
  return { frozen: (row?.frozen_at ?? null) !== null, tokens: (row?.tokens_sealed ?? null) !== null }
}
