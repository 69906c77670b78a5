import { sql } from 'kysely'
import { describe, it } from 'vitest'
import type { Sight } from '../../sim/seat.ts'
import { InterviewPlan } from '../../src/core/study/interview-plan.ts'
import { PLAN } from '../core/interview/rehearsal.ts'
import { type Participant, participantOf, takePart, tap } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { tablesHolding } from './stage/stored.ts'
import { fixed, form, offering, question, saying, watching } from './stage/watching.ts'

const SHORT = InterviewPlan.parse({
  ...PLAN,
  title: 'Planning a week',
  surveyAfter: [
    { kind: 'scale', id: 'satisfied', ask: 'How satisfied are you?', low: 'not at all', high: 'very' },
  ],
  cohorts: [
    {
      key: 'all',
      name: 'Everybody',
      goal: 'Hear of one tool',
      sections: [
        {
          title: 'Tools',
          questions: [
            { id: 'q1', ask: 'Which tool did you start to use lately?', priority: 'must', serves: 'uptake' },
          ],
        },
      ],
    },
  ],
  codes: [
    {
      key: 'time-saved',
      label: 'Saves time',
      definition: 'Says that a tool saves time or hours.',
      polarity: 2,
    },
    { key: 'trust', label: 'Trust', definition: 'Speaks of trust in what the tool gives.', polarity: -1 },
  ],
})

/** Each has two sentences for the first code, so that it is found in everybody. */
const WORDS = [
  'The planner saves time every single morning. The kestrelhen list saves hours on Friday.',
  'It saves time for the yard. It saves hours for me, although my trust is small since March.',
  'It saves time, about two hours a week. It saves hours of printing, too.',
  'The planner saves time for me. It saves hours, yet my trust is gone since it lost two bookings.',
  'It saves hours every week. It saves time, and my trust grew with every week that went well.',
  'It saves time at the gate. For the drivers it saves hours of waiting since the spring.',
]

describe.concurrent.each(['slack', 'discord'] as const)('the night on %s', (platform) => {
  it('codes what is new, posts it in the morning, and the next night stands', { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const watch = watching(bot.robin)
    const { people, study } = await launched(bot)
    await Promise.all(people.map((person, index) => interview(bot, person, WORDS[index] ?? '')))

    await bringNightForward(bot, study)
    const report = await watch.next(saying('Interim report: Planning a week'), 'the report')
    expect(report.text).toContain('6 invited, 6 consented, 6 completed')
    expect(report.text).toContain('Saves time: at least 5 of 6')
    await expect.poll(() => watch.sights.some(withPage)).toBe(true)
    const { rows } = await sql<{ due: Date }>`
      select due_at as due from timer where kind = 'nightly' and subject = ${study} and fired_at is null`.execute(
      bot.database.db,
    )
    expect(rows.length).toBe(1)
    expect(rows[0]?.due.getTime()).toBeGreaterThan(Date.now())

    // Whoever deletes their data afterwards stands in nothing that is stored, files of the report included.
    const [first] = people
    expect(await tablesHolding(bot, 'kestrelhen')).not.toEqual([])
    await first?.say('delete my data')
    await first?.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
    await first?.say('DELETE')
    await first?.watch.next(saying(fixed('deleted')), 'the deletion')
    await expect.poll(() => tablesHolding(bot, 'kestrelhen')).toEqual([])
  })
})

/** By the researcher's commands, for five people. */
async function launched(bot: RunningBot): Promise<{ people: readonly Participant[]; study: string }> {
  const { robin, place } = bot
  const watch = watching(robin)
  await robin.command(place, '/study', 'new')
  await robin.submit(
    await watch.next(form, 'the form'),
    { title: [], goal: [] },
    { file: { name: 'week.json', text: JSON.stringify(SHORT) } },
  )
  const draft = await watch.next(offering('plan:approve:'), 'the draft')
  await robin.press(draft.message, draft.control)
  await watch.next(saying('Approved by'), 'the approval')
  const seats = WORDS.map((_, index) => bot.addPerson({ name: `Lin Aster ${index}` }))
  const watches = seats.map(watching)
  const channel = bot.addChannel('members', seats)
  await robin.command(place, '/study', `launch all=<#${channel}>`)
  await watch.next(saying('Launched'), 'the launch')
  watch.end()
  const { id } = await bot.database.db.selectFrom('study').select('id').executeTakeFirstOrThrow()
  const people = seats.map((seat, index) => participantOf(bot, seat, watches[index] ?? watching(seat), id))
  return { people, study: id }
}

async function interview(bot: RunningBot, person: Participant, words: string): Promise<void> {
  await takePart(bot, person)
  for (let asked = 1; ; asked++) {
    await person.say(
      asked === 1 ? words : 'That is about all there is to say of it from where I stand, really.',
    )
    const seen = await person.watch.next(
      (sight) => offering('survey:')(sight) ?? question(sight),
      'what follows an answer',
    )
    if (!('control' in seen)) continue
    await tap(person.seat, seen)
    await person.watch.next(saying(fixed('completed')), 'the thank-you')
    return
  }
}

/** As if the study's hour had come. */
async function bringNightForward({ database: { db }, wake }: RunningBot, study: string): Promise<void> {
  await sql`update timer set due_at = now() - interval '1 second'
    where kind = 'nightly' and subject = ${study} and fired_at is null`.execute(db)
  await wake(`study/${study}`)
}

/** The report as a page of its own; it comes with the message or right after it, as the platform has it. */
function withPage(sight: Sight): boolean {
  return sight.kind === 'message' && sight.files.some((file) => file.name === 'report.html')
}
