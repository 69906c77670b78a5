import { inLanguage, questionsOf } from '../../study/interview-plan.ts'
import { paragraphs } from '../words/messages.ts'
import { askOf, optionsOf, surveyBlocks } from '../words/survey.ts'
import type { Carry } from './conducting.ts'
import { answerGesture, end, keepSaid, moveTo, type StepDraft, tell } from './step-draft.ts'

const surveyAnswer: Carry<'survey-answer'> = (draft, move) => {
  const { item, value } = move
  const phase = phaseOf(draft)
  if (move.typed) keepSaid(draft, 'survey', null)
  draft.survey = { item: item.id, phase, value }
  const options = optionsOf(item, draft.interview.language, [draft.say('yes'), draft.say('no')])
  const chosen = options.find((option) => option.value === value)
  if (!chosen) {
    // A value that is no option can only come from a hand-made press.
    delete draft.survey
    answerGesture(draft, { kind: 'private', blocks: paragraphs(draft.say('stale')) })
    return
  }
  const ask = askOf(item, draft.interview.language, draft.names.domain)
  answerGesture(draft, {
    kind: 'replace',
    blocks: [{ kind: 'paragraph', text: `${ask}\n✓ ${chosen.label}` }],
  })
  draft.progress = { ...draft.progress, surveyItem: null, surveyMisses: 0, nudged: false, deleteAsked: false }
  goOn(draft, phase, false, item.id)
}

const surveySkip: Carry<'survey-skip'> = (draft, move) => {
  keepSaid(draft, 'survey', null)
  answerGesture(draft, { kind: 'private', blocks: paragraphs(draft.say('skipped')) })
  const phase = phaseOf(draft)
  draft.survey = { item: move.item.id, phase, value: '' }
  draft.progress = { ...draft.progress, surveyItem: null, surveyMisses: 0, nudged: false, deleteAsked: false }
  goOn(draft, phase, false, move.item.id)
}

export const surveyMoves = { 'survey-answer': surveyAnswer, 'survey-skip': surveySkip }

/** The next survey item of the phase, or what comes after the phase: the first question, or the end. */
export function goOn(
  draft: StepDraft,
  phase: 'before' | 'after',
  first: boolean,
  justAnswered?: string,
): void {
  const { interview } = draft
  const items = phase === 'before' ? interview.plan.surveyBefore : interview.plan.surveyAfter
  const open = items.filter((item) => !(item.id in interview.answers) && item.id !== justAnswered)
  const [item] = open
  if (item) {
    moveTo(draft, phase === 'before' ? 'surveying-before' : 'surveying-after')
    draft.progress = { ...draft.progress, surveyItem: item.id, question: null }
    const ask = askOf(item, interview.language, draft.names.domain)
    const options = optionsOf(item, interview.language, [draft.say('yes'), draft.say('no')])
    tell(
      draft,
      [
        ...(first ? intro(draft, phase, open.length) : []),
        ...surveyBlocks(interview.id, item, ask, options, draft.say('pickOne')),
      ],
      { kind: 'survey', move: 'survey-item' },
    )
    return
  }
  if (phase === 'before') openInterview(draft)
  else {
    end(draft, 'completed', 'interviewer')
    tell(draft, paragraphs(draft.say('completed')), { kind: 'notice', move: 'close' })
  }
}

function intro(draft: StepDraft, phase: 'before' | 'after', count: number) {
  if (phase === 'after') return paragraphs(draft.say('surveyAfterIntro'))
  return paragraphs(count === 1 ? draft.say('surveyIntroOne') : draft.say('surveyIntro', { count }))
}

function openInterview(draft: StepDraft): void {
  const { interview, facts } = draft
  moveTo(draft, 'interviewing')
  // Some are done if the person was out of reach in between.
  const question = questionsOf(facts.cohort).find(({ id }) => !(id in draft.progress.done))
  if (!question) {
    goOn(draft, 'after', true)
    return
  }
  draft.progress = { ...draft.progress, question: question.id, surveyItem: null }
  const opening = facts.cohort.opening ? inLanguage(facts.cohort.opening, interview.language) : ''
  tell(
    draft,
    [
      ...(opening ? paragraphs(opening) : []),
      ...paragraphs(draft.say('opening')),
      ...paragraphs(inLanguage(question.ask, interview.language)),
    ],
    { kind: 'question', questionId: question.id, move: 'ask' },
  )
}

function phaseOf(draft: StepDraft): 'before' | 'after' {
  return draft.interview.plan.surveyBefore.some((item) => item.id === draft.progress.surveyItem)
    ? 'before'
    : 'after'
}
