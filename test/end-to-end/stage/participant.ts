import type { Seat, SeenMessage } from '../../../sim/seat.ts'
import { participantLane } from '../../../src/core/lane.ts'
import type { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import type { RunningBot } from './running-bot.ts'
import { form, offering, question, type Watch, watching } from './watching.ts'

/** Somebody who is invited into a study of their own. */
export interface Participant {
  readonly seat: Seat
  readonly watch: Watch
  readonly study: string
  readonly lane: string
  say(text: string): Promise<string>
  /** `/interview` with this word, typed in the direct conversation. */
  command(word: string): Promise<void>
  /** Says it and waits for the question that follows. */
  answer(text: string): Promise<SeenMessage>
  /** The direct conversation. */
  direct(): string
}

let people = 0

/** Their study is launched; the invitation is on its way. */
export async function invited(
  bot: RunningBot,
  options: {
    readonly locale?: string
    readonly plan?: InterviewPlan
    readonly unreachable?: boolean
    /** What they live by; on Discord it is theirs to say, Berlin unless told, and null says nothing. */
    readonly zone?: string | null
    /** How long they wait for what they are to see next. */
    readonly patienceMs?: number
  } = {},
): Promise<Participant> {
  const { locale, plan, unreachable, zone, patienceMs } = options
  const number = ++people
  const seat = bot.addPerson({
    name: `Ines Novak ${number}`,
    ...(locale ? { locale } : {}),
    ...(unreachable ? { unreachable } : {}),
    ...(zone ? { zone } : {}),
  })
  const watch = watching(seat, patienceMs)
  const audience =
    bot.platform === 'slack'
      ? { people: [seat.user] }
      : { place: bot.addChannel(`members-${number}`, [seat]) }
  return participantOf(bot, seat, watch, await bot.launchedStudy(audience, plan))
}

export function participantOf(bot: RunningBot, seat: Seat, watch: Watch, study: string): Participant {
  const direct = () => seat.direct() ?? ''
  return {
    seat,
    watch,
    study,
    lane: participantLane({ platform: bot.platform, workspace: bot.workspace, person: seat.user }),
    direct,
    say: (text) => seat.say(text),
    command: (word) => seat.command(direct(), '/interview', word),
    async answer(text) {
      await seat.say(text)
      return watch.next(question, `a question after “${text.slice(0, 60)}”`)
    },
  }
}

/** Invited, agreed, surveyed; returns with the first question read. */
export async function interviewed(
  bot: RunningBot,
  options: Parameters<typeof invited>[1] = {},
): Promise<Participant> {
  const person = await invited(bot, options)
  await takePart(bot, person, options.zone)
  return person
}

/** From the invitation to the first question, as a person on this platform gets there. */
export async function takePart(
  bot: Pick<RunningBot, 'platform'>,
  { seat, watch, study }: Pick<Participant, 'seat' | 'watch' | 'study'>,
  zone?: string | null,
): Promise<SeenMessage> {
  if (bot.platform === 'discord') await joinFromPost({ seat, watch, study }, zone)
  const card = await watch.next(offering('consent:choose'), 'the card')
  await seat.press(card.message, card.control)
  await seat.submit(await watch.next(form, 'the form of choices'), { allow: ['quotes'] })
  for (;;) {
    const seen = await watch.next(
      (sight) => offering('survey:')(sight) ?? question(sight),
      'the survey or the first question',
    )
    if (!('control' in seen)) return seen
    await tap(seat, seen)
  }
}

/** Everyone on a Discord server sees every study's post; this is the one of theirs. */
export async function joinFromPost(
  { seat, watch, study }: Pick<Participant, 'seat' | 'watch' | 'study'>,
  zone: string | null = 'Europe/Berlin',
): Promise<void> {
  const post = await watch.next(offering(`join:${study}:`), 'the post')
  await seat.press(post.message, post.control)
  await seat.submit(await watch.next(form, 'the form to join'), {
    zone: zone === null ? [] : [zone],
    adult: ['yes'],
  })
}

/** Answers the survey item with its last option. */
export async function tap(
  seat: Seat,
  { message, control }: { readonly message: SeenMessage; readonly control: string },
): Promise<void> {
  const shown = message.controls.filter((each) => each.id.startsWith('survey:'))
  const last = shown.at(-1)
  if (!last) throw new Error(`nothing to tap beside ${control}`)
  if (last.kind === 'button') await seat.press(message, last.id)
  else await seat.choose(message, last.id, [last.options.at(-1)?.value ?? ''])
}
