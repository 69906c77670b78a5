import { afterAll, beforeAll, describe, it } from 'vitest'
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
