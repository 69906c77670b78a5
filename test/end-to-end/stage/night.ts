import { sql } from 'kysely'
import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { PLAN } from '../../core/interview/rehearsal.ts'
import { type Participant, participantOf, takePart, tap } from './participant.ts'
import type { RunningBot } from './running-bot.ts'
import { fixed, form, offering, question, saying, watching } from './watching.ts'

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
export const WORDS = [
  'The planner saves time every single morning. The kestrelhen list saves hours on Friday.',
  'It saves time for the yard. It saves hours for me, although my trust is small since March.',
  'It saves time, about two hours a week. It saves hours of printing, too.',
  'The planner saves time for me. It saves hours, yet my trust is gone since it lost two bookings.',
  'It saves hours every week. It saves time, and my trust grew with every week that went well.',
  'It saves time at the gate. For the drivers it saves hours of waiting since the spring.',
]

/** What everybody says last; no code is in it. */
const LAST = 'That is about all there is to say of it from where I stand, really.'

/** A study of one question, by the researcher's commands, for as many people as there are words. */
export async function launchedNight(
  bot: RunningBot,
): Promise<{ people: readonly Participant[]; study: string }> {
  const { robin, place, platform } = bot
  const watch = watching(robin)
  await robin.command(place, '/study', 'new')
  await robin.submit(
    await watch.next(form, 'the form'),
    { title: [], goal: [], platforms: [platform] },
    { file: { name: 'week.json', text: JSON.stringify(SHORT) } },
  )
  const draft = await watch.next(offering('plan:approve:'), 'the draft')
  await robin.press(draft.message, draft.control)
  await watch.next(saying('Approved by'), 'the approval')
  const seats = WORDS.map((_, index) => bot.addPerson({ name: `Lin Aster ${index}` }))
  const watches = seats.map((seat) => watching(seat))
  const channel = bot.addChannel('members', seats)
  await robin.command(place, '/study', `launch all=<#${channel}>`)
  await watch.next(saying('Launched'), 'the launch')
  watch.end()
  const { id } = await bot.database.db.selectFrom('study').select('id').executeTakeFirstOrThrow()
  const people = seats.map((seat, index) => participantOf(bot, seat, watches[index] ?? watching(seat), id))
  return { people, study: id }
}

/** The first answer is these words; all others are the same. Returns the first answer's message. */
export async function interviewInShort(bot: RunningBot, person: Participant, words: string): Promise<string> {
  await takePart(bot, person)
  const first = await person.say(words)
  for (let asked = 1; ; asked++) {
    if (asked > 1) await person.say(LAST)
    const seen = await person.watch.next(
      (sight) => offering('survey:')(sight) ?? question(sight),
      'what follows an answer',
    )
    if (!('control' in seen)) continue
    await tap(person.seat, seen)
    await person.watch.next(saying(fixed('completed')), 'the thank-you')
    return first
  }
}

/** As if the study's hour had come. */
export async function bringNightForward(
  { database: { db }, wake }: RunningBot,
  study: string,
): Promise<void> {
  await sql`update timer set due_at = now() - interval '1 second'
    where kind = 'nightly' and subject = ${study} and fired_at is null`.execute(db)
  await wake(`study/${study}`)
}
