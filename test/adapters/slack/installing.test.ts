import { afterEach, describe, expect, it } from 'vitest'
import type { SlackStandIn } from '../../../sim/slack/index.ts'
import type { Intent, Target } from '../../../src/core/ports/chat.ts'
import { inOwnTime } from '../../harness/own-time.ts'
import { Browser, type Installs, openInstalls } from './installing-stage.ts'
import { watch } from './stage.ts'

const HARBOUR = 'T0HARBOUR'
const MILL = 'T0MILL'
const HOURS = 3_600_000

let installs: Installs
afterEach(() => installs.close())

function personIn(workspace: SlackStandIn, name: string) {
  const user = workspace.addPerson({ name })
  const seat = workspace.seat(user)
  const target: Target = { to: 'person', platform: 'slack', workspace: workspace.workspace, person: user }
  return { user, seat, target, eyes: watch(seat) }
}

function words(text: string): Intent {
  return { kind: 'say', blocks: [{ kind: 'paragraph', text }] }
}

async function twoWorkspaces(options: Parameters<typeof openInstalls>[0] = {}) {
  installs = await openInstalls(options)
  const harbour = await installs.slack.addWorkspace({ id: HARBOUR, name: 'Harbour' })
  const mill = await installs.slack.addWorkspace({ id: MILL, name: 'Mill' })
  return { ...installs, harbour, mill, ada: personIn(harbour, 'Ada Quill'), ben: personIn(mill, 'Ben Oduya') }
}

describe('installing the Slack app', () => {
  it('makes a workspace known without a restart, and tells of it', async () => {
    const { chat, install, events, installations } = await twoWorkspaces()
    expect(chat.workspaces).toEqual([])
    expect(await install(HARBOUR)).toBe(200)
    expect(chat.workspaces).toEqual([HARBOUR])
    expect(events).toMatchObject([
      { kind: 'installation', change: 'added', workspace: HARBOUR, direct: false },
    ])
    expect(await installations.find(HARBOUR)).toMatchObject({
      name: 'Harbour',
      renewal: { by: expect.any(String) },
    })
  })

  it('is known to every process, whichever one took the installation', async () => {
    const { process, install, ada } = await twoWorkspaces()
    const other = process()
    await other.identify()
    await install(HARBOUR)
    expect(await other.send(ada.target, words('Hello'), 'k-other')).toMatchObject({ outcome: 'sent' })
    await ada.eyes.see('message', (seen) => seen.text.includes('Hello'))
  })

  it("answers what is pressed on a person's page of the bot, by its workspace's token", async () => {
    const { chat, install, events, harbour, ada } = await twoWorkspaces()
    await install(HARBOUR)
    const choices = [{ action: 'control:pause:1:overview', label: 'Pause' }]
    await chat.send(ada.target, { kind: 'home', blocks: [{ kind: 'choices', label: 'Yours', choices }] }, 'k')
    await harbour.home(ada.user).press('control:pause:1:overview')
    const pressed = () => events.find((event) => event.kind === 'button')
    await expect.poll(pressed).toBeDefined()
    const { reply } = pressed() ?? {}
    if (reply === undefined) throw new Error('there is nothing to answer by')
    const blocks = [{ kind: 'paragraph', text: 'Not open.' }] as const
    expect(await chat.answer(reply, { kind: 'private', blocks })).toBe('answered')
    await ada.eyes.see('message', (seen) => seen.text === 'Not open.')
  })

  it('answers each person in the workspace that is theirs, by its own token', async () => {
    const { chat, install, events, ada, ben } = await twoWorkspaces()
    await install(HARBOUR)
    await install(MILL)
    for (const [{ target, eyes }, text] of [
      [ada, 'To the harbour'],
      [ben, 'To the mill'],
    ] as const) {
      expect(await chat.send(target, words(text), `k-${text.length}`)).toMatchObject({ outcome: 'sent' })
      const seen = await eyes.see('message')
      expect(seen.text).toContain(text)
    }
    await ada.seat.say('from the harbour')
    await ben.seat.say('from the mill')
    await expect
      .poll(() => events.flatMap((e) => (e.kind === 'message-created' ? [[e.workspace, e.text]] : [])).sort())
      .toEqual([
        [HARBOUR, 'from the harbour'],
        [MILL, 'from the mill'],
      ])
    const there = events.find((e) => e.kind === 'message-created' && e.workspace === MILL)
    const read = await chat.backfill(
      { platform: 'slack', workspace: MILL, conversation: there?.conversation ?? '' },
      undefined,
    )
    expect(JSON.stringify(read)).toContain('from the mill')
    expect(await chat.profile({ platform: 'slack', workspace: MILL, person: ben.user })).toMatchObject({
      displayName: 'Ben Oduya',
    })
    expect(await chat.profile({ platform: 'slack', workspace: HARBOUR, person: ben.user })).toBeUndefined()
  })

  it('answers a gesture where it was made', async () => {
    const { chat, install, events, ben } = await twoWorkspaces()
    await install(HARBOUR)
    await install(MILL)
    await chat.send(ben.target, words('Hello'), 'k-1')
    const { conversation } = await ben.eyes.see('message')
    await ben.seat.command(conversation, '/interview', 'why')
    await expect.poll(() => events.find((event) => event.kind === 'command')).toBeDefined()
    const command = events.find((event) => event.kind === 'command')
    expect(command?.workspace).toBe(MILL)
    if (command?.kind !== 'command') return
    const answer = { kind: 'private', blocks: [{ kind: 'paragraph', text: 'Because' }] } as const
    expect(await chat.answer(command.reply, answer)).toBe('answered')
    await ben.eyes.see('message', (seen) => seen.text.includes('Because'))
  })

  it('refuses who brings another state than was given out, a used code, and one that was made up', async () => {
    const { slack, bot, install, chat } = await twoWorkspaces()
    const [mine, theirs] = [new Browser(), new Browser()]
    const { to } = await mine.open(`${bot}/slack/install`)
    await theirs.open(`${bot}/slack/install`)
    const back = slack.press('Allow', HARBOUR, to)
    expect((await theirs.open(back)).status).toBe(400)
    expect(chat.workspaces).toEqual([])
    expect((await new Browser().open(`${bot}/slack/oauth_redirect?code=made-up`)).status).toBe(400)

    expect(await install(HARBOUR, mine)).toBe(200)
    const again = await mine.open(`${bot}/slack/install`)
    const once = slack.press('Allow', HARBOUR, again.to)
    expect((await mine.open(once)).status).toBe(200)
    await mine.open(`${bot}/slack/install`)
    expect((await mine.open(once)).status).toBeGreaterThanOrEqual(400)
  })

  it('installs nothing for who cancels', async () => {
    const { slack, bot, chat } = await twoWorkspaces()
    const browser = new Browser()
    const { to } = await browser.open(`${bot}/slack/install`)
    expect((await browser.open(slack.press('Cancel', HARBOUR, to))).status).toBeGreaterThanOrEqual(400)
    expect(chat.workspaces).toEqual([])
  })

  it('sends nothing where it is not installed, and takes nothing from there', async () => {
    const { chat, install, mill, ben, events } = await twoWorkspaces()
    await install(HARBOUR)
    expect(await chat.send(ben.target, words('Hello'), 'k-1')).toEqual({
      outcome: 'workspace-broken',
      reason: 'not_installed',
    })
    await ben.seat.say('is anybody there?')
    await mill.quiet()
    expect(events.filter((event) => event.workspace === MILL)).toEqual([])
  })

  it('works without rotation as well', async () => {
    const { chat, install, installations, ada } = await twoWorkspaces({ rotation: false })
    await install(HARBOUR)
    expect(await installations.find(HARBOUR)).toMatchObject({ renewal: undefined })
    expect(await chat.send(ada.target, words('Hello'), 'k-1')).toMatchObject({ outcome: 'sent' })
  })
})

describe('the doctor on workspaces that install the app', () => {
  it('says where somebody begins while there is none, then what each lacks, and finds research channels in any', async () => {
    const { chat, install, mill } = await twoWorkspaces()
    expect(await chat.doctor([])).toContainEqual({
      name: 'slack installations',
      status: 'advice',
      detail: expect.stringContaining('/slack/install'),
    })
    await install(HARBOUR)
    await install(MILL)
    const place = mill.addChannel({ name: 'research', private: true, members: [mill.botUser] })
    const checks = await chat.doctor([place, 'C0NOWHERE'])
    expect(checks.filter(({ status }) => status === 'broken').map(({ name }) => name)).toEqual([
      'slack research channel C0NOWHERE',
    ])
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'slack installations',
        `slack bot token ${HARBOUR}`,
        `slack bot token ${MILL}`,
        `slack scopes ${MILL}`,
        `slack research channel ${place}`,
      ]),
    )
  })

  it('names a workspace whose token is void', async () => {
    const { chat, install, mill } = await twoWorkspaces()
    await install(HARBOUR)
    await install(MILL)
    mill.revokeToken()
    expect(await chat.doctor([])).toContainEqual({
      name: `slack bot token ${MILL}`,
      status: 'broken',
      detail: expect.stringContaining('token_revoked'),
    })
    expect(await chat.doctor([])).toContainEqual(
      expect.objectContaining({ name: `slack bot token ${HARBOUR}`, status: 'ok' }),
    )
  })
})

describe('a removed Slack app', () => {
  it('is told of, and its tokens are deleted; installed again it works by new ones', async () => {
    const { slack, chat, install, events, installations, ada } = await twoWorkspaces()
    await install(HARBOUR)
    await install(MILL)
    slack.uninstall(HARBOUR)
    await expect.poll(() => installations.find(HARBOUR)).toBeUndefined()
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'installation', change: 'removed', workspace: HARBOUR }),
    )
    expect(chat.workspaces).toEqual([MILL])
    expect(await chat.send(ada.target, words('Hello'), 'k-1')).toMatchObject({ outcome: 'workspace-broken' })

    await install(HARBOUR)
    expect([...chat.workspaces].sort()).toEqual([HARBOUR, MILL])
    expect(await chat.send(ada.target, words('Hello again'), 'k-2')).toMatchObject({ outcome: 'sent' })
  })
})

describe('tokens that expire', () => {
  it('are renewed before a send when less than two hours are left', async () => {
    const { slack, chat, install, installations, ada, pass } = await twoWorkspaces()
    await install(HARBOUR)
    const first = await installations.find(HARBOUR)
    pass(9 * HOURS)
    await chat.send(ada.target, words('One'), 'k-1')
    expect(slack.refreshes).toBe(0)
    pass(1.5 * HOURS)
    expect(await chat.send(ada.target, words('Two'), 'k-2')).toMatchObject({ outcome: 'sent' })
    expect(slack.refreshes).toBe(1)
    const second = await installations.find(HARBOUR)
    expect(second?.token).not.toBe(first?.token)
    expect(second?.renewal?.by).not.toBe(first?.renewal?.by)
    for (const more of [1, 2, 3]) {
      pass(11 * HOURS)
      expect(await chat.send(ada.target, words(`More ${more}`), `k-m${more}`)).toMatchObject({
        outcome: 'sent',
      })
    }
  })

  it('are renewed once, however many processes and calls want to', async () => {
    const { slack, chat, process, install, ada, pass } = await twoWorkspaces()
    await install(HARBOUR)
    const other = process()
    await other.identify()
    pass(13 * HOURS)
    const release = slack.holdNextRefresh()
    const sends = [chat, other, chat, other].map((each, index) =>
      each.send(ada.target, words(`Word ${index}`), `k-${index}`),
    )
    await expect.poll(() => slack.refreshes).toBe(1)
    release()
    for (const result of await Promise.all(sends)) expect(result).toMatchObject({ outcome: 'sent' })
    expect(slack.refreshes).toBe(1)
  })

  it('hold no send up for longer than it may take, while Slack does not answer', async () => {
    const { slack, chat, install, ada, pass } = await twoWorkspaces()
    await install(HARBOUR)
    pass(13 * HOURS)
    const release = slack.holdNextRefresh()
    const { result, ms } = await inOwnTime(() => chat.send(ada.target, words('Late'), 'k-1'))
    expect(result).toMatchObject({ outcome: 'retry', reason: 'NO_TOKEN' })
    expect(ms).toBeLessThan(chat.sendWithinMs(ada.target, words('Late')))
    release()
    await expect.poll(() => chat.send(ada.target, words('Late'), 'k-1')).toMatchObject({ outcome: 'sent' })
    expect(slack.refreshes).toBe(1)
  })

  it('are looked at again where Slack refuses those that another process knows to be gone', async () => {
    const { slack, chat, process, install, installations, ada } = await twoWorkspaces({ rotation: false })
    await install(HARBOUR)
    const other = process()
    expect(await other.send(ada.target, words('One'), 'k-1')).toMatchObject({ outcome: 'sent' })
    slack.uninstall(HARBOUR)
    await expect.poll(() => installations.find(HARBOUR)).toBeUndefined()
    await install(HARBOUR)
    expect(await chat.send(ada.target, words('Two'), 'k-2')).toMatchObject({ outcome: 'sent' })
    expect(await other.send(ada.target, words('Three'), 'k-3')).toMatchObject({
      outcome: 'retry',
      reason: 'new-token',
    })
    expect(await other.send(ada.target, words('Three'), 'k-3')).toMatchObject({ outcome: 'sent' })
  })

  it('go on being used while new ones cannot be had, and nothing is sent without one that works', async () => {
    const { slack, chat, install, ada, pass } = await twoWorkspaces()
    await install(HARBOUR)
    pass(10.5 * HOURS)
    slack.failNextRefresh()
    expect(await chat.send(ada.target, words('One'), 'k-1')).toMatchObject({ outcome: 'sent' })
    expect(slack.refreshes).toBe(0)
    pass(2 * HOURS)
    slack.failNextRefresh()
    const result = await chat.send(ada.target, words('Two'), 'k-2')
    expect(result).toMatchObject({ outcome: 'retry', reason: 'NO_TOKEN' })
    pass(61_000)
    expect(await chat.send(ada.target, words('Two'), 'k-2')).toMatchObject({ outcome: 'sent' })
  })
})
