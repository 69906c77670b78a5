import { join, rejoin } from '../../core/fieldwork/join.ts'
import { mayWriteAt } from '../../core/fieldwork/unasked.ts'
import { GONE_REASONS, nextPortion, type Portion } from '../../core/interview/portion.ts'
import { parseParticipantLane } from '../../core/lane.ts'
import type { Lease } from '../../core/ports/lane-store.ts'
import { deliver } from '../deliver.ts'
import type { Hold } from '../hold.ts'
import type { Worked } from '../lane-work.ts'
import { reply } from './answering.ts'
import { OPENED_FORM, tellJoined } from './joining.ts'
import { overviewFor, showHome } from './overview.ts'
import { actsIn, isBack, reopen } from './reopening.ts'
import { settleStranger } from './stranger.ts'
import { workTurn } from './turn.ts'
import { localeOf, type ParticipantWork, settle, speakerFor } from './work.ts'

/**
 * A person's lane: each portion that waits is conducted, committed and answered, until nothing waits; then whatever
 * the outbox still holds goes out.
 */
export async function workParticipant(lease: Lease, hold: Hold, work: ParticipantWork): Promise<Worked> {
  const person = parseParticipantLane(lease.lane)
  for (;;) {
    const { events, timers, dueAt } = await work.lanes.waiting(lease.lane, work.clock.now())
    const portion = nextPortion(events, timers)
    if (!portion) return { again: await deliver(lease, hold, work), wake: [] }
    if (portion.kind === 'formed' && portion.form[0] === 'join') {
      const locale = localeOf(events, portion.inbox)
      const joined = await join(lease, person, portion, locale, speakerFor(person, work), work)
      await tellJoined(lease, person, { ...portion, action: portion.form }, joined, locale, hold, work)
      continue
    }
    if (portion.kind === 'pressed' && portion.action[0] === 'rejoin') {
      const locale = localeOf(events, portion.inbox)
      const joined = await rejoin(lease, person, portion.action, locale, speakerFor(person, work), work)
      await tellJoined(lease, person, portion, joined, locale, hold, work)
      continue
    }
    if (portion.kind === 'pressed' && portion.action[0] === 'join') {
      // The press opened a form; what counts comes with it.
      await settle(lease, [portion.inbox], OPENED_FORM, work)
      continue
    }
    if (portion.kind === 'overview') {
      await settle(lease, [portion.inbox], 'overview shown', work)
      if (portion.reply)
        await reply(person, portion.reply, await overviewFor(person, portion.locale, work), work)
      else await showHome(hold, person, { locale: portion.locale }, work)
      continue
    }
    if (portion.kind === 'moved') {
      if (portion.zone) await work.store.moved(lease, person, portion.zone, work.clock.now())
      for (const gone of (await work.store.unreachable(lease.lane, GONE_REASONS)).filter(isBack))
        await reopen(lease, gone.interview, mayWriteAt(work.clock.now(), gone, work.contact), work)
      await settle(lease, [portion.inbox], 'zone noted', work)
      continue
    }
    if (portion.kind === 'gone') await work.store.toldGone(lease, GONE_REASONS, portion.at)
    const interview = await work.interviews.load(lease.lane, interviewNamed(portion), work.clock.now())
    if (!interview) {
      await settleStranger(lease, person, portion, events, work)
      continue
    }
    if (interview.progress.unreachable && interview.state === 'unreachable' && actsIn(portion, interview)) {
      await reopen(lease, interview.id, work.clock.now(), work)
      continue
    }
    const worked = await workTurn(
      lease,
      hold,
      interview,
      portion,
      { events, timers: timers.length, dueAt },
      work,
    )
    if (worked) return worked
  }
}

/** The interview a press or form names: whole in consent actions, by its first characters elsewhere. */
function interviewNamed(portion: Portion): string | undefined {
  if (portion.kind === 'pressed') {
    const [verb, second, third] = portion.action
    return verb === 'survey' ? second : third
  }
  if (portion.kind === 'formed') return portion.form[1]
  return portion.kind === 'timer' ? portion.timer.subject : undefined
}
