import { readFile } from 'node:fs/promises'
import { describe, it } from 'vitest'
import type { Seat } from '../../sim/seat.ts'
import { participantOf, takePart, tap } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { stateOf, tablesHolding, turnsOf, unfinished } from './stage/stored.ts'
import { fixed, form, offering, privately, question, saying, type Watch, watching } from './stage/watching.ts'

const SURVEY = ['ai-frequency', 'captured', 'occupation', 'recommend', 'role-of-ai', 'satisfied']
const COHORTS = ['workforce', 'creatives', 'scientists']

describe.concurrent.each(['slack', 'discord'] as const)('a study on %s', (platform) => {
  it('goes from a file to its report by commands and buttons', { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const { robin, place } = bot
    const watch = watching(robin)
    const study = (words: string) => robin.command(place, '/study', words)

    // A draft from the file, seen by the whole channel.
    await study('new')
    await robin.submit(
      await watch.next(form, 'the form of a new study'),
      { title: ['Working with AI'], goal: ['Not needed here'] },
      { file: { name: 'study.yaml', text: await readFile('examples/working-with-ai.yaml', 'utf8') } },
    )
    await watch.next(saying('Working with AI: interview plan, version 1'), 'the plan')
    const first = await watch.next(offering('plan:approve:'), 'the draft to decide on')
    expect(first.message.controls.map((control) => control.label)).toEqual(['Approve', 'Suggest a change'])

    // A change by the form, another by mention.
    await robin.press(first.message, first.message.controls[1]?.id ?? '')
    await robin.submit(await watch.next(form, 'the form of a change'), { request: ['drop Q2'] })
    const changes = await watch.next(saying('what version 2 changes'), 'what the form changed')
    expect(changes.text).toContain('What happened, step by step?')
    await watch.next(offering('plan:approve:'), 'version 2')
    await robin.say(`${bot.mention} contact: Ada Brook, room 12`, place)
    expect((await watch.next(saying('what version 3 changes'), 'what the mention changed')).text).toContain(
      'Ada Brook, room 12',
    )
    const third = await watch.next(offering('plan:approve:'), 'version 3')

    // Approved and launched.
    await robin.press(third.message, third.control)
    await watch.next(saying('Approved by Robin Hale: version 3'), 'the approval')
    const seat = bot.addPerson({ name: 'Ines Novak' })
    const theirs = watching(seat)
    const places = COHORTS.map((cohort) => bot.addChannel(cohort, cohort === 'workforce' ? [seat] : []))
    await study(`launch ${COHORTS.map((cohort, index) => `${cohort}=<#${places[index]}>`).join(' ')}`)
    await watch.next(saying('Launched “Working with AI”'), 'the launch')

    // One person, from the invitation to the thank-you.
    const person = participantOf(bot, seat, theirs, await onlyStudy(bot))
    if (platform === 'discord') {
      await theirs.next(offering(`join:${person.study}:workforce`), 'the post').then(async (post) => {
        expect(seat.direct()).toBeUndefined()
        await seat.press(post.message, post.control)
      })
      await seat.submit(await theirs.next(form, 'the form to join'), {
        zone: ['Europe/Berlin'],
        adult: ['yes'],
      })
    }
    const asked = await takesPart(bot, seat, theirs)
    expect(await stateOf(bot, person)).toBe('completed')
    const turns = await turnsOf(bot, person)
    expect(turns.filter((turn) => turn.move === 'probe').length).toBeGreaterThan(1)
    expect(turns.filter((turn) => turn.kind === 'question').length).toBe(asked)
    expect(new Set(turns.map((turn) => turn.question_id))).not.toContain('episode')
    const consents = await bot.database.db.selectFrom('consent').select('choices').execute()
    expect(consents).toEqual([{ choices: { quotes: true, release: false, recontact: false } }])
    const items = await bot.database.db.selectFrom('survey_answer').select('item').orderBy('item').execute()
    expect(items.map(({ item }) => item)).toEqual(SURVEY)

    // How far it is, what was learned, and the end.
    await study('status')
    const status = await watch.next(privately('Working with AI: running'), 'the status')
    expect(status.text).toMatch(/1 invited, 1 taking part, of them 0 under way, 1 completed, 0 partial/)
    await study('report now')
    await watch.next(privately('is being made'), 'word that the report is made')
    const report = await watch.next(saying('Interim report: Working with AI'), 'the report')
    expect(report.text).toContain('No figures yet: they are shown from 5 coded interviews on.')
    expect(report.text).not.toContain('planner')
    await study('close')
    await watch.next(saying('Closed “Working with AI”'), 'the closing')
    await study('status')
    await watch.next(privately('Working with AI: closed'), 'the status of a closed study')

    // The person's words stood in the channel at no time, and their name never beside them.
    const inChannel = watch.sights.flatMap((sight) => ('text' in sight ? [sight.text] : [])).join('\n')
    expect(inChannel).not.toMatch(/planner|Ines Novak/)
    expect(await tablesHolding(bot, 'Ines Novak')).toEqual([])
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})

const ANSWERS = [
  (n: number) =>
    `On day ${n} we gave the weekly planner to the tool, because our lists never matched the yard.`,
  (n: number) => `The foreman checked all of it by hand in week ${n}, since two bookings were lost before.`,
  (n: number) => `It took the drivers ${n} mornings to trust the new list, and some of them still print it.`,
]

/** Agrees, answers everything and rates. Returns how many questions were asked in words. */
async function takesPart(bot: RunningBot, seat: Seat, watch: Watch): Promise<number> {
  const study = await onlyStudy(bot)
  await takePart({ ...bot, platform: 'slack' }, { seat, watch, study })
  for (let asked = 1; ; asked++) {
    await seat.say((ANSWERS[asked % ANSWERS.length] ?? String)(asked))
    const seen = await watch.next(
      (sight) => offering('survey:')(sight) ?? question(sight),
      `what follows answer ${asked}`,
    )
    if (!('control' in seen)) continue
    await tap(seat, seen)
    for (;;) {
      const next = await watch.next(
        (sight) => offering('survey:')(sight) ?? saying(fixed('completed'))(sight),
        'a rating or the thank-you',
      )
      if (!('control' in next)) return asked
      await tap(seat, next)
    }
  }
}

async function onlyStudy({ database }: RunningBot): Promise<string> {
  return (await database.db.selectFrom('study').select('id').executeTakeFirstOrThrow()).id
}
