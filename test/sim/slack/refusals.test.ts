import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

let workspace: Workspace
beforeEach(async () => {
  workspace = await openWorkspace()
})
afterEach(() => workspace.close())

async function reopen(options: Parameters<typeof openWorkspace>[0]): Promise<Workspace> {
  await workspace.close()
  workspace = await openWorkspace(options)
  return workspace
}

const post = (args: object = {}) =>
  refusal(workspace.web.apiCall('chat.postMessage', { channel: workspace.channel, text: 'x', ...args }))

/** Uploads a file of that name; how sharing it was answered. */
async function share(name: string, args: object = {}): Promise<string> {
  const { web, channel } = workspace
  const { upload_url = '', file_id: id = '' } = await web.files.getUploadURLExternal({
    filename: name,
    length: 1,
  })
  await fetch(upload_url, { method: 'POST', body: 'x' })
  return refusal(
    web.apiCall('files.completeUploadExternal', { channel_id: channel, files: [{ id }], ...args }),
  )
}

describe('a thread on Slack', () => {
  it.each(['', 'yesterday', '1.1'])('is not one by the thread_ts %j', async (thread_ts) => {
    const { channel, person, web } = workspace
    expect(await post({ thread_ts })).toBe('invalid_thread_ts')
    expect(await share('a.txt', { thread_ts })).toBe('invalid_thread_ts')
    const whisper = { channel, user: person, text: 'x', thread_ts }
    expect(await refusal(web.apiCall('chat.postEphemeral', whisper))).toBe('invalid_thread_ts')
  })

  it('takes words and files where its first message stands, and in no other channel', async () => {
    const { slack, seat, channel, person, record } = workspace
    const thread_ts = await seat.say('one', channel)
    expect(await post({ thread_ts })).toBe('ok')
    expect(await share('a.txt', { thread_ts })).toBe('ok')
    const threads = record.flatMap((line) => (line.kind === 'message' && line.fromBot ? [line.thread] : []))
    expect(threads).toEqual([thread_ts, thread_ts])
    const elsewhere = slack.addChannel({ name: 'elsewhere', members: [person, slack.botUser] })
    expect(await post({ channel: elsewhere, thread_ts })).toBe('thread_not_found')
  })
})

describe('a place on Slack', () => {
  it('in which the bot is not, or that is archived, takes no files', async () => {
    const { slack, person, channel } = workspace
    const open = slack.addChannel({ name: 'open', members: [person] })
    expect(await share('a.txt', { channel_id: open })).toBe('not_in_channel')
    slack.archive(channel)
    expect(await share('a.txt')).toBe('is_archived')
  })

  it.each([
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'posting_to_channel_denied',
    'app_access_restricted',
  ] as const)('whose administrators have it so takes neither words nor files: %s', async (word) => {
    const { slack, channel } = workspace
    slack.restrict(channel, word)
    expect([await post(), await share('a.txt')]).toEqual([word, word])
    slack.restrict(channel, undefined)
    expect([await post(), await share('a.txt')]).toEqual(['ok', 'ok'])
  })

  it('is no direct conversation where the Messages tab is switched off', async () => {
    const { web, person } = await reopen({ messagesTab: 'off' })
    const { channel } = await web.conversations.open({ users: person })
    expect(await post({ channel: person })).toBe('messages_tab_disabled')
    expect(await post({ channel: channel?.id })).toBe('messages_tab_disabled')
    expect(await share('a.txt', { channel_id: channel?.id })).toBe('messages_tab_disabled')
  })
})

describe('a direct conversation on Slack', () => {
  it.each([
    ['on', 'ok', true],
    ['read-only', 'ok', false],
    ['off', 'messages_tab_disabled', false],
  ] as const)('whose tab is %s', async (messagesTab, forTheBot, forThePerson) => {
    const { seat, person } = await reopen({ messagesTab })
    expect(await post({ channel: person })).toBe(forTheBot)
    const saying = seat.say('hello')
    if (forThePerson) await saying
    else await expect(saying).rejects.toThrow('turned off')
  })
})

describe('a file on Slack', () => {
  it('is refused where only pictures may be uploaded', async () => {
    await reopen({ fileRules: { imagesOnly: true } })
    expect(await share('a.png')).toBe('ok')
    expect(await share('a.csv')).toBe('file_uploads_except_images_disabled')
  })

  it('is refused where its kind may not be uploaded', async () => {
    await reopen({ fileRules: { forbidden: ['.html'] } })
    expect(await share('a.csv')).toBe('ok')
    expect(await share('a.html')).toBe('file_type_not_allowed')
  })

  it('is shared again whenever that is asked for', async () => {
    const { web, channel, record } = workspace
    const ticket = await web.files.getUploadURLExternal({ filename: 'a.txt', length: 1 })
    await fetch(ticket.upload_url ?? '', { method: 'POST', body: 'x' })
    const complete = () =>
      web.files.completeUploadExternal({ channel_id: channel, files: [{ id: ticket.file_id ?? '' }] })
    await complete()
    await complete()
    expect(record.filter((line) => line.kind === 'message' && line.files?.length === 1)).toHaveLength(2)
  })
})

describe('a person on Slack', () => {
  it('who does not exist, or whom the app is not shown, can neither be asked about nor written to', async () => {
    const { slack, web } = workspace
    const hidden = slack.addPerson({ name: 'Hidden', hidden: true })
    for (const [user, word] of [
      ['U0NOBODY', 'user_not_found'],
      [hidden, 'user_not_visible'],
    ] as const) {
      expect(await refusal(web.users.info({ user }))).toBe(word)
      expect(await refusal(web.dnd.info({ user }))).toBe(word)
      expect(await refusal(web.conversations.open({ users: user }))).toBe(word)
      expect(await post({ channel: user })).toBe('channel_not_found')
    }
    const { members = [] } = await web.users.list({})
    expect(members.map(({ id }) => id)).not.toContain(hidden)
  })

  it('who shares no channel with the bot cannot be written to by their id', async () => {
    const { slack } = workspace
    const stranger = slack.addPerson({ name: 'Sol Reed', team: 'T0PARTNER', stranger: true })
    expect(await post({ channel: stranger })).toBe('channel_not_found')
  })
})

describe('a call of Slack', () => {
  it('posts as often as it is made: no argument makes two of them one', async () => {
    const { record } = workspace
    const metadata = { event_type: 'sounding', event_payload: { key: 'k' } }
    const once = { metadata, client_msg_id: '8e1b5c1e-4c3f-4a8e-9a0d-3a8c1f6f2b11' }
    await post(once)
    await post(once)
    expect(record.filter(({ kind }) => kind === 'message')).toHaveLength(2)
  })

  it('has its token in the header', async () => {
    const { slack } = workspace
    const body = new URLSearchParams({ token: 'xapp-test' })
    const answer = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', body })
    expect(await answer.json()).toEqual({ ok: false, error: 'not_authed' })
  })

  it.each([
    'chat.startStream',
    'chat.appendStream',
    'chat.stopStream',
    'chat.delete',
    'files.upload',
    'files.info',
    'rtm.start',
    'users.lookupByEmail',
    'views.update',
    'workflows.stepCompleted',
  ])('is refused where the bot does not need it, or Slack took it away: %s', async (method) => {
    expect(await refusal(workspace.web.apiCall(method, { channel: workspace.channel }))).toBe(
      'unknown_method',
    )
  })

  it.each([
    'rate_limited',
    'service_unavailable',
    'request_timeout',
    'external_channel_migrating',
    'team_added_to_org',
    'internal_error',
    'fatal_error',
    'token_expired',
    'team_access_not_granted',
    'org_login_required',
  ])('may fail for what the workspace cannot help, once and with nothing done: %s', async (word) => {
    const { slack, record } = workspace
    slack.faults.nextCall('chat.postMessage', `error:${word}`)
    expect([await post(), await post()]).toEqual([word, 'ok'])
    expect(record.filter(({ kind }) => kind === 'message')).toHaveLength(1)
  })
})
