import type { InterviewTurnData, InterviewTurnOutput } from '../../../../src/core/interview/words/prompts.ts'
import { chance, hashOf, pick } from '../hash.ts'
import { wordsOf } from '../text.ts'
import { probeOn } from './probe.ts'
import { readingOf } from './reading.ts'

/** So often a turn is worded against the rules, so that the question linter has real work. */
export const BAD_TURN_SHARE = 0.03

const MOST_WORDS = 40

const LEAD_INS: Readonly<Record<'en' | 'de', readonly [string, ...string[]]>> = {
  en: ['', '', '', 'Let me turn to something else. ', 'Now to another side of it. ', 'On to another point. '],
  de: ['', '', '', 'Ich komme zu etwas anderem. ', 'Nun zu einer anderen Seite. ', 'Ein anderer Punkt. '],
}

const REWORDED: Readonly<Record<'en' | 'de', readonly [string, ...string[]]>> = {
  en: ['In other words: ', 'Put differently: ', 'What I mean is this: '],
  de: ['Anders gesagt: ', 'Mit anderen Worten: ', 'Gemeint ist: '],
}

/**
 * One turn by rules: it reads the answer, follows up on a phrase of it and hands on the plan's next question. About 3 %
 * of its wordings hold two questions or praise, on purpose.
 */
export function interviewTurn(data: InterviewTurnData, hash: number): InterviewTurnOutput {
  const tongue = data.language === 'de' ? 'de' : 'en'
  const reading = readingOf(data.answer)
  const open = !reading.refused && !reading.confused && !reading.offTopic && !reading.distressed
  const heard = data.recent.filter((turn) => turn.speaker === 'interviewer').map((turn) => turn.words)
  const asked = [...data.askedBefore, ...heard, data.question.ask]
  const probe =
    data.mayProbe && open && reading.wants === 'continue'
      ? probeOn(data.answer, data.language, asked, hash)
      : null
  return {
    reading,
    probe: probe && sometimesBad(probe, tongue, hashOf(hash, 'probe')),
    ask: data.next && sometimesBad(led(data.next.ask, asked, tongue, hash), tongue, hashOf(hash, 'ask')),
    clarify: reading.confused ? pick(REWORDED[tongue], hash) + data.question.ask : null,
  }
}

/** With a lead-in now and then, none of them twice in an interview. */
function led(ask: string, before: readonly string[], tongue: 'en' | 'de', hash: number): string {
  const leadIn = pick(LEAD_INS[tongue], hash)
  const worn = leadIn !== '' && before.some((words) => words.startsWith(leadIn))
  const words = leadIn + ask
  return worn || wordsOf(words).length > MOST_WORDS ? ask : words
}

function sometimesBad(words: string, tongue: 'en' | 'de', hash: number): string {
  if (!chance(BAD_TURN_SHARE, hash)) return words
  if (tongue === 'de') return hash % 2 ? `Das ist spannend. ${words}` : `${words} Und wie war das für andere?`
  return hash % 2 ? `That is really interesting. ${words}` : `${words} And how was that for others?`
}
