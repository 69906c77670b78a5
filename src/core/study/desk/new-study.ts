import { InvalidInputError } from '../../errors.ts'
import type { ConversationRef, InboundEvent } from '../../ports/chat.ts'
import { ALL_PLATFORMS } from '../forms.ts'
import { type InterviewPlan, planHash, questionsOf } from '../interview-plan.ts'
import { keyOf, type PlanFrame } from '../plan-draft.ts'
import { modelName, UNSET } from '../plan-message.ts'
import { draftedPlan } from '../planner.ts'
import { parseStudyFile } from '../study-file.ts'
import { actorOf, type DeskDeps, type Doing, derivedId, type Handled, sayWorking, told } from './context.ts'
import { planPosts } from './plan-posts.ts'

type FormSent = Extract<InboundEvent, { kind: 'form' }>

const MINUTES = 12
const TITLE_LENGTH = 60

/** The form of a new study: from a file as it is, else drafted by the model. */
export async function newStudy(event: FormSent, doing: Doing, deps: DeskDeps): Promise<Handled> {
  const { sites, missing } = sitesFor(event, doing.place, deps)
  const file = event.files.find((each) => each.field === 'file')
  if (file && file.text === undefined)
    return told('file-unreadable', `${file.name}: not a UTF-8 text of at most 1 MiB. Nothing was stored.`)
  if (file?.text !== undefined) {
    const plan = parseStudyFile(file.name, file.text)
    return created(doing, deps, sites, missing, { plan, origin: 'file', model: null, promptVersion: null })
  }
  const frame = frameOf(event)
  await sayWorking(doing, deps, `${modelName(deps.model)} drafts the plan. It comes here in a minute or two.`)
  const drafted = await draftedPlan(deps.model, frame, deps.settings.modelDeadlineMs)
  if (!drafted.ok)
    return {
      ...told('not-drafted', `${drafted.words} Nothing was stored: try again, or attach a study file.`),
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
      ? [
          `“${earlier.title}” (${earlier.state}) is still open here. Commands now go to the new study, and to that one again once the new one is closed.`,
        ]
      : []),
  ]
  return {
    outcome: 'study-created',
    answer: {
      kind: 'private',
      blocks: [
        `The draft of “${plan.title}” is on its way: ${plan.cohorts.length === 1 ? 'one cohort' : `${plan.cohorts.length} cohorts`}, ${questions} questions. Change it by its button or by mentioning me; then approve it and ${settings.commandName} launch.`,
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
  place: ConversationRef,
  { chats, settings }: DeskDeps,
): { readonly sites: readonly ConversationRef[]; readonly missing: string | undefined } {
  const chosen = event.values.platforms?.[0] ?? ALL_PLATFORMS
  const sites = [place]
  const without: string[] = []
  for (const { platform, workspaces, capabilities } of chats.values()) {
    if (platform === place.platform || (chosen !== ALL_PLATFORMS && chosen !== platform)) continue
    const named = settings.researchPlaces.find((each) => each.platform === platform)
    const [workspace] = workspaces
    if (named && workspace !== undefined)
      sites.push({ platform, workspace, conversation: named.conversation })
    else without.push(capabilities.displayName)
  }
  return {
    sites,
    missing:
      without.length === 0
        ? undefined
        : `No research channel is set up on ${without.join(' and ')}, so the study cannot be launched there.`,
  }
}

function frameOf(event: FormSent): PlanFrame {
  const goal = event.values.goal?.[0]?.trim() ?? ''
  if (goal === '') throw new InvalidInputError('Say what you want to learn, or attach a study file.')
  const title = event.values.title?.[0]?.trim() || titleFrom(goal)
  const cohorts = cohortsFrom(event.values.cohorts?.[0] ?? '', goal)
  return { title, goal, minutes: MINUTES, languages: [languageOf(goal)], ...UNSET, cohorts }
}

/** `key: goal` a line; without any, one cohort of everyone. */
export function cohortsFrom(text: string, goal: string): PlanFrame['cohorts'] {
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
    if (key === '' || theirGoal === '')
      throw new InvalidInputError(`Cohorts, line ${index + 1}: write “key: what to learn from them”.`)
    return { key, name: name.slice(0, 60), goal: theirGoal }
  })
  const twice = cohorts.find(({ key }, index) => cohorts.findIndex((each) => each.key === key) !== index)
  if (twice) throw new InvalidInputError(`Cohorts: “${twice.key}” stands twice.`)
  if (cohorts.length > 10) throw new InvalidInputError('Cohorts: at most 10.')
  return cohorts
}

function titleFrom(goal: string): string {
  const [sentence = goal] = goal.split(/(?<=[.!?])\s|\n/u)
  if (sentence.length <= TITLE_LENGTH) return sentence.replace(/[.!?]$/u, '')
  return `${sentence.slice(0, TITLE_LENGTH).replace(/\s+\S*$/u, '')}…`
}

/** The goal's own language decides the plan's; a goal that is plainly German gives a German plan. */
function languageOf(goal: string): string {
  const german = goal.match(
    /\b(und|oder|der|die|das|wie|wir|von|mit|für|ist|nicht|herausfinden|verstehen)\b/giu,
  )
  return (german?.length ?? 0) >= 3 ? 'de' : 'en'
}
