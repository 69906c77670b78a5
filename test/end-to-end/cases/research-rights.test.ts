import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import type { Seat } from '../../../sim/seat.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { unfinished } from '../stage/stored.ts'
import { privately, type Watch, watching } from '../stage/watching.ts'

const REFUSED = 'This is only for researchers, in their research channels.'

describe.each(['slack', 'discord'] as const)('a research command on %s', (platform) => {
  let bot: RunningBot
  let kim: Watch
  let robin: Watch
  beforeAll(async () => {
    bot = await runBot(platform, {
      env: ({ researchersSetting, robin: named }) => ({ [researchersSetting]: named.user }),
    })
    await bot.launchedStudy({ place: bot.addChannel('members', [bot.kim]) })
    kim = watching(bot.kim)
    robin = watching(bot.robin)
  })
  afterAll(() => bot.close())

  it('case 30: by somebody who is no researcher is refused, and nothing of the study is told', async ({
    expect,
  }) => {
    for (const words of ['status', 'plan', 'report now', 'close']) {
      await bot.kim.command(bot.place, '/study', words)
      const { text } = await kim.next(privately(REFUSED), 'the refusal')
      expect(text.trim()).toBe(REFUSED)
    }
    await bot.kim.say(`${bot.mention} drop Q1`, bot.place)
    await expect.poll(() => unfinished(bot)).toBe(0)
    const { state } = await bot.database.db.selectFrom('study').select('state').executeTakeFirstOrThrow()
    expect(state).toBe('running')
  })

  it('case 30: by a researcher in another channel is refused', async ({ expect }) => {
    const elsewhere = bot.addChannel('elsewhere', [bot.robin, bot.kim])
    await bot.robin.command(elsewhere, '/study', 'status')
    expect((await robin.next(privately(REFUSED), 'the refusal')).text.trim()).toBe(REFUSED)
  })

  it.runIf(platform === 'slack')('case 30: in a direct conversation is refused', async () => {
    await bot.robin.say('Hello')
    await bot.robin.command(bot.robin.direct() ?? '', '/study', 'status')
    await robin.next(privately(REFUSED), 'the refusal')
  })

  it.runIf(platform === 'discord')(
    'case 30: in a thread of the research channel counts as given there, by a researcher alone',
    async () => {
      const { discord } = bot
      if (!discord) throw new Error('no Discord here')
      const message = await bot.robin.say('The study', bot.place)
      const thread = discord.addThread({ channel: bot.place, message, name: 'The study' })
      await bot.kim.command(thread, '/study', 'status')
      await kim.next(privately(REFUSED), 'the refusal')
      await bot.robin.command(thread, '/study', 'status')
      await robin.next(privately('0 invited'), 'the status')
    },
  )
})

describe('outsiders on slack', () => {
  let bot: RunningBot
  /** A guest, and somebody of another workspace; both are in the research channel. */
  let outsiders: readonly Seat[] = []
  let place = ''
  afterEach(() => bot.close())

  /** `named`: how many of them the setting names as researchers. */
  async function begin(named: number): Promise<void> {
    bot = await runBot('slack', {
      env: ({ slack, kim, researchersSetting }) => {
        if (!slack) throw new Error('no Slack here')
        const guest = slack.addPerson({ name: 'Gil Marsh', guest: true })
        const partner = slack.addPerson({ name: 'Pia Stone', team: 'T0PARTNER' })
        outsiders = [guest, partner].map((user) => slack.seat(user))
        place = slack.addChannel({
          name: 'shared',
          shared: true,
          members: [slack.botUser, guest, partner, kim.user],
        })
        const researchers = [guest, partner].slice(0, named)
        return {
          SLACK_RESEARCH_CHANNELS: place,
          ...(named > 0 ? { [researchersSetting]: researchers.join(',') } : {}),
        }
      },
    })
    await bot.launchedStudy({ people: [] })
    await bot.database.db.updateTable('study_site').set({ place }).execute()
  }

  it('case 30: run no study and are told nothing of it, where nobody is named; a member is', async ({
    expect,
  }) => {
    await begin(0)
    for (const seat of outsiders) {
      const watch = watching(seat)
      await seat.command(place, '/study', 'status')
      const { text } = await watch.next(privately(REFUSED), 'the refusal')
      expect(text.trim()).toBe(REFUSED)
      await seat.say(`${bot.mention} drop Q1`, place)
    }
    await expect.poll(() => unfinished(bot)).toBe(0)
    const kim = watching(bot.kim)
    await bot.kim.command(place, '/study', 'status')
    await kim.next(privately('0 invited'), 'the status')
  })

  it('case 30: run a study if they are named, and then nobody else does', async ({ expect }) => {
    await begin(2)
    for (const seat of outsiders) {
      const watch = watching(seat)
      await seat.command(place, '/study', 'status')
      await watch.next(privately('0 invited'), 'the status')
    }
    const kim = watching(bot.kim)
    await bot.kim.command(place, '/study', 'status')
    expect((await kim.next(privately(REFUSED), 'the refusal')).text.trim()).toBe(REFUSED)
  })

  it('case 30: are refused if only another one is named', async ({ expect }) => {
    await begin(1)
    const [guest, partner] = outsiders.map((seat) => ({ seat, watch: watching(seat) }))
    await guest?.seat.command(place, '/study', 'status')
    await guest?.watch.next(privately('0 invited'), 'the status')
    await partner?.seat.command(place, '/study', 'status')
    expect((await partner?.watch.next(privately(REFUSED), 'the refusal'))?.text.trim()).toBe(REFUSED)
  })
})
