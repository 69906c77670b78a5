import { readFileSync } from 'node:fs'
import { WebClient } from '@slack/web-api'
import { afterEach, describe, expect, it } from 'vitest'
import { slackManifest } from '../../../src/adapters/slack/manifest.ts'
import { botScopes } from '../../../src/adapters/slack/scopes.ts'
import type { Target } from '../../../src/core/ports/chat.ts'
import { type Stage, type StageOptions, setStage } from './stage.ts'

let stage: Stage | undefined
afterEach(async () => {
  await stage?.close()
  stage = undefined
})

async function withPerson(options: StageOptions = {}) {
  const set = await setStage(options)
  stage = set
  const person = set.slack.addPerson({ name: 'Ada Quill', zone: 'Europe/Berlin', locale: 'de-DE' })
  const place = (conversation: string) =>
    ({ platform: 'slack', workspace: set.slack.workspace, conversation }) as const
  return { ...set, person, seat: set.slack.seat(person), place }
}

describe('people', () => {
  it('have a name, a zone and a locale, or do not exist', async () => {
    const { chat, slack, person } = await withPerson()
    const ref = { platform: 'slack', workspace: slack.workspace, person } as const
    expect(await chat.profile(ref)).toEqual({
      displayName: 'Ada Quill',
      zone: 'Europe/Berlin',
      locale: 'de-DE',
      bot: false,
      deactivated: false,
    })
    expect(await chat.profile({ ...ref, person: 'U000' })).toBeUndefined()
  })

  it('are outsiders if they are guests, come from elsewhere, or share no channel with the bot', async () => {
    const { chat, slack } = await withPerson()
    const outsider = async (who: Parameters<typeof slack.addPerson>[0]) => {
      const profile = await chat.profile({
        platform: 'slack',
        workspace: slack.workspace,
        person: slack.addPerson(who),
      })
      return profile?.outsider
    }
    expect(await outsider({ name: 'Ada Quill' })).toBeUndefined()
    expect(await outsider({ name: 'Gil Marsh', guest: true })).toBe('guest')
    expect(await outsider({ name: 'Pia Stone', team: 'T0PARTNER' })).toBe('external')
    expect(await outsider({ name: 'Sol Reed', team: 'T0PARTNER', stranger: true })).toBe('stranger')
  })

  it('tell until when they are not to be disturbed, if asked', async () => {
    const { chat, slack, person } = await withPerson()
    const ref = { platform: 'slack', workspace: slack.workspace, person } as const
    const quietUntil = async (ask?: { quiet: boolean }) => (await chat.profile(ref, ask))?.quietUntil
    const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000)
    expect(await quietUntil({ quiet: true })).toBeUndefined()
    slack.setQuiet(person, { from: Date.now() + 60_000, until: until.getTime() })
    expect(await quietUntil({ quiet: true })).toBeUndefined()
    slack.setQuiet(person, { from: Date.now() - 60_000, until: until.getTime() })
    expect(await quietUntil({ quiet: true })).toBe(until.toISOString())
    expect(await quietUntil()).toBeUndefined()
  })

  it('of a channel or a user group are listed without bots and the deactivated', async () => {
    const { chat, slack, person, place } = await withPerson()
    const many = Array.from({ length: 600 }, (_each, index) => slack.addPerson({ name: `Person ${index}` }))
    const bot = slack.addPerson({ name: 'helper', bot: true })
    const gone = slack.addPerson({ name: 'Gone', deactivated: true })
    const all = [person, slack.botUser, bot, gone, ...many]
    const channel = slack.addChannel({ name: 'all', members: all })
    expect(await chat.members(place(channel))).toEqual([person, ...many])
    const group = slack.addGroup([person, bot])
    expect(await chat.members(place(group))).toEqual([person])
  })
})

describe('catching up', () => {
  it('brings what people wrote since, oldest first, in its present words', async () => {
    const { chat, slack, seat, place, person } = await withPerson()
    const first = await seat.say('one')
    const direct = seat.direct() ?? ''
    const second = await seat.say('two')
    const to: Target = { to: 'person', platform: 'slack', workspace: slack.workspace, person }
    await chat.send(to, { kind: 'say', blocks: [{ kind: 'paragraph', text: 'mine' }] }, 'k1')
    const third = await seat.say('three')
    await seat.edit(direct, second, 'two, better')
    const { events: caught } = await chat.backfill(place(direct), first)
    expect(caught).toMatchObject([
      { kind: 'message-created', key: `m:${direct}:${second}`, text: 'two, better' },
      { kind: 'message-edited', message: second, text: 'two, better' },
      { kind: 'message-created', key: `m:${direct}:${third}`, text: 'three' },
    ])
    expect((await chat.backfill(place(direct), undefined)).events).toHaveLength(4)
  })

  it('says how long a limit lasts that it ran into', async () => {
    const { chat, slack, seat, place } = await withPerson()
    await seat.say('one')
    const direct = place(seat.direct() ?? '')
    slack.faults.nextCall('conversations.history', 'error:ratelimited')
    await expect(chat.backfill(direct, undefined)).rejects.toMatchObject({
      code: 'platform',
      retryAfterMs: 1_000,
    })
    expect((await chat.backfill(direct, undefined)).events).toHaveLength(1)
  })
})

describe('what stands in a conversation', () => {
  it('includes what was said in threads, and of a deleted message not its mark', async () => {
    const { chat, slack, seat, place } = await withPerson()
    const web = new WebClient('xoxb-test', { slackApiUrl: slack.apiUrl })
    const root = await seat.say('one')
    const direct = seat.direct() ?? ''
    const gone = await seat.say('two')
    const reply = await web.chat.postMessage({ channel: direct, thread_ts: root, text: 'mine' })
    const other = await web.chat.postMessage({ channel: direct, thread_ts: gone, text: 'mine, too' })
    await seat.remove(direct, gone)
    const shown: string[] = []
    for (let page: string | undefined = '', first = true; page !== undefined; first = false) {
      const read = await chat.backfill(place(direct), undefined, first ? undefined : page)
      shown.push(...read.messages)
      page = read.next
    }
    expect(shown.toSorted()).toEqual([root, reply.ts ?? '', other.ts ?? ''].toSorted())
  })

  it('brings what a person wrote in a thread, on a page of its own', async () => {
    const { chat, seat, place } = await withPerson()
    const root = await seat.say('one')
    const direct = seat.direct() ?? ''
    const reply = await seat.say('one thing more', direct, [], root)
    const first = await chat.backfill(place(direct), undefined)
    expect(first.messages).toEqual([root])
    const second = await chat.backfill(place(direct), undefined, first.next)
    expect(second.events).toMatchObject([
      { kind: 'message-created', key: `m:${direct}:${reply}`, thread: root, text: 'one thing more' },
    ])
    expect(second.next).toBeUndefined()
  })

  it('comes in pages of fifteen for an app that is distributed', async () => {
    const rates = { distributed: true, tierFactor: 100 }
    const { chat, seat, place } = await withPerson({ connect: false, standIn: { rates } })
    const said: string[] = []
    for (let count = 0; count < 40; count++) said.push(await seat.say(`number ${count}`))
    const shown: string[] = []
    let page: string | undefined
    do {
      const read = await chat.backfill(place(seat.direct() ?? ''), said[0], page)
      expect(read.messages.length).toBeLessThanOrEqual(15)
      shown.push(...read.messages)
      page = read.next
    } while (page !== undefined)
    expect(shown.toSorted()).toEqual(said.slice(1))
  })
})

describe('the doctor over HTTP', () => {
  it('says where Slack’s requests must lead, which only Slack can tell', async () => {
    const { chat, requestUrl } = await withPerson({ connect: false, way: 'http' })
    const told = (await chat.doctor([])).find(({ detail }) => detail.includes('/slack/events'))
    expect(told?.status).toBe('advice')
    expect(told?.detail).toContain(`127.0.0.1:${new URL(requestUrl).port}`)
  })
})

describe('the setup page', () => {
  const page = readFileSync(new URL('../../../docs/slack-setup.md', import.meta.url), 'utf8')

  it('prints the manifest that the code generates', () => {
    const [, printed = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? []
    const manifest = slackManifest({ study: 'study', interview: 'interview' })
    expect(printed).toBe(`${JSON.stringify(manifest, null, 2)}\n`)
  })

  it('explains every scope', () => {
    const unexplained = botScopes().filter((scope) => !page.includes(`| \`${scope}\` |`))
    expect(unexplained).toEqual([])
  })
})
