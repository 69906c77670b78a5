import type { SeenMessage } from '../seat.ts'
import type { Person } from './person.ts'
import { argument, asks, closes, controlWith, deletionWord, type SurveyAsk, surveyAsk } from './signs.ts'

/** Where a person is in their interview, as they see it. */
export interface Situation {
  phase: 'outside' | 'asked' | 'taking-part' | 'ending' | 'gone'
  paused: boolean
  /** They have nothing more to say. */
  quiet: boolean
  /** The question they last read and have not answered. */
  question: SeenMessage | undefined
  /** The newest question, answered or not. */
  lastQuestion: SeenMessage | undefined
  /** Survey items answered after the first answer in words. */
  rated: number
  /** Messages without a question since they fell quiet. */
  leftAlone: number
  /** They saw how it ended: a last word after the ratings, a stop, a deletion, a refusal. */
  over: boolean
}

export type Reaction =
  | { readonly do: 'nothing' }
  /** `once`: names what is reacted to, so that it is done a single time. */
  | { readonly do: 'join'; readonly once: string; readonly control: string }
  | { readonly do: 'consent'; readonly once: string }
  | { readonly do: 'rate'; readonly once: string; readonly survey: SurveyAsk }
  | { readonly do: 'resume'; readonly once: string; readonly control: string }
  | { readonly do: 'confirm-deletion'; readonly once: string; readonly word: string }
  | { readonly do: 'reply' }

const NOTHING: Reaction = { do: 'nothing' }

/** What a message from the bot moves this person to. Keeps `situation` up to date with what was seen. */
export function notice(seen: SeenMessage, person: Person, situation: Situation): Reaction {
  const join = seen.controls.find(
    (control) => control.id.startsWith('join:') && control.id.split(':')[2] === person.cohort,
  )
  if (join) return { do: 'join', once: join.id, control: join.id }
  if (seen.ephemeral) {
    if (situation.phase === 'gone' || person.closedDirect) situation.over = true
    return NOTHING
  }
  // Other people's and the team's messages in a channel are no business of theirs.
  if (!seen.direct) return NOTHING
  const card = controlWith(seen, 'consent:take-part:')
  if (card) {
    if (situation.phase === 'outside') situation.phase = 'asked'
    return { do: 'consent', once: `consent ${argument(card, 'consent:take-part:')}` }
  }
  if (situation.phase === 'ending' || situation.phase === 'gone') return lastWords(seen, person, situation)
  const survey = surveyAsk(seen)
  if (survey) {
    situation.phase = 'taking-part'
    situation.over = false
    situation.question = undefined
    return { do: 'rate', once: `survey ${survey.key}`, survey }
  }
  const resume = controlWith(seen, 'control:resume:')
  if (resume)
    return situation.paused ? { do: 'resume', once: `resume ${seen.message}`, control: resume.id } : NOTHING
  // An edit without controls only shows that a press was taken.
  if (seen.kind === 'edited' || situation.phase === 'outside') return NOTHING
  return asks(seen.text) ? asked(seen, situation) : told(seen, situation)
}

function lastWords(seen: SeenMessage, person: Person, situation: Situation): Reaction {
  const word = deletionWord(seen.text)
  if (word && person.expected.includes('withdrawn')) return { do: 'confirm-deletion', once: 'deletion', word }
  situation.over = true
  return NOTHING
}

function asked(seen: SeenMessage, situation: Situation): Reaction {
  situation.phase = 'taking-part'
  situation.over = false
  situation.question = seen
  situation.lastQuestion = seen
  return { do: 'reply' }
}

/** A notice: after the ratings it is the end, in an interview the question from before still stands. */
function told(seen: SeenMessage, situation: Situation): Reaction {
  if (situation.rated > 0 || closes(seen.text)) {
    situation.over = true
    return NOTHING
  }
  if (situation.quiet) {
    // First a reminder, then the closing word, whatever its wording.
    situation.leftAlone++
    situation.over = situation.leftAlone > 1
    return NOTHING
  }
  if (!situation.lastQuestion || situation.paused) return NOTHING
  situation.question = situation.lastQuestion
  return { do: 'reply' }
}
