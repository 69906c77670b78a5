import { REST, Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sight } from '../../../sim/seat.ts'
import type { FormSpec } from '../../../src/core/ports/form.ts'
import { ChatBench, isMessage, Recorder } from '../../contracts/chat-bench.ts'
import { type DiscordBench, discordSetup, token } from './setup.ts'

const form: FormSpec = {
  id: 'f',
  title: 'A form whose title is longer than the forty-five characters Discord allows',
  submit: 'Send',
  intro: 'Five fields leave no place for this.',
  fields: Array.from({ length: 5 }, (_, i) => ({
    kind: 'one-of',
    id: `q${i}`,
    label: `Question ${i} with a label that goes on for more than forty-five characters`,
    required: true,
    options: [{ value: 'yes', label: 'Yes' }],
  })),
}

describe('receiving from Discord', () => {
  let setup: DiscordBench
  let bench: ChatBench
  beforeEach(async () => {
    setup = await discordSetup()
    bench = new ChatBench(setup)
  })
  afterEach(() => bench.close())

  it('tells of a gap when a session is lost, and of none after a resume', async () => {
    await bench.connect()
    setup.discord.faults.askReconnect()
    await setup.seat.say('said while it resumes')
    await bench.event('message-created')
    expect(bench.eventsOf('gap')).toEqual([])
    setup.discord.faults.invalidateSession(false)
    const missed = await setup.seat.say('said while nobody listened')
    await setup.seat.edit(setup.seat.direct() ?? '', missed, 'and edited')
    const gap = await bench.event('gap', () => true, 10_000)
    expect(Date.parse(gap.from)).toBeGreaterThan(0)
    const direct = setup.seat.direct() ?? ''
    const { events: fetched } = await setup.chat.backfill(bench.place(direct), undefined)
    expect(fetched).toContainEqual(expect.objectContaining({ kind: 'message-created', message: missed }))
    expect(fetched).toContainEqual(
      expect.objectContaining({ kind: 'message-edited', message: missed, text: 'and edited' }),
    )
  }, 20_000)

  it('lives through a session that is lost in the instant it was resumed', async () => {
    await bench.connect()
    setup.discord.faults.loseResumed()
    setup.discord.faults.askReconnect()
    await bench.event('gap', () => true, 10_000)
    await setup.seat.say('still heard')
    await bench.event('message-created', (event) => event.text === 'still heard')
  }, 20_000)

  it('ends when Discord refuses it for good, and not when it may come back', async () => {
    await setup.chat.identify()
    const connection = await setup.chat.connect(
      async () => {},
      () => undefined,
    )
    let ended = false
    void connection.ended.then(() => {
      ended = true
    })
    setup.discord.faults.closeGateway(4000)
    await expect.poll(() => setup.discord.sessions.connected, { timeout: 5_000 }).toBe(1)
    expect(ended).toBe(false)
    setup.discord.faults.closeGateway(4014)
    await connection.ended
    await connection.close()
    expect(setup.discord.sessions).toMatchObject({ begun: 1, connected: 0 })
  }, 20_000)

  it('registers the commands once', async () => {
    const puts = () => setup.lines.filter(({ method }) => method?.startsWith('PUT')).length
    await bench.connect()
    expect(puts()).toBe(1)
    const other = setup.another()
    const connection = await other.connect(
      async () => {},
      () => undefined,
    )
    await connection.close()
    expect(puts()).toBe(1)
  })

  it('registers the commands again when only a word in one language differs', async () => {
    const puts = () => setup.lines.filter(({ method }) => method?.startsWith('PUT')).length
    await bench.connect()
    const rest = new REST({ api: setup.discord.apiUrl }).setToken(token)
    const route = Routes.applicationCommands(setup.chat.workspaces[0] ?? '')
    const registered = await rest.get(route, { query: new URLSearchParams({ with_localizations: 'true' }) })
    const another = JSON.parse(
      JSON.stringify(registered).replace('Ihr Interview beenden', 'Interview beenden'),
    )
    await rest.put(route, { body: another })
    expect(puts()).toBe(2)
    const connection = await setup.another().connect(
      async () => {},
      () => undefined,
    )
    await connection.close()
    expect(puts()).toBe(3)
    expect(await rest.get(route, { query: new URLSearchParams({ with_localizations: 'true' }) })).toEqual(
      (registered as object[]).map((command) => ({
        ...command,
        id: expect.any(String),
        version: expect.any(String),
      })),
    )
  })

  it('hears a subcommand by whatever name its language gives it', async () => {
    await bench.connect()
    const seat = setup.discord.seat(
      setup.discord.addPerson({ name: 'Lotte Grün', locale: 'de', servers: [setup.server] }),
    )
    await seat.command(setup.researchPlace, '/interview', 'beenden')
    expect(await bench.event('command')).toMatchObject({ command: 'interview', text: 'stop', locale: 'de' })
  })

  it('gives two processes the same keys for the same things', async () => {
    await bench.connect()
    const keys: string[] = []
    const other = setup.another()
    const connection = await other.connect(
      async (event) => {
        if (event.kind !== 'gap') keys.push(event.key)
      },
      () => undefined,
    )
    const message = await setup.seat.say('one')
    await setup.seat.edit(setup.seat.direct() ?? '', message, 'two')
    await bench.event('message-edited')
    await setup.seat.remove(setup.seat.direct() ?? '', message)
    await bench.event('message-deleted')
    await connection.close()
    const own = bench.events.items.filter(({ kind }) => kind !== 'gap').map(({ key }) => key)
    expect(keys).toEqual(own)
    expect(new Set(own).size).toBe(3)
  })

  it('tells the person to try again when a form would come too late', async () => {
    bench.formFor = () => form
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const connection = await setup.chat.connect(
      async (event) => {
        if (event.kind === 'command') await held
      },
      () => form,
    )
    await setup.seat.command(setup.researchPlace, '/study', 'new')
    const told = await bench.sights.one('an apology', (sight) => isMessage(sight) && sight.ephemeral)
    expect(told).toMatchObject({ text: 'That did not get through. Please try again in a moment.' })
    release()
    await connection.close()
  })

  it('asks for a command again in the language of who gave it', async () => {
    const seat = setup.discord.seat(
      setup.discord.addPerson({ name: 'Lotte Grün', locale: 'de', servers: [setup.server] }),
    )
    const sights = new Recorder<Sight>()
    seat.watch((sight) => sights.add(sight))
    const connection = await setup.chat.connect(
      async () => {
        throw new Error('database down')
      },
      () => undefined,
    )
    await seat.command(setup.researchPlace, '/study', 'status')
    const told = await sights.one('an apology', (sight) => isMessage(sight) && sight.ephemeral)
    expect(told).toMatchObject({ text: 'Das kam nicht an. Bitte versuchen Sie es gleich noch einmal.' })
    await connection.close()
  })

  it('lets a slow store finish behind a waiting sign', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let token = { token: '', expiresAt: '' }
    const connection = await setup.chat.connect(
      async (event) => {
        if (event.kind !== 'command') return
        token = event.reply
        await held
      },
      () => undefined,
    )
    await setup.seat.command(setup.researchPlace, '/study', 'status')
    const callback = ({ method }: { method?: string }) => method?.endsWith('/callback') ?? false
    await expect.poll(() => setup.lines.some(callback), { timeout: 2900 }).toBe(true)
    release()
    const answer = { kind: 'private', blocks: [{ kind: 'paragraph', text: 'Three of ten.' }] } as const
    expect(await setup.another().answer(token, answer)).toBe('answered')
    expect(await bench.seenText('Three of ten.')).toMatchObject({ ephemeral: true })
    await connection.close()
  })

  it('shortens a form to what Discord takes', async () => {
    bench.formFor = () => form
    await bench.connect()
    await setup.seat.command(setup.researchPlace, '/study', 'new')
    const seen = await bench.form()
    expect(seen.title.length).toBeLessThanOrEqual(45)
    expect(seen.fields).toHaveLength(5)
  })

  it('tells the person when Discord refuses a form', async () => {
    bench.formFor = () => ({ ...form, title: '' })
    await bench.connect()
    await setup.seat.command(setup.researchPlace, '/study', 'new')
    const told = await bench.sights.one('an apology', (sight) => isMessage(sight) && sight.ephemeral)
    expect(told).toMatchObject({ text: 'That did not get through. Please try again in a moment.' })
  })

  it('acknowledges a rush of presses', async () => {
    await bench.connect()
    const choices = [{ action: 'join:1', label: 'Take part' }]
    const blocks = [
      { kind: 'paragraph', text: 'Will you talk with us?' },
      { kind: 'choices', label: 'Take part', choices },
    ] as const
    const { messages } = await bench.sent(bench.place(), blocks, 'invitation')
    const seen = await bench.seen(messages[0] ?? '')
    const people = Array.from({ length: 120 }, (_, i) =>
      setup.discord.seat(setup.discord.addPerson({ name: `Member ${i}`, servers: [setup.server] })),
    )
    const complaints: string[] = []
    for (const seat of people) {
      seat.watch((sight) => {
        if (sight.kind === 'complaint') complaints.push(sight.text)
      })
      await seat.press(seen, seen.controls[0]?.id ?? '')
    }
    const acknowledged = () => setup.lines.filter(({ method }) => method?.endsWith('/callback')).length
    await expect.poll(acknowledged, { timeout: 5000 }).toBe(120)
    expect(bench.eventsOf('button')).toHaveLength(120)
    expect(complaints).toEqual([])
  })

  it('connects though the calls of the moment are used up', async () => {
    const ask = 'GET /gateway/bot'
    for (let times = 0; times < 3; times++) setup.discord.faults.nextCall(ask, 'rate-limited')
    await bench.connect()
    await setup.seat.say('hello', await bench.openDirect())
    await bench.event('message-created')
  })

  it('registers its commands though the calls of the moment are used up', async () => {
    for (let times = 0; times < 3; times++)
      setup.discord.faults.nextCall('GET /applications/*/commands', 'rate-limited')
    await bench.connect()
    expect(setup.lines.filter(({ method }) => method?.startsWith('PUT'))).toHaveLength(1)
  })

  it('tells when a history may be read again that the limit of the moment closed', async () => {
    await bench.connect()
    const direct = bench.place(await bench.openDirect())
    setup.discord.faults.nextCall('GET /channels/*/messages', 'rate-limited')
    const read = () => setup.chat.backfill(direct, undefined)
    await expect(read()).rejects.toMatchObject({ code: 'platform', retryAfterMs: expect.any(Number) })
    await expect.poll(read).toMatchObject({ events: [] })
  })

  it('answers every press for who pressed alone, in a direct conversation as in a channel', async () => {
    await bench.connect()
    const signs = () => setup.discord.waitingSigns(setup.seat.user)
    const told = () => bench.sights.items.filter((sight) => isMessage(sight) && sight.ephemeral).length
    for (const target of [bench.person(), bench.place()]) {
      const before = told()
      const silent = await bench.pressed({ action: `go:${target.to}`, label: 'Go on' }, target)
      await expect.poll(signs).toBe(1)
      expect(await setup.chat.answer(silent.event.reply, { kind: 'none' })).toBe('answered')
      expect([signs(), told()]).toEqual([0, before])
      const spoken = await bench.pressed({ action: `why:${target.to}`, label: 'Why' }, target)
      const words = [{ kind: 'paragraph', text: `Because of ${target.to}.` }] as const
      expect(await setup.chat.answer(spoken.event.reply, { kind: 'private', blocks: words })).toBe('answered')
      expect(await bench.seenText(`Because of ${target.to}.`)).toMatchObject({ ephemeral: true })
      expect(signs()).toBe(0)
    }
  })

  it('tells who pressed what could not be shown in place of the message', async () => {
    await bench.connect()
    const { event } = await bench.pressed({ action: 'done:1', label: 'Done' }, bench.place())
    setup.discord.faults.nextCall('PATCH /channels/*/messages/*', 'error:30046')
    const words = [{ kind: 'paragraph', text: 'Thank you!' }] as const
    expect(await setup.chat.answer(event.reply, { kind: 'replace', blocks: words })).toBe('answered')
    expect(await bench.seenText('Thank you!')).toMatchObject({ ephemeral: true })
  })

  it('changes the message once a limit of half a second is over, and tells the person beside it if it is not', async () => {
    await bench.connect()
    const limit = () => setup.discord.faults.nextCall('PATCH /channels/*/messages/*', 'rate-limited')
    const replaced = async (action: string, words: string) => {
      const { event } = await bench.pressed({ action, label: 'Done' }, bench.person())
      const blocks = [{ kind: 'paragraph', text: words }] as const
      expect(await setup.chat.answer(event.reply, { kind: 'replace', blocks })).toBe('answered')
      return bench.seenText(words)
    }
    limit()
    expect(await replaced('done:1', 'Noted.')).toMatchObject({ kind: 'edited' })
    limit()
    limit()
    expect(await replaced('done:2', 'Thank you!')).toMatchObject({ ephemeral: true })
    expect(setup.discord.waitingSigns(setup.seat.user)).toBe(0)
  })

  it('counts files and hears no other bots', async () => {
    await bench.connect()
    const robot = setup.discord.addPerson({ name: 'Robot', bot: true, servers: [setup.server] })
    await setup.discord.seat(robot).say('@Sounding beep', setup.researchPlace)
    await setup.seat.say('@Sounding hello', setup.researchPlace)
    await bench.event('mention')
    expect(bench.eventsOf('mention').map(({ text }) => text)).toEqual(['hello'])
  })

  it('keeps places and people that are named in a command, each written in one way', async () => {
    await bench.connect()
    const { user } = setup.seat
    await setup.seat.command(setup.researchPlace, '/study', `launch in #research with @Ana and <@!${user}>`)
    const event = await bench.event('command')
    expect(event.text).toBe(`launch in <#${setup.researchPlace}> with <@${user}> and <@${user}>`)
  })

  it('hears mentions and commands in a thread as of its channel', async () => {
    await bench.connect()
    const message = await setup.seat.say('The plan', setup.researchPlace)
    const thread = setup.discord.addThread({ channel: setup.researchPlace, message, name: 'Plan' })
    await setup.seat.say('@Sounding drop Q3', thread)
    const heard = await bench.event('mention')
    expect(heard).toMatchObject({ conversation: setup.researchPlace, thread: message, text: 'drop Q3' })
    await setup.seat.command(thread, '/study', 'approve')
    expect(await bench.event('command')).toMatchObject({ conversation: setup.researchPlace })
  })

  it('tells of being removed from the last server and added again, not of an outage or of one among several', async () => {
    await bench.connect()
    const { discord, server } = setup
    const second = discord.addServer('Lighthouse')
    discord.faults.outage(server)
    discord.removeServer(second)
    discord.removeServer(server)
    expect(await bench.event('installation')).toMatchObject({
      change: 'removed',
      workspace: discord.application,
      direct: false,
    })
    discord.returnServer(server)
    await expect.poll(() => bench.eventsOf('installation').length).toBe(2)
    expect(bench.eventsOf('installation').map(({ change }) => change)).toEqual(['removed', 'added'])
  })
})
