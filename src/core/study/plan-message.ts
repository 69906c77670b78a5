import { lastQuestion } from '../interview/facts.ts'
import type { Block } from '../ports/chat.ts'
import { type Cohort, type InterviewPlan, inLanguage } from './interview-plan.ts'
import { untranslated } from './plan-draft.ts'
import { type PlanFlaw, planWarnings } from './plan-lint.ts'
import { surveyLine } from './plan-outline.ts'

/** A plan version as its messages name it. */
export interface ShownVersion {
  readonly id: string
  readonly number: number
  readonly hash: string
  readonly plan: InterviewPlan
}

/** The model that is to interview, as the team is told of it. */
export type ShownModel = { readonly id: string; readonly simulated: boolean }

/** Who is named on the consent card until the team says better. */
export const UNSET = {
  asker: 'The research team',
  readers: 'the research team',
  contact: 'the person who invited you',
} as const

const MOST_WARNINGS = 15

/** The whole plan for its researchers; participants see none of this message. */
export function planBlocks(version: ShownVersion, model: ShownModel | undefined): readonly Block[] {
  const { plan } = version
  const language = plan.languages[0] ?? 'en'
  return [
    { kind: 'heading', text: `${plan.title}: interview plan, version ${version.number}` },
    { kind: 'paragraph', text: plan.goal },
    {
      kind: 'list',
      items: [
        `About ${plan.minutes} minutes, in ${plan.languages.join(', ')}.`,
        `The consent card names: asked by ${plan.asker}; read by ${inLanguage(plan.readers, language)}; contact ${plan.contact}.`,
        ...(plan.minimumAge === undefined
          ? []
          : [`Whoever joins from a post must be ${plan.minimumAge} or older.`]),
        ...(model ? [`Interviewer: ${modelName(model)}.`] : []),
      ],
    },
    { kind: 'paragraph', text: 'Research questions:' },
    { kind: 'list', items: plan.researchQuestions.map(({ id, text }) => `${id}: ${text}`) },
    ...plan.cohorts.flatMap((cohort) => cohortBlocks(cohort, language)),
    {
      kind: 'paragraph',
      text: `Last question in every cohort: ${inLanguage(lastQuestion(plan), language)}`,
    },
    { kind: 'heading', text: 'Surveys' },
    {
      kind: 'list',
      items: [
        ...plan.surveyBefore.map((item) => `Before: ${surveyLine(item, language)}`),
        ...plan.surveyAfter.map((item) => `After: ${surveyLine(item, language)}`),
        ...(plan.surveyBefore.length + plan.surveyAfter.length === 0 ? ['None.'] : []),
      ],
    },
    ...remarks(plan),
  ]
}

/** The short message with the buttons: it is replaced once the version is decided on. */
export function decisionBlocks(version: ShownVersion): readonly Block[] {
  return [
    {
      kind: 'paragraph',
      text: `Plan version ${version.number} of “${version.plan.title}” is a draft (hash ${shortHash(version)}). Approving fixes it: every interview is pinned to this version.`,
    },
    decisionChoices(version.id),
  ]
}

export function decisionChoices(version: string): Block {
  return {
    kind: 'choices',
    label: 'Decide on this version',
    choices: [
      { action: `plan:approve:${version}`, label: 'Approve', style: 'primary' },
      { action: `plan:change:${version}`, label: 'Suggest a change' },
    ],
  }
}

export function shortHash({ hash }: Pick<ShownVersion, 'hash'>): string {
  return hash.slice(0, 12)
}

export function modelName({ id, simulated }: ShownModel): string {
  return simulated ? `${id} (simulated: rules, no AI)` : id
}

function cohortBlocks(cohort: Cohort, language: string): readonly Block[] {
  let asked = 0
  return [
    { kind: 'divider' },
    { kind: 'heading', text: `Cohort ${cohort.key}: ${cohort.name}` },
    { kind: 'paragraph', text: cohort.goal },
    ...(cohort.opening
      ? [{ kind: 'paragraph' as const, text: `Opening: ${inLanguage(cohort.opening, language)}` }]
      : []),
    ...cohort.sections.flatMap((section): readonly Block[] => [
      { kind: 'paragraph', text: `${section.title}:` },
      {
        kind: 'list',
        items: section.questions.map((question) => {
          asked += 1
          const probes = question.probes.map((probe) => inLanguage(probe, language)).join(' · ')
          const serves = question.serves ? `, serves ${question.serves}` : ''
          return `Q${asked} [${question.priority}${serves}] ${inLanguage(question.ask, language)}${probes ? ` — Follow-ups: ${probes}` : ''}`
        }),
      },
    ]),
    ...(cohort.hypotheses.length > 0
      ? [
          { kind: 'paragraph' as const, text: 'Hypotheses (not shown to participants or the interviewer):' },
          { kind: 'list' as const, items: cohort.hypotheses },
        ]
      : []),
  ]
}

const FLAWS: Readonly<Record<PlanFlaw, string>> = {
  leading: 'suggests an answer',
  'double-barrelled': 'asks two things',
  closed: 'can be answered yes or no',
  'too-long': 'more than 30 words',
  praise: 'may read as praise',
  jargon: 'jargon',
}

/** What the team should look at before approving. */
function remarks(plan: InterviewPlan): readonly Block[] {
  const warnings = planWarnings(plan).map(
    ({ cohort, question, part, flaw, words }) =>
      `${cohort}, ${question}${part === 'probe' ? ' (follow-up)' : ''}: ${FLAWS[flaw]}: “${words}”`,
  )
  const more = warnings.length - MOST_WARNINGS
  const missing = untranslated(plan)
  const items = [
    ...(Object.entries(UNSET).some(([field, value]) => plan[field as keyof typeof UNSET] === value)
      ? [
          'The consent card still names nobody in particular. Suggest a change with lines such as “asker: …”, “readers: …”, “contact: …” before you approve.',
        ]
      : []),
    ...(missing > 0
      ? [`${missing} texts do not stand in every language of the plan; there the first is used.`]
      : []),
    ...warnings.slice(0, MOST_WARNINGS),
    ...(more > 0 ? [`and ${more} more`] : []),
  ]
  if (items.length === 0) return []
  return [
    { kind: 'heading', text: 'Worth a look' },
    { kind: 'list', items },
  ]
}
