import { Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BARRED_MS, Bar, REFUSED_CALLS } from '../../../sim/discord/limits.ts'
import { type OpenServer, openServer, refusal } from './stage.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

let later = 0
let open: OpenServer
beforeEach(async () => {
  later = 0
  open = await openServer({ now: () => Date.now() + later })
})
afterEach(() => open.close())

const post = (content: string, channel = open.channel) =>
  refusal(open.rest.post(Routes.channelMessages(channel), { body: { content } }))
const openDirect = (person: string) =>
  open.rest.post(Routes.userChannels(), { body: { recipient_id: person } }) as Promise<{
    readonly id: string
  }>

describe('what Discord refuses for its words', () => {
  it.each([
    ['explicitContent', 20009, { direct: 20009, inServer: 'ok' }],
    ['stoppedByAutoMod', 200000, { direct: 'ok', inServer: 200000 }],
    ['harmfulLink', 240000, { direct: 240000, inServer: 240000 }],
  ] as const)('%s is %i, as often as it is sent', async (why, _code, expected) => {
    const { discord, ana } = open
    const direct = await openDirect(ana)
    discord.faults.forbid('bad.example', why)
    for (let time = 1; time <= 2; time++) {
      expect({
        direct: await post('see bad.example', direct.id),
        inServer: await post('see bad.example'),
      }).toEqual(expected)
    }
    expect([await post('see good.example', direct.id), await post('see good.example')]).toEqual(['ok', 'ok'])
  })

  it('is refused in an edit too', async () => {
    const { discord, rest, channel } = open
    const { id } = (await rest.post(Routes.channelMessages(channel), { body: { content: 'x' } })) as {
      id: string
    }
    discord.faults.forbid('bad.example', 'harmfulLink')
    const edit = rest.patch(Routes.channelMessage(channel, id), { body: { content: 'see bad.example' } })
    expect(await refusal(edit)).toBe(240000)
  })
})

describe('what Discord counts', () => {
  it('is direct conversations opened: 25 in ten minutes, and none that is open already', async () => {
    const { discord, server, ana } = open
    const people = Array.from({ length: 26 }, (_, at) =>
      discord.addPerson({ name: `Person ${at}`, servers: [server] }),
    )
    const [first = '', last = ''] = [people[0], people[25]]
    // Not more than the 50 calls a second that are anybody's.
    for (const person of people.slice(0, 25)) expect(await refusal(openDirect(person))).toBe('ok')
    expect(await refusal(openDirect(ana))).toBe(40003)
    expect((await openDirect(first)).id).toBe(discord.seat(first).direct())
    later = 10 * MINUTE_MS
    expect(await refusal(openDirect(last))).toBe('ok')
  })

  it('is edits of a message after its first hour: thirty', async () => {
    const { rest, channel } = open
    const { id } = (await rest.post(Routes.channelMessages(channel), { body: { content: 'x' } })) as {
      id: string
    }
    const edits = async (count: number) => {
      const outcomes: unknown[] = []
      for (let time = 1; time <= count; time++)
        outcomes.push(
          await refusal(rest.patch(Routes.channelMessage(channel, id), { body: { content: `${time}` } })),
        )
      return new Set(outcomes)
    }
    later = HOUR_MS - MINUTE_MS
    expect(await edits(10)).toEqual(new Set(['ok']))
    later = HOUR_MS + MINUTE_MS
    expect(await edits(30)).toEqual(new Set(['ok']))
    expect(await edits(1)).toEqual(new Set([30046]))
  })

  it('is calls that it refused: over 10,000 in ten minutes bar the caller', () => {
    const bar = new Bar(REFUSED_CALLS, BARRED_MS)
    for (let call = 1; call <= 10_000; call++) bar.answered([401, 403, 429][call % 3] ?? 401, null, 0)
    for (const harmless of [200, 400, 404, 500]) bar.answered(harmless, null, 0)
    bar.answered(429, 'shared', 0)
    expect(bar.leftS(0)).toBe(0)
    bar.answered(403, null, 10 * MINUTE_MS - 1)
    expect(bar.leftS(10 * MINUTE_MS)).toBeGreaterThan(0)
    const slower = new Bar(REFUSED_CALLS, BARRED_MS)
    for (let call = 1; call <= 10_000; call++) slower.answered(401, null, 0)
    slower.answered(401, null, 10 * MINUTE_MS)
    expect(slower.leftS(10 * MINUTE_MS)).toBe(0)
  })
})

describe('the sign of typing on Discord', () => {
  it('lasts ten seconds, or until the message', async () => {
    const { discord, rest, channel } = open
    await rest.post(Routes.channelTyping(channel))
    later = 9 * SECOND_MS
    expect(discord.isTyping(channel)).toBe(true)
    later = 10 * SECOND_MS
    expect(discord.isTyping(channel)).toBe(false)
    await rest.post(Routes.channelTyping(channel))
    await post('x')
    expect(discord.isTyping(channel)).toBe(false)
  })
})

describe('what a person’s client of Discord sends', () => {
  it('has 2,000 characters at most', async () => {
    const { discord, ana, channel } = open
    const seat = discord.seat(ana)
    const message = await seat.say('x'.repeat(2_000), channel)
    await expect(seat.say('x'.repeat(2_001), channel)).rejects.toThrow('too long')
    await expect(seat.edit(channel, message, 'x'.repeat(2_001))).rejects.toThrow('too long')
  })

  it('has files of 10 MiB at most, as each interaction tells', async () => {
    const { discord, ana, channel, command } = open
    const most = 10 * 1024 * 1024
    expect(await command()).toMatchObject({ attachment_size_limit: most })
    const send = (bytes: number) =>
      discord.seat(ana).say('', channel, [{ name: 'a.txt', text: 'x'.repeat(bytes) }])
    await send(most)
    await expect(send(most + 1)).rejects.toThrow('too large')
  })
})
