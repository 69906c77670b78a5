import { WebAPIRateLimitedError } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

let workspace: Workspace
beforeEach(async () => {
  workspace = await openWorkspace()
})
afterEach(() => workspace.close())

const text = (words: string) => ({ type: 'plain_text', text: words })
const button = (id: string, words = 'Go') => ({ type: 'button', action_id: id, text: text(words) })
const section = (words: string) => ({ type: 'section', text: { type: 'mrkdwn', text: words } })
const option = (value: string, words = value) => ({ text: text(words), value })
const select = (options: readonly unknown[]) => ({ type: 'static_select', action_id: 's', options })
const actions = (...elements: readonly unknown[]) => ({ type: 'actions', elements })
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))

function post(args: Readonly<Record<string, unknown>>): Promise<string> {
  return refusal(
    workspace.web.apiCall('chat.postMessage', { channel: workspace.channel, text: 'x', ...args }),
  )
}

describe('blocks the stand-in refuses as Slack does', () => {
  it.each([
    ['a section over 3,000 characters', [section('x'.repeat(3_001))], 'invalid_blocks'],
    ['an empty section', [section('')], 'invalid_blocks'],
    ['a header over 150', [{ type: 'header', text: text('x'.repeat(151)) }], 'invalid_blocks'],
    ['a button label over 75', [actions(button('a', 'x'.repeat(76)))], 'invalid_blocks'],
    ['a button value over 2,000', [actions({ ...button('a'), value: 'x'.repeat(2_001) })], 'invalid_blocks'],
    ['a style Slack does not know', [actions({ ...button('a'), style: 'warning' })], 'invalid_blocks'],
    ['26 buttons in a row', [actions(...times(26, (at) => button(`a${at}`)))], 'invalid_blocks'],
    ['two controls of one id', [actions(button('a'), button('a'))], 'invalid_blocks'],
    ['a row without controls', [actions()], 'invalid_blocks'],
    ['101 options', [actions(select(times(101, (at) => option(`${at}`))))], 'invalid_blocks'],
    ['an option text over 75', [actions(select([option('a', 'x'.repeat(76))]))], 'invalid_blocks'],
    ['a select without options', [actions(select([]))], 'invalid_blocks'],
    [
      'a picture without description',
      [{ type: 'image', image_url: 'https://x.test/a.png' }],
      'invalid_blocks',
    ],
    [
      'an input outside a form',
      [{ type: 'input', label: text('L'), element: button('a') }],
      'invalid_blocks',
    ],
    ['a kind of block that does not exist', [{ type: 'paragraph' }], 'invalid_blocks'],
    ['rich text without elements', [{ type: 'rich_text', elements: [] }], 'invalid_blocks'],
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'msg_blocks_too_many'],
    ['too much text in all', times(6, () => section('x'.repeat(2_900))), 'msg_blocks_too_long'],
  ])('%s', async (_what, blocks, error) => {
    expect(await post({ blocks })).toBe(error)
  })

  it('while it takes what is just within the limits', async () => {
    const blocks = [
      section('x'.repeat(3_000)),
      { type: 'header', text: text('x'.repeat(150)) },
      actions(...times(25, (at) => button(`a${at}`, 'x'.repeat(75)))),
      actions(select(times(100, (at) => option(`${at}`)))),
    ]
    expect(await post({ blocks })).toBe('ok')
  })
})

describe('messages the stand-in refuses as Slack does', () => {
  it.each([
    ['no text and no blocks', { text: '' }, 'no_text'],
    ['an unknown channel', { channel: 'C000' }, 'channel_not_found'],
    ['metadata that is no event', { metadata: { key: 'k' } }, 'invalid_metadata_format'],
    [
      'metadata beyond all measure',
      { metadata: { event_type: 't', event_payload: { key: 'x'.repeat(9_000) } } },
      'metadata_too_large',
    ],
    ['a thread that does not exist', { thread_ts: '1.000001' }, 'thread_not_found'],
  ])('%s', async (_what, args, error) => {
    expect(await post(args)).toBe(error)
  })

  it('in a channel the bot is not in, or that is archived', async () => {
    const { slack, person } = workspace
    const open = slack.addChannel({ name: 'open', members: [person] })
    const closed = slack.addChannel({ name: 'closed', private: true, members: [person] })
    expect(await post({ channel: open })).toBe('not_in_channel')
    expect(await post({ channel: closed })).toBe('channel_not_found')
    slack.archive(workspace.channel)
    expect(await post({})).toBe('is_archived')
  })

  it('when they come faster than a channel takes them, and only there', async () => {
    await workspace.close()
    workspace = await openWorkspace({ rates: {} })
    const { web, channel, person } = workspace
    const burst = times(5, () => web.chat.postMessage({ channel, text: 'x' }))
    const settled = await Promise.allSettled(burst)
    const refused = settled.filter((each) => each.status === 'rejected')
    expect(refused.map((each) => each.reason)).toEqual([expect.any(WebAPIRateLimitedError)])
    expect(refused[0]?.reason).toMatchObject({ retryAfter: 1 })
    expect(await refusal(web.chat.postMessage({ channel: person, text: 'x' }))).toBe('ok')
  })

  it('when they would change what is not the bot’s, is gone, or is too long', async () => {
    const { web, channel, seat } = workspace
    const theirs = await seat.say('mine', channel)
    const { ts = '' } = await web.chat.postMessage({ channel, text: 'x' })
    const update = (at: string, words: string) => refusal(web.chat.update({ channel, ts: at, text: words }))
    expect(await update(theirs, 'y')).toBe('cant_update_message')
    expect(await update('1.000001', 'y')).toBe('message_not_found')
    expect(await update(ts, 'x'.repeat(4_001))).toBe('msg_too_long')
    expect(await update(ts, 'y')).toBe('ok')
  })

  it('without the right token or scope', async () => {
    const { channel } = workspace
    const as = (token: string | undefined) =>
      refusal(
        workspace.client(token).chat.postMessage({
          channel,
          text: 'x',
        }),
      )
    expect(await as('xoxb-wrong')).toBe('invalid_auth')
    expect(await as(undefined)).toBe('not_authed')
    expect(await as('xapp-test')).toBe('not_allowed_token_type')
    expect(await refusal(workspace.web.conversations.history({ channel }))).toBe('missing_scope')
    expect(await refusal(workspace.web.apiCall('chat.delete', { channel }))).toBe('unknown_method')
  })
})

describe('a long text on Slack', () => {
  const words = (length: number) => 'x'.repeat(length)
  const shown = () => {
    const texts: string[] = []
    workspace.seat.watch((sight) => sight.kind === 'message' && texts.push(sight.text))
    return texts
  }

  it('is cut off after 40,000 characters, with a warning and no refusal', async () => {
    const { web, channel } = workspace
    const texts = shown()
    const whole = await web.chat.postMessage({ channel, text: words(40_000) })
    expect(whole.warning).toBeUndefined()
    expect(texts.splice(0).join('')).toHaveLength(40_000)
    const cut = await web.chat.postMessage({ channel, text: words(40_001) })
    expect(cut.warning).toBe('message_truncated')
    expect(texts.join('')).toHaveLength(40_000)
  })

  it('is broken up after 4,000 characters, wherever that falls, and the answer names one of the messages', async () => {
    const { web, channel } = workspace
    const texts = shown()
    await web.chat.postMessage({ channel, text: words(4_000) })
    expect(texts.splice(0).map((text) => text.length)).toEqual([4_000])
    const posted = await web.chat.postMessage({ channel, text: `${words(3_998)} word ${words(4_000)}` })
    expect(texts.splice(0).map((text) => text.length)).toEqual([4_000, 4_000, 4])
    expect(posted.message?.text).toHaveLength(4_000)
    await web.chat.postEphemeral({ channel, user: workspace.person, text: words(4_001) })
    expect(texts.splice(0).map((text) => text.length)).toEqual([4_000, 1])
  })

  it('over 4,000 characters that stands for blocks multiplies them', async () => {
    const { web, channel } = workspace
    const texts = shown()
    const blocks = [{ type: 'section' as const, text: { type: 'plain_text' as const, text: 'Shown' } }]
    await web.chat.postMessage({ channel, text: words(4_000), blocks })
    expect(texts.splice(0)).toEqual(['Shown'])
    await web.chat.postMessage({ channel, text: words(4_001), blocks })
    expect(texts).toEqual(['Shown', 'Shown'])
  })

  it('is cut off after 40,000 characters when a person wrote it, too', async () => {
    const texts = shown()
    const { seat, channel } = workspace
    const message = await seat.say(words(40_001), channel)
    expect(texts.map((text) => text.length)).toEqual([40_000])
    await seat.edit(channel, message, words(40_002))
    const [, { text = '' } = {}] = workspace.record.filter(
      ({ kind }) => kind === 'message' || kind === 'edited',
    )
    expect(text).toHaveLength(40_000)
  })

  it('is refused in an edit over 4,000 characters', async () => {
    const { web, channel } = workspace
    const { ts = '' } = await web.chat.postMessage({ channel, text: 'x' })
    expect(await refusal(web.chat.update({ channel, ts, text: words(4_000) }))).toBe('ok')
    expect(await refusal(web.chat.update({ channel, ts, text: words(4_001) }))).toBe('msg_too_long')
  })
})

describe('what Slack is odd about', () => {
  it('posts to a deactivated person succeed, opening their conversation does not, and nobody sees them', async () => {
    const { slack, web, person, seat } = workspace
    slack.changePerson(person, { deactivated: true })
    const seen: unknown[] = []
    seat.watch((sight) => seen.push(sight))
    expect(await post({ channel: person })).toBe('ok')
    expect(await refusal(web.conversations.open({ users: person }))).toBe('user_disabled')
    expect(seen).toEqual([])
  })

  it('history may lag behind, and shows metadata only when asked', async () => {
    await workspace.close()
    workspace = await openWorkspace({ historyLagMs: 60_000 })
    const { channel: direct } = await workspace.web.chat.postMessage({ channel: workspace.person, text: 'x' })
    const { messages } = await workspace.web.conversations.history({ channel: direct ?? '' })
    expect(messages).toEqual([])
  })

  it('the history has a thread’s first message and none of its replies, which are asked for by themselves', async () => {
    const { web, person, seat } = workspace
    const asked = await web.chat.postMessage({ channel: person, text: 'Which?' })
    const direct = asked.channel ?? ''
    const reply = await seat.say('This one', direct, [], asked.ts)
    const later = await seat.say('And that', direct, [], reply)
    const { messages } = await web.conversations.history({ channel: direct })
    expect(messages).toMatchObject([{ ts: asked.ts, reply_count: 2, latest_reply: later }])
    const thread = { channel: direct, ts: asked.ts ?? '', limit: 1 }
    const first = await web.conversations.replies(thread)
    expect(first.messages?.map(({ ts }) => ts)).toEqual([asked.ts, reply])
    const cursor = first.response_metadata?.next_cursor ?? ''
    const second = await web.conversations.replies({ ...thread, cursor })
    expect(second.messages?.map(({ ts }) => ts)).toEqual([asked.ts, later])
    expect(second).toMatchObject({ has_more: false })
    const since = await web.conversations.replies({ ...thread, oldest: reply })
    expect(since.messages?.map(({ ts }) => ts)).toEqual([asked.ts, later])
    expect(await refusal(web.conversations.replies({ channel: direct, ts: '1700000000.000100' }))).toBe(
      'thread_not_found',
    )
    expect(await refusal(web.conversations.replies({ channel: workspace.channel, ts: '1.0' }))).toBe(
      'missing_scope',
    )
  })

  it('text without blocks is read as mrkdwn unless that is switched off', async () => {
    const { web, channel, record } = workspace
    await web.chat.postMessage({ channel, text: '*bold* &amp; more' })
    await web.chat.postMessage({ channel, text: '*bold* &amp; more', mrkdwn: false })
    const shown = record.flatMap(({ kind, text: words }) => (kind === 'message' ? [words] : []))
    expect(shown).toEqual(['bold & more', '*bold* & more'])
  })

  it('a file is read only with the token, else comes a sign-in page', async () => {
    const { web, channel, record } = workspace
    const body = 'a,b\n'
    const ticket = await web.files.getUploadURLExternal({ filename: 'codes.csv', length: body.length })
    expect(
      await refusal(
        web.files.completeUploadExternal({ channel_id: channel, files: [{ id: ticket.file_id ?? '' }] }),
      ),
    ).toBe('file_not_found')
    expect((await fetch(ticket.upload_url ?? '', { method: 'POST', body: 'wrong' })).status).toBe(400)
    expect((await fetch(ticket.upload_url ?? '', { method: 'POST', body })).status).toBe(200)
    const done = await web.files.completeUploadExternal({
      channel_id: channel,
      files: [{ id: ticket.file_id ?? '', title: 'Codes' }],
    })
    const url = done.files?.[0]?.url_private ?? ''
    const read = async (token: string) =>
      (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).text()
    expect(await read('xoxb-test')).toBe(body)
    expect(await read('xoxb-wrong')).toMatch(/Sign in/)
    expect(record.at(-1)).toMatchObject({ kind: 'call', method: 'files.completeUploadExternal' })
  })
})

describe('people and installations', () => {
  it('whoever shares no channel with the bot cannot be written to, others of their workspace can', async () => {
    const { slack, web } = workspace
    const stranger = slack.addPerson({ name: 'Sol Reed', team: 'T0PARTNER', stranger: true })
    expect(await refusal(web.conversations.open({ users: stranger }))).toBe('invalid_user_combination')
    const partner = slack.addPerson({ name: 'Pia Stone', team: 'T0PARTNER' })
    expect(await refusal(web.conversations.open({ users: partner }))).toBe('ok')
    const { user } = await web.users.info({ user: partner })
    expect(user).toMatchObject({ team_id: 'T0PARTNER', is_stranger: false })
  })

  it('tells the hours of quiet to who may read them', async () => {
    const { slack, person, web } = workspace
    slack.setQuiet(person, { from: 1_000_000, until: 2_000_000 })
    expect(await web.dnd.info({ user: person })).toMatchObject({
      dnd_enabled: true,
      next_dnd_start_ts: 1_000,
      next_dnd_end_ts: 2_000,
    })
    const poor = await openWorkspace({ scopes: ['chat:write'] })
    expect(await refusal(poor.web.dnd.info({ user: poor.person }))).toBe('missing_scope')
    await poor.close()
  })

  it('takes no bot token of an app that was removed, or that was revoked', async () => {
    const { slack, web } = workspace
    slack.uninstall()
    expect(await refusal(web.auth.test())).toBe('account_inactive')
    slack.reinstall()
    expect(await refusal(web.auth.test())).toBe('ok')
    slack.revokeToken()
    expect(await refusal(web.auth.test())).toBe('token_revoked')
  })
})
