import { Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Sight } from '../../../sim/seat.ts'
import { type Given, type OpenServer, openServer, refusal } from './stage.ts'
import { until } from './until.ts'

const MINUTE_MS = 60_000
const V2 = 1 << 15

let open: OpenServer
let later = 0
beforeEach(async () => {
  later = 0
  open = await openServer({ now: () => Date.now() + later })
})
afterEach(async () => {
  vi.useRealTimers()
  await open.close()
})

async function reopen(options: Parameters<typeof openServer>[0]): Promise<OpenServer> {
  await open.close()
  open = await openServer(options)
  return open
}

const answer = (to: Given, type: number, data: object = {}) =>
  refusal(open.rest.post(Routes.interactionCallback(to.id, to.token), { body: { type, data }, auth: false }))
const follow = (to: Given, body: object = {}) =>
  refusal(
    open.rest.post(Routes.webhook(open.discord.application, to.token), {
      body: { content: 'x', flags: 64, ...body },
      auth: false,
    }),
  )
const editAnswer = (to: Given, body: object = { content: 'y' }) =>
  refusal(
    open.rest.patch(Routes.webhookMessage(open.discord.application, to.token, '@original'), {
      body,
      auth: false,
    }),
  )
const complaints = () =>
  open.sights.flatMap((sight: Sight) => (sight.kind === 'complaint' ? [sight.text] : []))

describe('the time that Discord gives an interaction', () => {
  it('is three seconds for the first answer', async () => {
    await open.command()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const late = await open.command()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(complaints()).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(complaints()).toEqual(['The application did not respond'])
    vi.useRealTimers()
    expect(await answer(late, 5)).toBe(10062)
  })

  it('is fifteen minutes for what follows it', async () => {
    const to = await open.command()
    await answer(to, 5, { flags: 64 })
    later = 15 * MINUTE_MS - 1_000
    expect([await follow(to), await editAnswer(to)]).toEqual(['ok', 'ok'])
    later = 15 * MINUTE_MS + 1_000
    expect([await follow(to), await editAnswer(to)]).toEqual([50027, 50027])
  })
})

describe('an interaction of Discord', () => {
  it('is answered once: with a form no more once an answer was put off', async () => {
    const to = await open.command()
    expect(await answer(to, 5, { flags: 64 })).toBe('ok')
    const text = { type: 4, custom_id: 't', style: 1 }
    const modal = { custom_id: 'm', title: 'Form', components: [{ type: 18, label: 'L', component: text }] }
    expect(await answer(to, 9, modal)).toBe(40060)
  })

  it('is put off for one person alone or for all, which is all that is said then', async () => {
    const to = await open.command()
    expect(await answer(to, 5, { flags: 64 | V2 })).toBe(50035)
    expect(await answer(to, 5, { flags: 64 })).toBe('ok')
  })

  it('is answered in the newer components by the edit of an answer put off, and keeps them', async () => {
    const to = await open.command()
    await answer(to, 5, { flags: 64 })
    const components = [{ type: 10, content: 'x' }]
    expect(await editAnswer(to, { components })).toBe(50035)
    expect(await editAnswer(to, { flags: V2, components })).toBe('ok')
    expect(await editAnswer(to, { content: 'y' })).toBe(50035)
  })

  it('has as many follow-ups as the bot likes where the app was added to the server', async () => {
    const to = await open.command()
    await answer(to, 4, { content: 'x' })
    for (let sent = 1; sent <= 6; sent++) expect(await follow(to)).toBe('ok')
  })

  it('has five follow-ups at most where the app is there for the person alone', async () => {
    const { discord, server } = await reopen({ portal: { userInstall: true } })
    discord.removeServer(server)
    const to = await open.command()
    await answer(to, 4, { content: 'x' })
    for (let sent = 1; sent <= 5; sent++) expect(await follow(to)).toBe('ok')
    expect(await follow(to)).toBe(40094)
    expect(await editAnswer(to)).toBe('ok')
  })

  it('reaches no gateway where the app has an address for interactions', async () => {
    const { discord, ana, channel, socket, rest } = await reopen({
      interactionDeadlineMs: 50,
      portal: { interactionsEndpointUrl: 'https://bot.invalid' },
    })
    const sub = { type: 1, name: 'new', description: 'New' }
    const body = [{ name: 'study', description: 'Studies', options: [sub] }]
    await rest.put(Routes.applicationCommands(discord.application), { body })
    const { identify, packets } = await socket()
    identify()
    await until(() => packets.some(({ t }) => t === 'READY'))
    await discord.seat(ana).command(channel, '/study', 'new')
    await until(() => complaints().length > 0)
    expect(packets.map(({ t }) => t)).not.toContain('INTERACTION_CREATE')
  })

  it('does not count to the fifty calls in a second', async () => {
    const to = await open.command()
    await answer(to, 4, { content: 'x' })
    // discord.js would keep to the fifty by itself.
    const call = () =>
      fetch(`${open.discord.apiUrl}/v10${Routes.webhook(open.discord.application, to.token)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'x', flags: 64 }),
      })
    const answers = await Promise.all(Array.from({ length: 60 }, call))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('a command of Discord', () => {
  /** Whether Ana is offered it. */
  async function offered(command: object, conversation = open.channel): Promise<boolean> {
    const { discord, ana, rest } = open
    const sub = { type: 1, name: 'new', description: 'New' }
    const body = [{ name: 'study', description: 'Studies', options: [sub], ...command }]
    await rest.put(Routes.applicationCommands(discord.application), { body })
    const before = complaints().length
    await discord.seat(ana).command(conversation, '/study', 'new')
    return complaints().length === before
  }

  it('is offered in the contexts it was registered for', async () => {
    const { discord, ana } = open
    await discord.seat(ana).say('hello')
    const direct = discord.seat(ana).direct() ?? ''
    const both = async (contexts: number[] | undefined) => [
      await offered({ contexts }),
      await offered({ contexts }, direct),
    ]
    expect(await both([0])).toEqual([true, false])
    expect(await both([1])).toEqual([false, true])
    expect(await both(undefined)).toEqual([true, true])
  })

  it('is offered where the app was added with its commands', async () => {
    const { discord, ana } = open
    const silent = discord.addServer('Silent', false)
    discord.joinServer(ana, silent)
    expect(await offered({}, discord.addChannel({ server: silent, name: 'general' }))).toBe(false)
    const loud = discord.addServer('Loud')
    discord.joinServer(ana, loud)
    const place = discord.addChannel({ server: loud, name: 'general' })
    expect(await offered({}, place)).toBe(true)
    discord.removeServer(loud)
    expect(await offered({}, place)).toBe(false)
  })

  it('is offered elsewhere to who installed the app, if it is registered for that', async () => {
    const { discord, server } = await reopen({ portal: { userInstall: true } })
    discord.removeServer(server)
    expect(await offered({ integration_types: [0] })).toBe(false)
    expect(await offered({ integration_types: [0, 1] })).toBe(true)
  })
})
