import { REST, Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createDiscordStandIn, type DiscordStandIn } from '../../../sim/discord/index.ts'
import type { SeenForm, Sight } from '../../../sim/seat.ts'
import { until } from './until.ts'

const token = 'simulated-discord-token'
const minutes = 60_000

interface Given {
  readonly id: string
  readonly token: string
  readonly data: { readonly components?: unknown; readonly resolved?: unknown }
}

describe('the Discord stand-in refuses', () => {
  let discord: DiscordStandIn
  let rest: REST
  let socket: WebSocket
  let server: string
  let channel: string
  let ana: string
  let later = 0
  const given: Given[] = []
  const sights: Sight[] = []

  beforeEach(async () => {
    later = 0
    given.length = 0
    sights.length = 0
    discord = await createDiscordStandIn({
      log: { write: () => {} },
      token,
      now: () => Date.now() + later,
      interactionDeadlineMs: 300,
      lateEdits: 1,
    })
    server = discord.addServer('Garden club')
    channel = discord.addChannel({ server, name: 'research' })
    ana = discord.addPerson({ name: 'Ana', servers: [server] })
    discord.seat(ana).watch((sight) => sights.push(sight))
    rest = new REST({ api: discord.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token)
    const options = [{ type: 3, name: 'text', description: 'Anything more' }]
    const sub = { type: 1, name: 'new', description: 'New', options }
    const body = [{ name: 'study', description: 'Studies', options: [sub] }]
    await rest.put(Routes.applicationCommands(discord.application), { body })
    socket = new WebSocket(`${discord.apiUrl.replace('http', 'ws').replace('/api', '')}/?v=10&encoding=json`)
    socket.on('message', (data) => {
      const packet = JSON.parse(String(data))
      if (packet.op === 10) socket.send(JSON.stringify({ op: 2, d: { token, intents: 513, properties: {} } }))
      if (packet.t === 'INTERACTION_CREATE') given.push(packet.d)
      if (packet.t === 'READY') ready()
    })
    let ready = () => {}
    await new Promise<void>((resolve) => {
      ready = resolve
    })
  })
  afterEach(async () => {
    socket.terminate()
    await discord.close()
  })

  async function command(): Promise<Given> {
    const before = given.length
    await discord.seat(ana).command(channel, '/study', 'new')
    await until(() => given.length > before)
    return given[before] as Given
  }

  const answer = (to: Given, body: unknown) =>
    rest.post(Routes.interactionCallback(to.id, to.token), { body, auth: false })
  const original = (to: Given) => Routes.webhookMessage(discord.application, to.token, '@original')
  const post = (body: unknown) => rest.post(Routes.channelMessages(channel), { body })

  it('an answer that comes too late, which the person is told', async () => {
    const late = await command()
    await until(() => sights.some(({ kind }) => kind === 'complaint'))
    await expect(answer(late, { type: 5 })).rejects.toMatchObject({ code: 10062 })
  })

  it('a second answer, and one to a token it does not know', async () => {
    const once = await command()
    await answer(once, { type: 5, data: { flags: 64 } })
    await expect(answer(once, { type: 5 })).rejects.toMatchObject({ code: 40060 })
    await expect(answer({ ...once, token: 'unknown' }, { type: 5 })).rejects.toMatchObject({ code: 10062 })
  })

  it('a follow-up before the answer, and anything after fifteen minutes', async () => {
    const to = await command()
    const body = { content: 'x' }
    await expect(rest.patch(original(to), { body, auth: false })).rejects.toMatchObject({ code: 10015 })
    await answer(to, { type: 5, data: { flags: 64 } })
    await rest.patch(original(to), { body, auth: false })
    later = 16 * minutes
    await expect(rest.patch(original(to), { body, auth: false })).rejects.toMatchObject({ code: 50027 })
  })

  it('a form with too much in it', async () => {
    const modal = (title: string, fields: number) => ({
      type: 9,
      data: {
        custom_id: 'f',
        title,
        components: Array.from({ length: fields }, (_, i) => ({
          type: 18,
          label: `Field ${i}`,
          component: { type: 4, custom_id: `${i}`, style: 1 },
        })),
      },
    })
    const to = await command()
    await expect(answer(to, modal('x'.repeat(46), 1))).rejects.toMatchObject({ code: 50035 })
    await expect(answer(to, modal('x', 6))).rejects.toMatchObject({ code: 50035 })
    await answer(to, modal('A form', 5))
    const form = sights.find((sight): sight is SeenForm => sight.kind === 'form')
    expect(form?.fields.map(({ label, kind }) => [label, kind])).toContainEqual(['Field 4', 'text'])
  })

  it('a form as the answer to a form', async () => {
    const field = { type: 18, label: 'File', component: { type: 19, custom_id: 'file', required: false } }
    const modal = { type: 9, data: { custom_id: 'f', title: 'A form', components: [field] } }
    await answer(await command(), modal)
    const form = sights.find((sight): sight is SeenForm => sight.kind === 'form') as SeenForm
    await discord.seat(ana).submit(form, {}, { file: { name: 'a.txt', text: 'words' } })
    await until(() => given.length === 2)
    const sent = given[1] as Given
    await expect(answer(sent, modal)).rejects.toMatchObject({ code: 10062 })
    const [file] = Object.values((sent.data.resolved as { attachments: object }).attachments)
    expect(await (await fetch(file.url)).text()).toBe('words')
  })

  it('components beyond the limits, with the place of each', async () => {
    const button = (i: number) => ({ type: 2, style: 1, label: 'x', custom_id: `${i}` })
    const row = (count: number) => ({
      type: 1,
      components: Array.from({ length: count }, (_, i) => button(i)),
    })
    await expect(post({ content: 'x', components: [row(6)] })).rejects.toMatchObject({
      rawError: {
        code: 50035,
        errors: { components: { 0: { components: { _errors: expect.anything() } } } },
      },
    })
    await expect(post({ content: 'x', components: [row(1), row(1)] })).rejects.toMatchObject({ code: 50035 })
    await expect(post({ components: [row(1)] })).rejects.toMatchObject({ code: 50006 })
  })

  it('commands whose names or words in another language are no better than the plain ones may be', async () => {
    const command = { type: 1, name: 'study', description: 'Run a study' }
    const put = (more: object) =>
      rest.put(Routes.applicationCommands(discord.application), { body: [{ ...command, ...more }] })
    await expect(put({ name_localizations: { de: 'Studie' } })).rejects.toMatchObject({ code: 50035 })
    await expect(put({ description_localizations: { de: 'x'.repeat(101) } })).rejects.toMatchObject({
      code: 50035,
    })
    await expect(put({ description_localizations: { es: 'Un estudio' } })).rejects.toMatchObject({
      code: 50035,
    })
    await put({ name_localizations: { de: 'studie' }, description_localizations: { 'es-ES': 'Un estudio' } })
    const plain = await rest.get(Routes.applicationCommands(discord.application))
    expect(JSON.stringify(plain)).not.toContain('studie')
  })

  it('more than a few edits of a message older than an hour, and edits of what others wrote', async () => {
    const { id } = (await post({ content: 'x' })) as { id: string }
    const edit = (message: string) =>
      rest.patch(Routes.channelMessage(channel, message), { body: { content: 'y' } })
    later = 61 * minutes
    await edit(id)
    await expect(edit(id)).rejects.toMatchObject({ code: 30046 })
    const theirs = await discord.seat(ana).say('mine', channel)
    await expect(edit(theirs)).rejects.toMatchObject({ code: 50005 })
    await expect(edit('123456')).rejects.toMatchObject({ code: 10008 })
  })

  it('to drop a second message once the nonce is forgotten', async () => {
    const body = { content: 'x', nonce: 'n', enforce_nonce: true }
    const first = (await post(body)) as { id: string }
    expect(await post(body)).toMatchObject({ id: first.id })
    later = 4 * minutes
    expect(await post(body)).not.toMatchObject({ id: first.id })
  })

  it('to post a second message of the same nonce in another channel, and shows the first', async () => {
    const other = discord.addChannel({ server, name: 'other' })
    const body = { content: 'x', nonce: 'n', enforce_nonce: true }
    const first = (await post(body)) as { id: string }
    const second = await rest.post(Routes.channelMessages(other), { body: { ...body, content: 'y' } })
    expect(second).toMatchObject({ id: first.id, channel_id: channel, content: 'x' })
  })

  it('to compare the nonces of follow-ups', async () => {
    const to = await command()
    await answer(to, { type: 5, data: { flags: 64 } })
    const follow = () =>
      rest.post(Routes.webhook(discord.application, to.token), {
        body: { content: 'x', flags: 64, nonce: 'n', enforce_nonce: true },
        auth: false,
      }) as Promise<{ id: string }>
    const [filled, first, second] = [await follow(), await follow(), await follow()]
    expect(new Set([filled.id, first.id, second.id]).size).toBe(3)
  })

  it('the fifty-first call in a second', async () => {
    const plain = (path: string) =>
      fetch(`${discord.apiUrl}/v10${path}`, { headers: { authorization: `Bot ${token}` } })
    const statuses: number[] = []
    for (let i = 0; i < 60; i++) statuses.push((await plain('/users/@me')).status)
    expect(statuses).toContain(429)
    const limited = await plain('/users/@me')
    expect(limited.headers.get('x-ratelimit-global')).toBe('true')
    expect(await limited.json()).toMatchObject({ global: true, retry_after: expect.any(Number) })
  })

  it('routes it does not have, and callers without the token', async () => {
    await expect(rest.get('/users/@me/connections')).rejects.toMatchObject({ status: 404 })
    expect((await fetch(`${discord.apiUrl}/v10/users/@me`)).status).toBe(401)
  })
})
