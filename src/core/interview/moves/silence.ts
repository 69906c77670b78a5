import { mayWriteAt } from '../../fieldwork/unasked.ts'
import { afterReminderMs } from '../silence.ts'
import { paragraphs } from '../words/messages.ts'
import type { Carry } from './conducting.ts'
import { end, tell } from './step-draft.ts'

const nudge: Carry<'nudge'> = (draft) => {
  draft.progress = { ...draft.progress, nudged: true }
  tell(
    draft,
    paragraphs(draft.say('nudge')),
    { kind: 'notice', move: 'nudge' },
    { unasked: 'nudge', dedupeKey: null },
  )
}

/** An interview ends only when its person may be told so: whoever writes until then goes on with it. */
const closeIdle: Carry<'close-idle'> = async (draft, _, { quietUntil, contact }) => {
  const until = await quietUntil()
  if (until && until > draft.now) {
    draft.lookAt = mayWriteAt(until, draft.facts, contact)
    return
  }
  // All questions were asked and only ratings are missing: the interview itself is whole.
  const whole = draft.state === 'surveying-after'
  end(draft, whole ? 'completed' : 'partial', 'idle')
  tell(
    draft,
    paragraphs(draft.say('closedIdle')),
    { kind: 'notice', move: 'close' },
    { unasked: 'close', dedupeKey: null },
  )
}

/** No part of the transcript: there is no interview yet. */
const remind: Carry<'remind'> = (draft, { invitation, number }, { invitation: rule }) => {
  const last = number >= rule.most
  draft.reminder = { invitation, number }
  draft.lookAt = new Date(draft.now.getTime() + afterReminderMs(rule))
  tell(draft, paragraphs(draft.say(last ? 'lastReminder' : 'reminder', draft.names)), undefined, {
    unasked: 'reminder',
    dedupeKey: `reminder:${invitation}:${number}`,
  })
}

/** Then silence: nobody is told that they did not answer. */
const expire: Carry<'expire'> = (draft) => end(draft, 'expired', 'idle')

const waitOn: Carry<'wait-on'> = (draft, { until }) => {
  draft.lookAt = until
}

export const silenceMoves = { nudge, 'close-idle': closeIdle, remind, expire, 'wait-on': waitOn }
