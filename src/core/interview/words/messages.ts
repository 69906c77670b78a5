import type { Block } from '../../ports/chat.ts'
import { type InterviewPlan, inLanguage } from '../../study/interview-plan.ts'
import type { ConsentChoices, Notice } from '../decide.ts'
import { shortId } from '../interview.ts'
import { type MessageKey, sayIn } from './catalogue.ts'

/** What the fixed texts name: who asks, who reads, which model. */
export interface Speaker {
  readonly modelName: string
  /** A stand-in is called what it is. */
  readonly simulated?: boolean
  readonly platformName: string
}

export function speakerOf(
  model: { readonly id: string; readonly simulated: boolean },
  platformName: string,
): Speaker {
  return { modelName: model.id, simulated: model.simulated, platformName }
}

/** The model as participants are told of it. */
export function modelIn({ modelName, simulated }: Speaker, language: string): string {
  const say = sayIn(language)
  return simulated ? say('modelSimulated') : say('modelBy', { model: modelName })
}

export function namesFor(plan: InterviewPlan, language: string, speaker: Speaker) {
  return {
    asker: plan.asker,
    readers: inLanguage(plan.readers, language),
    contact: plan.contact,
    minutes: plan.minutes,
    domain: inLanguage(plan.domain, language),
    model: modelIn(speaker, language),
    platform: speaker.platformName,
  }
}

/** Bumped whenever the card's or the details' wording changes in what it promises. */
export const CONSENT_TEXT_VERSION = '1'

/** The consent card: at most 90 words, everything else one tap away. */
export function consentCard(
  interview: string,
  plan: InterviewPlan,
  language: string,
  speaker: Speaker,
): readonly Block[] {
  const say = sayIn(language)
  return [
    ...paragraphs(say('card', namesFor(plan, language, speaker))),
    {
      kind: 'choices',
      label: say('takePart'),
      choices: [
        { action: `consent:take-part:${interview}`, label: say('takePart'), style: 'primary' },
        { action: `consent:choose:${interview}`, label: say('choose') },
        { action: `consent:decline:${interview}`, label: say('decline') },
        { action: `consent:more:${interview}`, label: say('more') },
      ],
    },
  ]
}

/** Everything a person is told before they agree, as one text: what the consent's hash covers. */
export function consentText(plan: InterviewPlan, language: string, speaker: Speaker): string {
  const say = sayIn(language)
  const names = namesFor(plan, language, speaker)
  return [
    say('card', names),
    say('details', names),
    say('chooseQuotes'),
    say('chooseRelease'),
    say('chooseRecontact'),
  ].join('\n\n')
}

export function consentReceipt(choices: ConsentChoices, language: string): readonly Block[] {
  const say = sayIn(language)
  const mark = (allowed: boolean) => say(allowed ? 'on' : 'off')
  return [
    {
      kind: 'paragraph',
      text: `✓ ${say('consented')} ${say('consentedQuotes', {
        quotes: mark(choices.quotes),
        release: mark(choices.release),
        recontact: mark(choices.recontact),
      })} ${say('withdrawHint')}`,
    },
  ]
}

export function pausedBlocks(interview: string, language: string): readonly Block[] {
  const say = sayIn(language)
  return [
    { kind: 'paragraph', text: say('paused') },
    {
      kind: 'choices',
      label: say('resume'),
      choices: [{ action: `control:resume:${shortId(interview)}`, label: say('resume'), style: 'primary' }],
    },
  ]
}

const NOTICES: Readonly<Record<Notice, MessageKey>> = {
  'tap-first': 'tapFirst',
  over: 'over',
  'too-late': 'tooLate',
  why: 'why',
  help: 'help',
  'my-data': 'myData',
  paused: 'paused',
  'not-paused': 'notPaused',
  'text-please': 'textPlease',
  'delete-confirm': 'deleteConfirm',
  'tap-option': 'tapOption',
  stale: 'stale',
  'study-paused': 'studyPaused',
  'one-at-a-time': 'oneAtATime',
  care: 'care',
  'how-to-leave': 'howToLeave',
  human: 'human',
  'back-to-question': 'backToQuestion',
}

export function noticeKey(notice: Notice): MessageKey {
  return NOTICES[notice]
}

export function paragraphs(text: string): readonly Block[] {
  return text.split('\n\n').map((part) => ({ kind: 'paragraph', text: part }))
}
