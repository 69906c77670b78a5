import { isOfOverview, overviewBlocks } from '../../core/interview/overview.ts'
import type { GestureReply, Portion } from '../../core/interview/portion.ts'
import { speakerOf } from '../../core/interview/words/messages.ts'
import { participantLane } from '../../core/lane.ts'
import { platformName } from '../../core/platform-name.ts'
import type { Answer, Block, Chat, PersonRef, Platform } from '../../core/ports/chat.ts'
import type { InterviewStore } from '../../core/ports/interview-store.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Hold } from '../hold.ts'

export interface Overviewing {
  readonly interviews: Pick<InterviewStore, 'overview'>
  readonly chats: ReadonlyMap<Platform, Chat>
  readonly model: { readonly id: string; readonly simulated: boolean }
  readonly log: Log
}

/** What a person takes part in and the controls of it, as it stands now. */
export async function overviewFor(
  person: PersonRef,
  locale: string | undefined,
  { interviews, model, chats }: Overviewing,
): Promise<readonly Block[]> {
  const overview = await interviews.overview(participantLane(person))
  return overviewBlocks(overview, locale, speakerOf(model, platformName(chats, person.platform)))
}

/**
 * Puts the overview on the person's own page of the bot, below `note`. Best effort: the page is made anew whenever it is
 * opened. Nothing is shown while the lane may be another's, whose page would be the newer one.
 */
export async function showHome(
  hold: Hold,
  person: PersonRef,
  shown: { readonly note?: readonly Block[]; readonly locale?: string | undefined },
  work: Overviewing,
): Promise<void> {
  const chat = work.chats.get(person.platform)
  if (!chat?.capabilities.home) return
  const target = { to: 'person', ...person } as const
  const overview = await overviewFor(person, shown.locale, work)
  const intent = { kind: 'home', blocks: [...(shown.note ?? []), ...overview] } as const
  if (!(await hold.covers(chat.sendWithinMs(target, intent)))) return
  try {
    const { outcome } = await chat.send(target, intent, '')
    if (outcome !== 'sent') work.log.info('home.not-shown', { outcome })
  } catch (error) {
    work.log.error('home.not-shown', error)
  }
}

/** What a reply says, if it says anything. */
export function noteOf(replies: readonly GestureReply[]): readonly Block[] {
  return replies.flatMap(({ answer }) => (answer.kind === 'none' ? [] : answer.blocks))
}

/** A press on the bot's own page is answered there. */
export function isAtHome(portion: Portion): boolean {
  return portion.kind === 'pressed' && portion.message === undefined
}

/** A press in an overview that has no words of its own to say is answered by the overview as it then stands. */
export async function inOverview(
  answer: Answer,
  person: PersonRef,
  portion: Portion,
  work: Overviewing,
): Promise<Answer> {
  if (portion.kind !== 'pressed' || !isOfOverview(portion.action) || answer.kind === 'private') return answer
  const said = answer.kind === 'replace' ? answer.blocks : []
  try {
    return { kind: 'replace', blocks: [...said, ...(await overviewFor(person, portion.locale, work))] }
  } catch (error) {
    work.log.error('overview.not-read', error)
    return answer
  }
}
