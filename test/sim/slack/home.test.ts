import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

let workspace: Workspace
beforeEach(async () => {
  workspace = await openWorkspace()
})
afterEach(() => workspace.close())

const plain = (words: string) => ({ type: 'plain_text', text: words })
const section = (words: string) => ({ type: 'section', text: plain(words) })
const home = (...words: string[]) => ({ type: 'home', blocks: words.map(section) })
const button = { type: 'button', action_id: 'stop', value: 'stop', text: plain('Stop') }

const publish = (view: unknown, more: object = {}, user = workspace.seat.user) =>
  workspace.web.apiCall('views.publish', { user_id: user, view, ...more })

describe('the Home tab', () => {
  it('shows each person what was published for them last, and nobody else', async () => {
    const { slack, seat } = workspace
    const other = slack.addPerson({ name: 'Bo Marsh' })
    await publish(home('Once'))
    await publish(home('Twice', 'and more'))
    expect(slack.home(seat.user).text).toBe('Twice\nand more')
    expect(slack.home(other).text).toBe('')
  })

  it('tells the app that it was opened, with what stood there', async () => {
    const socket = await workspace.socket()
    const heard: {
      readonly tab: string
      readonly user: string
      readonly view?: { readonly type: string }
    }[] = []
    socket.on('app_home_opened', async ({ ack, event }) => {
      await ack()
      heard.push(event)
    })
    workspace.slack.home(workspace.seat.user).open()
    await expect.poll(() => heard.length).toBe(1)
    await publish(home('Hello'))
    workspace.slack.home(workspace.seat.user).open()
    await expect.poll(() => heard.length).toBe(2)
    const [first, second] = heard
    expect(first).toMatchObject({ tab: 'home', user: workspace.seat.user })
    expect(first?.view).toBeUndefined()
    expect(second?.view).toMatchObject({ type: 'home' })
  })

  it('hands on a press with its view, and with no channel, message or response address', async () => {
    const socket = await workspace.socket()
    const pressed = new Promise<Record<string, unknown>>((resolve) => {
      socket.once('interactive', async ({ ack, body }) => {
        await ack()
        resolve(body)
      })
    })
    await publish({ type: 'home', blocks: [section('Yours'), { type: 'actions', elements: [button] }] })
    const tab = workspace.slack.home(workspace.seat.user)
    expect(tab.controls).toMatchObject([{ id: 'stop', label: 'Stop' }])
    await tab.press('stop')
    const body = await pressed
    expect(body).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: expect.any(String) },
      view: { type: 'home' },
      actions: [{ action_id: 'stop' }],
    })
    for (const absent of ['channel', 'message', 'response_url']) expect(body).not.toHaveProperty(absent)
  })

  it('replaces only the page that is meant', async () => {
    const first = await publish(home('One'))
    const { hash } = (first as unknown as { readonly view: { readonly hash: string } }).view
    expect(await refusal(publish(home('Two'), { hash }))).toBe('ok')
    expect(await refusal(publish(home('Three'), { hash }))).toBe('hash_conflict')
  })

  it.each([
    ['a form', { type: 'modal', title: plain('T'), blocks: [section('x')] }],
    ['a title', { ...home('x'), title: plain('T') }],
    ['a button to send it', { ...home('x'), submit: plain('Send') }],
    ['no blocks at all', { type: 'home' }],
    ['101 blocks', home(...Array.from({ length: 101 }, (_, at) => `${at}`))],
    ['a section over 3,000 characters', home('x'.repeat(3_001))],
    ['private metadata over 3,000', { ...home('x'), private_metadata: 'x'.repeat(3_001) }],
    ['a callback id over 255', { ...home('x'), callback_id: 'x'.repeat(256) }],
  ])('refuses %s', async (_what, view) => {
    expect(await refusal(publish(view))).toBe('invalid_arguments')
  })

  it('takes a hundred blocks', async () => {
    expect(await refusal(publish(home(...Array.from({ length: 100 }, (_, at) => `${at}`))))).toBe('ok')
  })

  it('takes 250 KB', async () => {
    const page = (sections: number) => home(...Array.from({ length: sections }, () => 'x'.repeat(3_000)))
    expect(await refusal(publish(page(80)))).toBe('ok')
    expect(await refusal(publish(page(90)))).toBe('view_too_large')
  })

  it('refuses a page for nobody, and any page where the tab is switched off', async () => {
    expect(await refusal(publish(home('x'), {}, 'UNOBODY'))).toBe('invalid_arguments')
    await workspace.close()
    workspace = await openWorkspace({ homeTab: false })
    expect(await refusal(publish(home('x')))).toBe('not_enabled')
  })
})
