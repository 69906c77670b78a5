import { InvalidInputError } from '../../errors.ts'
import { lettersUpTo } from '../../letters.ts'
import type { ConversationRef, InboundEvent } from '../../ports/chat.ts'
import { ALL_PLATFORMS } from '../forms.ts'
import { type InterviewPlan, planHash, questionsOf } from '../interview-plan.ts'
import { keyOf, type PlanFrame } from '../plan-draft.ts'
import { modelName, UNSET } from '../plan-message.ts'
import { draftedPlan } from '../planner.ts'
import { parseStudyFile } from '../study-file.ts'
import { type DeskSay, stateIn } from '../words/catalogue.ts'
import { actorOf, type DeskDeps, type Doing, derivedId, type Handled, sayWorking, told } from './context.ts'
import { planPosts } from './plan-posts.ts'

type FormSent = Extract<InboundEvent, { kind: 'form' }>

const MINUTES = 12
const TITLE_LENGTH = 60
const MOST_COHORTS = 10

/** The form of a new study: from a file as it is, else drafted by the model. */
export async function newStudy(event: FormSent, doing: Doing, deps: DeskDeps): Promise<Handled> {
  const { sites, missing } = sitesFor(event, doing, deps)
  const file = event.files.find((each) => each.field === 'file')
  if (file && file.text === undefined)
    return told('file-unreadable', doing.say('fileUnreadable', { name: file.name }))
  if (file?.text !== undefined) {
    const plan = parseStudyFile(file.name, file.text)
    return created(doing, deps, sites, missing, { plan, origin: 'file', model: null, promptVersion: null })
  }
  const frame = frameOf(event, doing.say)
  await sayWorking(doing, deps, doing.say('drafting', { model: modelName(deps.model) }))
  const drafted = await draftedPlan(deps.model, frame, deps.settings.modelDeadlineMs)
  if (!drafted.ok)
    return {
      ...told('not-drafted', `${drafted.words} ${doing.say('notDrafted')}`),
      usage: drafted.usage,
    }
  const { plan, promptVersion, usage } = drafted
  const handled = await created(doing, deps, sites, missing, {
    plan,
    origin: 'model',
    model: deps.model.id,
    promptVersion,
  })
  return { ...handled, usage }
}

async function created(
  doing: Doing,
  { store, model, settings }: DeskDeps,
  sites: readonly ConversationRef[],
  missing: string | undefined,
  from: {
    readonly plan: InterviewPlan
    readonly origin: 'model' | 'file'
    readonly model: string | null
    readonly promptVersion: string | null
  },
): Promise<Handled> {
  const { plan } = from
  const { say } = doing
  const version = {
    id: derivedId(doing.inbox, 'plan'),
    number: 1,
    hash: planHash(plan),
    createdBy: actorOf(doing.person),
    ...from,
  }
  const earlier = await store.studyAt(doing.place)
  const questions = plan.cohorts.flatMap(questionsOf).length
  const notes = [
    ...(missing ? [missing] : []),
    ...(earlier && earlier.state !== 'closed'
      ? [say('stillOpen', { title: earlier.title, state: stateIn(say, earlier.state) })]
      : []),
  ]
  return {
    outcome: 'study-created',
    answer: {
      kind: 'private',
      blocks: [
        say('draftComes', {
          title: plan.title,
          cohorts: say('cohorts', { count: plan.cohorts.length }),
          questions: say('questions', { count: questions }),
          command: settings.commandName,
        }),
        ...notes,
      ].map((text) => ({ kind: 'paragraph', text })),
    },
    write: { kind: 'new', study: { id: doing.inbox, sites, version } },
    posts: planPosts(sites, version, model),
    audit: { action: 'study.new', subject: doing.inbox },
  }
}

/** This place, and for each other platform that was chosen its first research place. */
function sitesFor(
  event: FormSent,
  { place, say }: Doing,
  { chats, settings }: DeskDeps,
): { readonly sites: readonly ConversationRef[]; readonly missing: string | undefined } {
  const chosen = event.values.platforms?.[0] ?? ALL_PLATFORMS
  const sites = [place]
  const without: string[] = []
  for (const { platform, workspaces, capabilities } of chats.values()) {
    if (platform === place.platform || (chosen !== ALL_PLATFORMS && chosen !== platform)) continue
    const [first] = workspaces
    const named = settings.researchPlaces.find(
      (each) => each.platform === platform && (!each.workspace || workspaces.includes(each.workspace)),
    )
    const workspace = named?.workspace ?? first
    if (named && workspace !== undefined)
      sites.push({ platform, workspace, conversation: named.conversation })
    else without.push(capabilities.displayName)
  }
  return {
    sites,
    missing:
      without.length === 0 ? undefined : say('noPlaceThere', { platforms: without.join(` ${say('and')} `) }),
  }
}

function frameOf(event: FormSent, say: DeskSay): PlanFrame {
  const goal = event.values.goal?.[0]?.trim() ?? ''
  if (goal === '') throw new InvalidInputError(say('sayGoal'))
  const title = event.values.title?.[0]?.trim() || titleFrom(goal)
  const cohorts = cohortsFrom(event.values.cohorts?.[0] ?? '', goal, say)
  return { title, goal, minutes: MINUTES, languages: [languageOf(goal)], ...UNSET, cohorts }
}

/** `key: goal` a line; without any, one cohort of everyone. */
export function cohortsFrom(text: string, goal: string, say: DeskSay): PlanFrame['cohorts'] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0) return [{ key: 'everyone', name: 'Everyone', goal }]
  const cohorts = lines.map((line, index) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim()
    const key = keyOf(name)
    const theirGoal = line.slice(colon + 1).trim()
    if (key === '' || theirGoal === '') throw new InvalidInputError(say('cohortLine', { line: index + 1 }))
    return { key, name: lettersUpTo(name, 60), goal: theirGoal }
  })
  const twice = cohorts.find(({ key }, index) => cohorts.findIndex((each) => each.key === key) !== index)
  if (twice) throw new InvalidInputError(say('cohortStandsTwice', { cohort: twice.key }))
  if (cohorts.length > MOST_COHORTS) throw new InvalidInputError(say('mostCohorts', { most: MOST_COHORTS }))
  return cohorts
}

function titleFrom(goal: string): string {
  const [sentence = goal] = goal.split(/(?<=[.!?])\s|\n/u)
  if (sentence.length <= TITLE_LENGTH) return sentence.replace(/[.!?]$/u, '')
  return `${lettersUpTo(sentence, TITLE_LENGTH).replace(/\s+\S*$/u, '')}…`
}

/** The goal's own language decides the plan's; a goal that is plainly German gives a German plan. */
function languageOf(goal: string): string {
  const german = goal.match(
    /\b(und|oder|der|die|das|wie|wir|von|mit|für|ist|nicht|herausfinden|verstehen)\b/giu,
  )
  return (german?.length ?? 0) >= 3 ? 'de' : 'en'
}
