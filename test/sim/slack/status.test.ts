import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

const MINUTE_MS = 60_000
const METHOD = 'assistant.threads.setStatus'

let workspace: Workspace
let later = 0
let thread: string
beforeEach(async () => {
  later = 0
  workspace = await openWorkspace({ now: () => Date.now() + later })
  thread = await workspace.seat.say('one', workspace.channel)
})
afterEach(() => workspace.close())

const show = (args: object = {}) =>
  refusal(
    workspace.web.apiCall(METHOD, {
      channel_id: workspace.channel,
      thread_ts: thread,
      status: 'is thinking…',
      ...args,
    }),
  )
const shown = () => workspace.slack.status(workspace.channel, thread)

describe('the status of an app in a thread on Slack', () => {
  it('is shown there for two minutes', async () => {
    expect(await show()).toBe('ok')
    later = 2 * MINUTE_MS - 1_000
    expect(shown()).toBe('is thinking…')
    later = 2 * MINUTE_MS
    expect(shown()).toBe('')
  })

  it('is gone when the app posts there, and not when it posts elsewhere', async () => {
    const { web, channel } = workspace
    await show()
    await web.chat.postMessage({ channel, text: 'x' })
    expect(shown()).toBe('is thinking…')
    await web.chat.postMessage({ channel, thread_ts: thread, text: 'x' })
    expect(shown()).toBe('')
  })

  it('needs a thread', async () => {
    expect(await show({ thread_ts: undefined })).toBe('invalid_arguments')
    expect(await show({ thread_ts: 'yesterday' })).toBe('invalid_thread_ts')
    expect(await show({ thread_ts: '1.000001' })).toBe('thread_not_found')
  })

  it('has 10 loading messages of 50 characters at most', async () => {
    const loading = (count: number, length: number) =>
      show({ loading_messages: Array.from({ length: count }, () => 'x'.repeat(length)) })
    expect(await loading(10, 50)).toBe('ok')
    expect(await loading(11, 50)).toBe('invalid_arguments')
    expect(await loading(10, 51)).toBe('invalid_arguments')
  })

  it('takes the scope chat:write', async () => {
    const poor = await openWorkspace({ scopes: ['im:history'] })
    const call = poor.web.apiCall(METHOD, { channel_id: poor.channel, thread_ts: thread, status: 'x' })
    expect(await refusal(call)).toBe('missing_scope')
    await poor.close()
  })
})
