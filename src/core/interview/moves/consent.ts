import { createHash } from 'node:crypto'
import { CONSENT_TEXT_VERSION, consentReceipt, consentText, paragraphs } from '../words/messages.ts'
import type { Carry } from './conducting.ts'
import { answerGesture, end, tell } from './step-draft.ts'
import { goOn } from './survey.ts'

const consent: Carry<'consent'> = (draft, move) => {
  const { interview, facts, now } = draft
  const { portion } = facts
  draft.consent = {
    id: draft.ids.next(),
    textVersion: CONSENT_TEXT_VERSION,
    textHash: createHash('sha256')
      .update(consentText(interview.plan, interview.language, draft.speaker))
      .digest('hex'),
    language: interview.language,
    choices: move.choices,
    message: (portion.kind === 'pressed' && portion.message) || null,
  }
  draft.startedAt = now
  const receipt = consentReceipt(move.choices, interview.language)
  // A form answers in a message of its own: the card then keeps its buttons, which are stale from here on.
  if (portion.kind === 'pressed') answerGesture(draft, { kind: 'replace', blocks: receipt })
  else {
    answerGesture(draft, { kind: 'none' })
    tell(draft, receipt)
  }
  goOn(draft, 'before', true)
}

const decline: Carry<'decline'> = (draft) => {
  end(draft, 'declined', 'participant')
  const words = paragraphs(draft.say('declined'))
  if (draft.facts.portion.kind === 'pressed') answerGesture(draft, { kind: 'replace', blocks: words })
  else {
    answerGesture(draft, { kind: 'none' })
    tell(draft, words)
  }
}

const explain: Carry<'explain'> = (draft) => {
  if (draft.state === 'invited') draft.state = 'consenting'
  const words = paragraphs(draft.say('details', draft.names))
  if ('reply' in draft.facts.portion) answerGesture(draft, { kind: 'private', blocks: words })
  else tell(draft, words)
}

export const consentMoves = { consent, decline, explain }
