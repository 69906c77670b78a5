import { afterEach, describe, expect, it } from 'vitest'
import { type Stage, type StageOptions, setStage, watch } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

/** For what is not acknowledged: Slack waits three seconds before it delivers again. */
const impatient = (ackDeadlineMs: number): StageOptions => ({
  standIn: { timing: { ackDeadlineMs, retryDelaysMs: [0, 20, 50] } },
})

async function withPerson(options: StageOptions = {}) {
  stage = await setStage(options)
  const person = stage.slack.addPerson({ name: 'Ada Quill', zone: 'Europe/Berlin', locale: 'de-DE' })
  return { ...stage, person, seat: stage.slack.seat(person) }
}

describe('a direct message', () => {
  it('arrives as typed, with Slack’s entities resolved', async () => {
    const { seat, person, event, slack } = await withPerson()
    const ts = await seat.say('R&D <b> says: "fine"')
    expect(await event('message-created')).toMatchObject({
      platform: 'slack',
      workspace: slack.workspace,
      conversation: seat.direct(),
      key: `m:${seat.direct()}:${ts}`,
      message: ts,
      person,
      direct: true,
      text: 'R&D <b> says: "fine"',
      attachments: 0,
      gesture: expect.any(String),
    })
  })

  it('is announced by the opening of the conversation the first time', async () => {
    const { seat, person, event } = await withPerson()
    await seat.say('hello')
    expect(await event('direct-opened')).toMatchObject({ person, conversation: seat.direct() })
  })

  it('is delivered again until it could be stored, and then acknowledged', async () => {
    let refusals = 0
    const { seat, slack, events, event } = await withPerson({
      ...impatient(1_500),
      onEvent: async (each) => {
        if (each.kind === 'message-created' && refusals++ < 2) throw new Error('database down')
      },
    })
    await seat.say('keep me')
    await event('message-created')
    await slack.quiet()
    expect(refusals).toBe(3)
    expect(events.filter((each) => each.kind === 'message-created')).toHaveLength(1)
  })

  it('that is delivered twice has the same key', async () => {
    const { seat, slack, events } = await withPerson()
    const ts = await seat.say('once')
    await slack.quiet()
    slack.faults.dropAcks(1)
    slack.faults.repeatMessageEvent(seat.direct() ?? '', ts)
    await slack.quiet()
    const keys = events.filter((each) => each.kind === 'message-created').map((each) => each.key)
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it('edited or deleted becomes an event of its own, a link preview does not', async () => {
    const { seat, slack, events, event } = await withPerson()
    const ts = await seat.say('first')
    const direct = seat.direct() ?? ''
    slack.faults.unfurl(direct, ts)
    await seat.edit(direct, ts, 'second & third')
    expect(await event('message-edited')).toMatchObject({ message: ts, text: 'second & third', direct: true })
    await seat.remove(direct, ts)
    expect(await event('message-deleted')).toMatchObject({ key: `d:${direct}:${ts}`, message: ts })
    await slack.quiet()
    expect(events.filter((each) => each.kind === 'message-edited')).toHaveLength(1)
  })

  it('of the bot itself comes back as nothing', async () => {
    const { seat, slack, chat, events, person } = await withPerson()
    const target = { to: 'person', platform: 'slack', workspace: slack.workspace, person } as const
    const sent = await chat.send(target, { kind: 'say', blocks: [{ kind: 'paragraph', text: 'Hi' }] }, 'k1')
    if (sent.outcome !== 'sent') throw new Error(sent.outcome)
    const message = {
      platform: 'slack',
      workspace: slack.workspace,
      conversation: sent.conversation,
      message: sent.messages[0] ?? '',
    } as const
    await chat.send(
      { to: 'conversation', ...message },
      { kind: 'edit', message, blocks: [{ kind: 'paragraph', text: 'Hi again' }] },
      'k2',
    )
    await slack.quiet()
    expect(seat.direct()).toBe(sent.conversation)
    expect(events).toEqual([])
  })
})

describe('a channel', () => {
  it('is heard only where it mentions the bot', async () => {
    const { seat, slack, person, events, event } = await withPerson()
    const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
    await seat.say('nothing for you', channel)
    await seat.say(`<@${slack.botUser}> drop Q3 & ask first`, channel)
    expect(await event('mention')).toMatchObject({
      conversation: channel,
      direct: false,
      person,
      text: 'drop Q3 & ask first',
    })
    expect(events).toHaveLength(1)
  })

  it('that is archived or left is reported', async () => {
    const { slack, person, event } = await withPerson()
    const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
    slack.archive(channel)
    expect(await event('place-gone')).toMatchObject({ conversation: channel, reason: 'archived' })
  })
})

describe('a person', () => {
  it('who is deactivated or moves is reported with their profile', async () => {
    const { slack, person, event } = await withPerson()
    slack.changePerson(person, { deactivated: true, zone: 'America/Lima' })
    expect(await event('person-changed')).toMatchObject({
      person,
      profile: {
        displayName: 'Ada Quill',
        zone: 'America/Lima',
        deactivated: true,
        bot: false,
        locale: 'de-DE',
      },
    })
  })
})

describe('an installation', () => {
  it('that is removed is reported, and the bot hears no more of the workspace', async () => {
    const { slack, seat, events, event } = await withPerson()
    slack.revokeOwnToken(seat.user)
    slack.uninstall()
    expect(await event('installation')).toMatchObject({ change: 'removed', workspace: slack.workspace })
    await slack.quiet()
    await seat.say('anybody there?')
    await slack.quiet()
    // Slack tells that the bot's token is void and that the app is gone; a person's own token is no concern.
    expect(events.map(({ kind }) => kind)).toEqual(['installation', 'installation'])
  })
})

describe('what a profile’s changes leave alone', () => {
  it('is not reported again', async () => {
    const { slack, person, events, event } = await withPerson()
    slack.changePerson(person, { zone: 'America/Lima' })
    await event('person-changed')
    slack.changePerson(person, {})
    slack.changePerson(person, { zone: 'Europe/Rome' })
    await event('person-changed', (each) => each.profile.zone === 'Europe/Rome')
    await slack.quiet()
    expect(events).toHaveLength(2)
  })
})

describe('stopping', () => {
  it('waits until what has arrived is stored and acknowledged', async () => {
    let store: () => void = () => {}
    const storing = new Promise<void>((resolve) => {
      store = resolve
    })
    let arrived: () => void = () => {}
    const inHand = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const { seat, connect, events, slack } = await withPerson({
      connect: false,
      onEvent: async (each) => {
        if (each.kind !== 'message-created') return
        arrived()
        await storing
      },
    })
    const connection = await connect()
    await seat.say('just in time')
    await inHand
    const stopped = connection.close()
    store()
    await stopped
    expect(events.at(-1)).toMatchObject({ text: 'just in time' })
    await slack.quiet()
    expect(events.filter((each) => each.kind === 'message-created')).toHaveLength(1)
    await expect.poll(() => slack.sockets).toBe(0)
    await connection.ended
  })
})

describe('the connection', () => {
  it('ends when Slack asks for a new one or the socket is cut, and another can be made', async () => {
    const { slack, seat, event, connect } = await withPerson({ connect: false })
    for (const reason of ['warning', 'refresh_requested'] as const) {
      const asked = await connect()
      slack.faults.refreshSockets(undefined, reason)
      await asked.ended
    }
    const cut = await connect()
    slack.faults.cutSockets()
    await cut.ended
    await connect()
    await seat.say('still here')
    await event('message-created')
    await expect.poll(() => slack.sockets).toBe(1)
  })

  it('ends when nothing comes back by it any more, though nobody closed it', async () => {
    const { slack, seat, event, connect } = await withPerson({
      ...impatient(1_000),
      connect: false,
      settings: { pingTimeoutMs: 1_000 },
    })
    const halfOpen = await connect()
    slack.faults.silenceSockets()
    await halfOpen.ended
    await connect()
    await seat.say('still here')
    expect(await event('message-created')).toMatchObject({ text: 'still here' })
    await slack.quiet()
    expect(slack.sockets).toBe(1)
  })

  it('may be one of two, of which each event takes one', async () => {
    const { slack, seat, event, events, connect } = await withPerson()
    await connect()
    await expect.poll(() => slack.sockets).toBe(2)
    for (const text of ['one', 'two', 'three']) {
      await seat.say(text)
      await event('message-created', (each) => each.text === text)
    }
    await slack.quiet()
    expect(events.filter((each) => each.kind === 'message-created')).toHaveLength(3)
  })

  it.each(['http-500-before', 'error:invalid_auth'] as const)(
    'cannot be made when Slack answers %s',
    async (fault) => {
      const { slack, connect } = await withPerson({ connect: false })
      slack.faults.nextCall('apps.connections.open', fault)
      await expect(connect()).rejects.toMatchObject({ code: 'platform' })
    },
  )

  it('is refused as the eleventh of an app', async () => {
    const { slack, connect } = await withPerson()
    for (let more = 0; more < 9; more += 1) await connect()
    await expect(connect()).rejects.toMatchObject({ code: 'platform' })
    expect(slack.sockets).toBe(10)
  })

  it('keeps an unanswered person’s words out of the log', async () => {
    const { seat, logged, slack } = await withPerson({
      ...impatient(200),
      onEvent: async () => {
        throw new Error('database down')
      },
    })
    const eyes = watch(seat)
    await seat.say('canary-word')
    await slack.quiet()
    expect(eyes.sights).toHaveLength(1)
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join('\n')).not.toContain('canary-word')
  })

  it('cannot be made with a wrong token', async () => {
    stage = await setStage({ standIn: { botToken: 'xoxb-other' }, connect: false })
    await expect(stage.chat.identify()).rejects.toThrow(/invalid_auth/)
    await expect(stage.connect()).rejects.toThrow(/invalid_auth/)
  })
})
