import { describe, expect, it, onTestFinished } from 'vitest'
import {
  createDiscordStandIn,
  type DiscordStandIn,
  type DiscordStandInOptions,
} from '../../../sim/discord/index.ts'
import { createDiscordChat } from '../../../src/adapters/discord/index.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'

const TOKEN = 'hidden-token'
const commands = { study: '/study', interview: '/interview' }

interface Ill {
  readonly token?: string
  readonly portal?: DiscordStandInOptions['portal']
  readonly aheadMs?: number
  /** The bot was added to no server at all, or without the scope for commands. */
  readonly servers?: 'none' | 'without-commands'
  /** Connections that may still be opened today. */
  readonly sessionsLeft?: number
  /** Never started: nothing was registered. */
  readonly fresh?: boolean
  readonly channel?: (discord: DiscordStandIn, server: string) => string
}

const channel = (discord: DiscordStandIn, server: string) =>
  discord.addChannel({ server, name: 'research', hidden: true })

/** The lines of the doctor that are not ok, for an installation that is well but for `ill`. */
async function examined(ill: Ill) {
  const { portal } = ill
  const discord = await createDiscordStandIn({ log: { write() {} }, token: TOKEN, ...(portal && { portal }) })
  onTestFinished(() => discord.close())
  const server =
    ill.servers === 'none' ? undefined : discord.addServer('Garden club', ill.servers === undefined)
  const chatWith = (token: string) => {
    const clock = { ...createSystemClock(), now: () => new Date(Date.now() + (ill.aheadMs ?? 0)) }
    return createDiscordChat({ token, apiUrl: discord.apiUrl, commands }, { clock, log: silentLog })
  }
  if (!ill.fresh) {
    const started = await chatWith(TOKEN).connect(
      async () => {},
      () => undefined,
    )
    await started.close()
  }
  if (ill.sessionsLeft !== undefined) discord.faults.limitSessions(ill.sessionsLeft)
  const places = server === undefined ? [] : [(ill.channel ?? channel)(discord, server)]
  const checks = await chatWith(ill.token ?? TOKEN).doctor(places)
  expect(JSON.stringify(checks)).not.toContain('hidden')
  return { checks, found: checks.filter(({ status }) => status !== 'ok') }
}

describe('the doctor on Discord', () => {
  it('finds nothing to mend in an application set up by the page, once it was started', async () => {
    const { checks, found } = await examined({})
    expect(found).toEqual([])
    expect(checks.map(({ name }) => name.replace(/ \d+$/, ''))).toEqual([
      'discord token',
      'discord application',
      'discord interactions',
      'discord intents',
      'discord gateway',
      'discord clock',
      'discord servers',
      'discord commands',
      'discord research channel',
    ])
  })

  const ills: readonly [what: string, Ill, name: string, status: string, detail: RegExp][] = [
    [
      'another token',
      { token: 'hidden-other' },
      'token',
      'broken',
      /http 401.*copy it anew from the Bot page/,
    ],
    [
      'a bot anyone may add',
      { portal: { publicBot: true } },
      'application',
      'advice',
      /switch Public Bot off/,
    ],
    ['user installs', { portal: { userInstall: true } }, 'application', 'advice', /only Guild Install/],
    [
      'no privacy policy',
      { portal: { privacyPolicyUrl: null } },
      'application',
      'advice',
      /link your privacy policy/,
    ],
    [
      'an address for interactions',
      { portal: { interactionsEndpointUrl: 'https://bot.invalid' } },
      'interactions',
      'broken',
      /clear "Interactions Endpoint URL"/,
    ],
    [
      'privileged intents switched on',
      { portal: { flags: (1 << 19) | (1 << 14) } },
      'intents',
      'advice',
      /switch Server Members, Message Content off/,
    ],
    [
      'more servers than one connection carries',
      { portal: { shards: 2 } },
      'gateway',
      'advice',
      /fewer servers/,
    ],
    [
      'few connections left for the day',
      { sessionsLeft: 49 },
      'gateway',
      'broken',
      /^49 of 1000 connections left today: something restarts over and over/,
    ],
    ['a clock ten minutes ahead', { aheadMs: 600_000 }, 'clock', 'broken', /set its clock \(NTP\)/],
    [
      'a clock half a minute behind',
      { aheadMs: -30_000 },
      'clock',
      'advice',
      /behind the platform: keep it in time/,
    ],
    [
      'no server',
      { servers: 'none' },
      'servers',
      'broken',
      /add it by https:.*scope=bot\+applications\.commands/,
    ],
    [
      'a server that takes no commands',
      { servers: 'without-commands' },
      'commands',
      'broken',
      /not allowed on Garden club: add the bot there again/,
    ],
    ['no command registered yet', { fresh: true }, 'commands', 'advice', /`npm start` registers them/],
    [
      'a research channel for everyone',
      { channel: (discord, server) => discord.addChannel({ server, name: 'research' }) },
      'research channel',
      'advice',
      /everyone on the server can read the reports: make it a private channel/,
    ],
    [
      'one the bot may not write to',
      {
        channel: (discord, server) =>
          discord.addChannel({ server, name: 'research', bot: 'read-only', hidden: true }),
      },
      'research channel',
      'broken',
      /grant Send Messages, Attach Files, Read Message History/,
    ],
    [
      'one the bot does not see',
      { channel: (discord, server) => discord.addChannel({ server, name: 'research', bot: 'none' }) },
      'research channel',
      'broken',
      /not visible \(restricted\): check the id/,
    ],
    [
      'one that does not exist',
      { channel: () => '404404404404404404' },
      'research channel',
      'broken',
      /check the id/,
    ],
  ]

  it('says that Discord does not answer where it does not, whatever the token', async () => {
    const settings = { token: TOKEN, apiUrl: 'http://127.0.0.1:9/api', commands }
    const nowhere = createDiscordChat(settings, { clock: createSystemClock(), log: silentLog })
    expect(await nowhere.doctor([])).toEqual([
      {
        name: 'discord',
        status: 'broken',
        detail: expect.stringMatching(/^does not answer \(\w+\): see that this machine reaches it$/),
      },
    ])
  })

  it.each(ills)(
    'with %s says what mends it, and finds nothing else amiss',
    async (_what, ill, name, status, detail) => {
      const { found } = await examined(ill)
      expect(found).toMatchObject([{ status, detail: expect.stringMatching(detail) }])
      expect(found[0]?.name).toContain(name)
    },
  )
})
