import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

let workspace: Workspace
let direct: string
let root: string
beforeEach(async () => {
  workspace = await openWorkspace()
  root = await workspace.seat.say('one')
  direct = workspace.seat.direct() ?? ''
})
afterEach(() => workspace.close())

async function reply(text: string): Promise<string> {
  const posted = await workspace.web.chat.postMessage({ channel: direct, thread_ts: root, text })
  return posted.ts ?? ''
}
const history = async (more: object = {}) => workspace.web.conversations.history({ channel: direct, ...more })
const replies = async (more: object = {}) =>
  workspace.web.conversations.replies({ channel: direct, ts: root, ...more })

describe('the history of a conversation', () => {
  it('shows where a thread begins and none of its replies', async () => {
    await reply('first')
    const latest = await reply('second')
    const { messages } = await history()
    expect(messages).toMatchObject([{ ts: root, thread_ts: root, reply_count: 2, latest_reply: latest }])
  })

  it('goes on at a message, whatever is deleted between two pages', async () => {
    const all = [root]
    for (let more = 2; more <= 6; more++) all.push(await workspace.seat.say(`${more}`))
    const first = await history({ limit: 3 })
    await workspace.seat.remove(direct, all[5] ?? '')
    const cursor = first.response_metadata?.next_cursor ?? ''
    const second = await history({ limit: 3, cursor })
    expect(second.messages?.map(({ ts }) => ts)).toEqual([all[2], all[1], all[0]])
    expect(second.has_more).toBe(false)
    expect(await refusal(history({ cursor: 'bm90IG9uZQ==' }))).toBe('invalid_cursor')
  })
})

describe('a thread', () => {
  it('is paged oldest first, its first message on each page', async () => {
    const sent = [await reply('first'), await reply('second'), await reply('third')]
    const first = await replies({ limit: 2 })
    expect(first.messages?.map(({ ts }) => ts)).toEqual([root, sent[0], sent[1]])
    const second = await replies({ limit: 2, cursor: first.response_metadata?.next_cursor })
    expect(second.messages?.map(({ ts }) => ts)).toEqual([root, sent[2]])
    expect(await refusal(replies({ ts: '1.000001' }))).toBe('thread_not_found')
  })

  it('keeps a mark of its deleted first message as long as a reply stands there', async () => {
    const sent = await reply('first')
    await workspace.seat.remove(direct, root)
    expect((await history()).messages).toMatchObject([
      { ts: root, subtype: 'tombstone', reply_count: 1, user: 'USLACKBOT' },
    ])
    expect((await replies()).messages?.map(({ ts }) => ts)).toEqual([root, sent])
  })
})
