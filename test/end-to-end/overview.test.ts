import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { de } from '../../src/core/interview/words/de.ts'
import { en } from '../../src/core/interview/words/en.ts'
import { interviewed, invited } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { stateOf, tablesHolding, unfinished } from './stage/stored.ts'
import { changedTo, fixed, offering, privately, question, saying } from './stage/watching.ts'

describe.each(['slack', 'discord'] as const)('what people take part in, on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
  })
  afterAll(() => bot.close())

  describe.concurrent('asked for by the command', () => {
    it('is shown to them alone, with controls that do what those in the conversation do', async ({
      expect,
    }) => {
      const person = await interviewed(bot)
      await person.command('status')
      const shown = await person.watch.next(privately(en.overviewBegun), 'the overview')
      const pause = shown.controls.find(({ id }) => id.startsWith('control:pause:'))?.id ?? ''
      await person.seat.press(shown, pause)
      await person.watch.next(
        (sight) => saying(fixed('paused'))(sight) ?? changedTo(en.overviewPaused)(sight),
        'the pause',
      )
      await expect.poll(() => stateOf(bot, person)).toBe('paused')
      await expect
        .poll(() => person.watch.sights.filter((sight) => changedTo(en.overviewPaused)(sight)).length)
        .toBe(1)
      expect(person.watch.sights.filter((sight) => saying(fixed('paused'))(sight)).length).toBe(1)
    })

    it('answers a press that has something to say beside the overview, which stays', async ({ expect }) => {
      const person = await interviewed(bot)
      await person.command('status')
      const shown = await person.watch.next(offering('control:mydata:'), 'the overview')
      await person.seat.press(shown.message, shown.control)
      await person.watch.next(privately(fixed('myData')), 'what is stored')
      expect(person.watch.sights.some((sight) => changedTo(en.overviewTitle)(sight))).toBe(false)
    })

    it('is in the language of their client, and says so where there is nothing', async () => {
      const person = bot.addPerson({ name: 'Lotte Grün', locale: 'de' })
      const place = bot.addChannel(`quiet-${platform}`, [person])
      const seen: string[] = []
      person.watch((sight) => {
        if (sight.kind === 'message' && sight.ephemeral) seen.push(sight.text)
      })
      await person.command(place, '/interview', 'status')
      await expect.poll(() => seen).toEqual([de.overviewNone])
    })
  })

  it('leaves nothing half done', async () => {
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})

describe('the Home tab on slack', () => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot('slack')
  })
  afterAll(() => bot.close())

  const tabOf = (user: string) => {
    const tab = bot.slack?.home(user)
    if (!tab) throw new Error('no Home tab here')
    return tab
  }
  const control = (tab: ReturnType<typeof tabOf>, verb: string) =>
    tab.controls.find(({ id }) => id.startsWith(verb))?.id ?? `none of ${verb}`

  it('says that there is nothing to whoever takes part in nothing', async () => {
    const seat = bot.addPerson({ name: 'Lotte Grün', locale: 'de-DE' })
    const tab = tabOf(seat.user)
    tab.open()
    await expect.poll(() => tab.text).toBe(de.overviewNone)
    expect(tab.controls).toEqual([])
  })

  it('shows an invitation, and lets it be declined', async () => {
    const person = await invited(bot)
    await person.watch.next(offering('consent:take-part'), 'the card')
    const tab = tabOf(person.seat.user)
    tab.open()
    await expect.poll(() => tab.text).toContain('You are invited')
    expect(tab.controls.some(({ id }) => id.startsWith('consent:take-part'))).toBe(false)
    await tab.press(control(tab, 'consent:decline:'))
    await expect.poll(() => tab.text).toContain(en.overviewDeclined)
    expect(await stateOf(bot, person)).toBe('declined')
  })

  it('follows the interview wherever it is steered from, and steers it', async () => {
    const person = await interviewed(bot)
    const tab = tabOf(person.seat.user)
    // Not opened yet: what is published is there when it is.
    await expect.poll(() => tab.text).toContain(en.overviewBegun)
    await tab.press(control(tab, 'control:pause:'))
    await person.watch.next(saying(fixed('paused')), 'the pause in the conversation')
    await expect.poll(() => tab.text).toContain(en.overviewPaused)
    await person.say('continue')
    await person.watch.next(saying(fixed('resumed')), 'the way back')
    await expect.poll(() => tab.text).toContain(en.overviewBegun)
    await tab.press(control(tab, 'control:stop:'))
    await person.watch.next(saying(fixed('stopped')), 'the end')
    await expect.poll(() => tab.text).toContain(en.overviewPartial)
    expect(await stateOf(bot, person)).toBe('partial')
  })

  it('answers there what only they are to read, and says the rest in the conversation', async () => {
    const person = await interviewed(bot)
    const canary = 'brindlewisp'
    await person.say(`We use the ${canary} planner, since the lists never matched.`)
    await person.watch.next(question, 'the next question')
    const tab = tabOf(person.seat.user)
    await tab.press(control(tab, 'control:why:'))
    await expect.poll(() => tab.text).toMatch(fixed('why'))
    await tab.press(control(tab, 'control:delete:'))
    await person.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
    await expect.poll(() => tab.text).toContain(en.overviewDelete)
    await person.say('DELETE')
    await person.watch.next(saying(fixed('deleted')), 'the deletion')
    await expect.poll(() => tab.text).toContain(en.overviewWithdrawn)
    await expect.poll(() => tablesHolding(bot, canary)).toEqual([])
  })

  it('is made anew when it is opened, however often', async () => {
    const person = await interviewed(bot)
    const tab = tabOf(person.seat.user)
    bot.slack?.faults.nextCall('views.publish', 'http-500-before')
    tab.open()
    tab.open()
    await expect.poll(() => tab.text).toContain(en.overviewBegun)
    expect(person.watch.sights.some((sight) => sight.kind === 'complaint')).toBe(false)
  })

  it('leaves nothing half done', async () => {
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})
