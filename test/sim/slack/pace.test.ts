import { WebAPIRateLimitedError } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

let workspace: Workspace
beforeEach(async () => {
  workspace = await openWorkspace()
})
afterEach(() => workspace.close())

const long = (length: number) => 'x'.repeat(length)

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

describe('what else Slack refuses', () => {
  it('an alternative text of a file over 1,000 characters', async () => {
    const ask = (alt_txt: string) =>
      refusal(workspace.web.apiCall('files.getUploadURLExternal', { filename: 'a.png', length: 1, alt_txt }))
    expect(await ask(long(1_000))).toBe('ok')
    expect(await ask(long(1_001))).toBe('alt_txt_too_large')
  })

  it('a page of no or of too many members or messages', async () => {
    const { web, channel, person } = workspace
    const { channel: direct = '' } = await web.chat.postMessage({ channel: person, text: 'x' })
    for (const limit of [0, 1_001])
      expect(await refusal(web.conversations.members({ channel, limit }))).toBe('invalid_limit')
    for (const limit of [0, 1_000])
      expect(await refusal(web.conversations.history({ channel: direct, limit }))).toBe('invalid_limit')
    expect(await refusal(web.conversations.members({ channel, limit: 1_000 }))).toBe('ok')
    expect(await refusal(web.conversations.history({ channel: direct, limit: 999 }))).toBe('ok')
  })

  it('a conversation with a bot, and words for one person who is not there', async () => {
    const { slack, web, channel } = workspace
    const helper = slack.addPerson({ name: 'helper', bot: true })
    const elsewhere = slack.addPerson({ name: 'Elsewhere' })
    expect(await refusal(web.conversations.open({ users: helper }))).toBe('cannot_dm_bot')
    const whisper = (user: string) => refusal(web.chat.postEphemeral({ channel, user, text: 'x' }))
    expect(await whisper(elsewhere)).toBe('user_not_in_channel')
    expect(await whisper(workspace.person)).toBe('ok')
  })

  it('to tell the metadata of messages to who does not ask for it', async () => {
    const { web, person } = workspace
    const metadata = { event_type: 'sounding', event_payload: { key: 'k' } }
    const { channel = '' } = await web.chat.postMessage({ channel: person, text: 'x', metadata })
    const [bare] = (await web.conversations.history({ channel })).messages ?? []
    const [whole] = (await web.conversations.history({ channel, include_all_metadata: true })).messages ?? []
    expect(bare?.metadata).toBeUndefined()
    expect(whole?.metadata).toEqual(metadata)
  })
})

describe('the pace of Slack', () => {
  const paced = async (rates: Parameters<typeof openWorkspace>[0]) => {
    await workspace.close()
    workspace = await openWorkspace(rates)
    return workspace
  }
  /** How many of so many calls at once were not refused for their speed, and after how many seconds to come again. */
  async function taken(count: number, call: () => Promise<unknown>) {
    const settled = await Promise.allSettled(times(count, call))
    const limited = settled.flatMap((each) =>
      each.status === 'rejected' && each.reason instanceof WebAPIRateLimitedError ? [each.reason] : [],
    )
    return { count: count - limited.length, retryAfter: limited[0]?.retryAfter }
  }

  const tiers: readonly [tier: number, perMinute: number, method: string, args: object][] = [
    [2, 20, 'users.list', {}],
    [2, 20, 'usergroups.users.list', { usergroup: 'S0' }],
    [3, 50, 'chat.update', { text: 'x', ts: '1.0' }],
    [3, 50, 'conversations.open', {}],
    [3, 50, 'conversations.history', {}],
    [3, 50, 'conversations.replies', {}],
    [3, 50, 'conversations.info', {}],
    [3, 50, 'dnd.info', {}],
    [4, 100, 'conversations.members', {}],
    [4, 100, 'chat.postEphemeral', { text: 'x' }],
    [4, 100, 'users.info', {}],
    [4, 100, 'views.open', {}],
    [4, 100, 'views.publish', {}],
    [4, 100, 'files.getUploadURLExternal', { filename: 'a.txt', length: 1 }],
    [4, 100, 'files.completeUploadExternal', {}],
  ]

  it.each(tiers)('of tier %i is %i calls a minute: %s', async (_tier, perMinute, method, args) => {
    const { web, person } = await paced({ rates: {} })
    const { channel } = await web.chat.postMessage({ channel: person, text: 'x' })
    const call = () => web.apiCall(method, { channel, users: person, user: person, ...args })
    const { count, retryAfter } = await taken(perMinute + 10, call)
    // While they are made, a few seconds' worth more may come due.
    expect(count).toBeGreaterThanOrEqual(perMinute)
    expect(count).toBeLessThan(perMinute + 10)
    expect(retryAfter).toBeGreaterThanOrEqual(1)
  })

  it('of tier 3 holds for the app token too: apps.connections.open', async () => {
    const { client } = await paced({ rates: {} })
    const web = client('xapp-test')
    const { count } = await taken(60, () => web.apps.connections.open())
    expect(count).toBeGreaterThanOrEqual(50)
    expect(count).toBeLessThan(60)
  })

  it('holds for a workspace as a whole, however many channels are written to', async () => {
    const { web, slack } = await paced({ rates: { postsPerMinute: 6 } })
    const people = times(9, (at) => slack.addPerson({ name: `Person ${at}` }))
    const channels = people[Symbol.iterator]()
    const { count } = await taken(9, () => {
      const next = channels.next()
      return web.chat.postMessage({ channel: next.value ?? '', text: 'x' })
    })
    expect(count).toBe(6)
  })

  it('of reading the history is one call a minute and fifteen messages for a distributed app', async () => {
    const { web, person } = await paced({ rates: { messageBurst: 100, distributed: true } })
    let channel = ''
    for (const at of times(20, (index) => index))
      ({ channel = '' } = await web.chat.postMessage({ channel: person, text: `${at}` }))
    const first = await web.conversations.history({ channel, limit: 200 })
    expect(first.messages).toHaveLength(15)
    expect(first.has_more).toBe(true)
    const { count, retryAfter } = await taken(1, () => web.conversations.history({ channel }))
    expect(count).toBe(0)
    expect(retryAfter).toBeGreaterThan(50)
    const { messages } = first
    const thread = { channel, ts: messages?.[0]?.ts ?? '' }
    const replies = () => web.conversations.replies(thread)
    expect((await taken(2, replies)).count).toBe(1)
  })
})
