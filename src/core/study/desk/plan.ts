import type { Block } from '../../ports/chat.ts'
import type { NewPlanVersion, Study } from '../../ports/study-store.ts'
import { type InterviewPlan, planHash } from '../interview-plan.ts'
import { decisionChoices, planBlocks, shortHash } from '../plan-message.ts'
import { planChanges } from '../plan-outline.ts'
import { planSettings, withSettings } from '../plan-settings.ts'
import { type Planned, revisedPlan } from '../planner.ts'
import { stateIn } from '../words/catalogue.ts'
import {
  actorOf,
  type DeskDeps,
  type Doing,
  derivedId,
  everywhere,
  type Handled,
  nameOf,
  type Post,
  privately,
  sayWorking,
  told,
} from './context.ts'
import { planPosts, retractions } from './plan-posts.ts'

const MOST_CHANGES = 30

/** The newest version, seen by the caller alone; with its buttons while it is a draft. */
export function shownPlan({ plan: version, state }: Study, { model }: DeskDeps): Handled {
  const open = version.state === 'draft' && (state === 'draft' || state === 'approved')
  const status: Block = {
    kind: 'paragraph',
    text: `Version ${version.number}, hash ${shortHash(version)}: ${version.state}.`,
  }
  const blocks = [...planBlocks(version, model), status, ...(open ? [decisionChoices(version.id)] : [])]
  return { outcome: 'plan-shown', answer: { kind: 'private', blocks } }
}

/** Approves the newest version if it is still a draft. `pressed` is the message whose button was pressed. */
export async function approvePlan(
  study: Study,
  doing: Doing,
  deps: DeskDeps,
  pressed?: string,
): Promise<Handled> {
  const { plan: version } = study
  if (!isOpen(study)) return told('not-open', doing.say('noDraft'))
  const name = await nameOf(doing.person, deps)
  const text = `Approved by ${name}: version ${version.number} of “${study.title}”, hash ${shortHash(version)}. Next: ${deps.settings.commandName} launch.`
  return {
    outcome: 'plan-approved',
    answer: settled(study, pressed, `Version ${version.number} was approved by ${name}.`),
    study,
    write: { kind: 'approve', version: version.id, by: actorOf(doing.person) },
    posts: [
      ...retractions(study, `Version ${version.number} was approved by ${name}.`),
      ...everywhere(study, text),
    ],
    audit: { action: 'plan.approve', subject: `${study.id}:${version.number}:${version.hash}` },
  }
}

/** Makes the next draft as the team asks: settings by code, everything else by the model. */
export async function changePlan(
  study: Study,
  request: string,
  doing: Doing,
  deps: DeskDeps,
): Promise<Handled> {
  if (study.state !== 'draft' && study.state !== 'approved')
    return told(
      'not-open',
      doing.say('planFixed', {
        title: study.title,
        state: stateIn(doing.say, study.state),
        command: deps.settings.commandName,
      }),
    )
  const settings = planSettings(request)
  const before = study.plan.plan
  const base = withSettings(before, settings)
  if (settings.rest === '') return revised(study, base, { ...NO_MODEL, plan: base }, doing, deps)
  await sayWorking(doing, deps, doing.say('revising'))
  const planned = await revisedPlan(deps.model, base, settings.rest, deps.settings.modelDeadlineMs)
  if (!planned.ok)
    return {
      ...told('not-revised', `${planned.words} ${doing.say('planStays')}`),
      usage: planned.usage,
    }
  return revised(study, base, planned, doing, deps)
}

const NO_MODEL = { ok: true, summary: '', promptVersion: null, usage: [] } as const

function revised(
  study: Study,
  base: InterviewPlan,
  planned: Omit<Extract<Planned, { ok: true }>, 'promptVersion'> & { readonly promptVersion: string | null },
  doing: Doing,
  deps: DeskDeps,
): Handled {
  const { plan, summary, usage, promptVersion } = planned
  const changes = planChanges(study.plan.plan, plan)
  const hash = planHash(plan)
  if (hash === study.plan.hash)
    return { ...told('nothing-changed', summary || doing.say('nothingChanged')), usage }
  const version: NewPlanVersion = {
    id: derivedId(doing.inbox, 'plan'),
    number: study.plan.number + 1,
    plan,
    hash,
    origin: 'revision',
    model: promptVersion === null ? null : deps.model.id,
    promptVersion,
    createdBy: actorOf(doing.person),
  }
  const places = study.sites.map(({ place }) => place)
  const lost = base.classification && !plan.classification
  const note = lost ? [`The comparison with a baseline is gone: its survey item was removed.`] : []
  return {
    outcome: 'plan-revised',
    answer: privately(doing.say('versionComes', { version: version.number })),
    study,
    write: { kind: 'revise', version },
    posts: [
      ...retractions(study, `Version ${study.plan.number} is superseded by version ${version.number} below.`),
      ...places.map((place) => changesPost(place, study, version.number, [summary, ...note], changes)),
      ...planPosts(places, version, deps.model),
    ],
    usage,
    audit: { action: 'plan.revise', subject: `${study.id}:${version.number}:${hash}` },
  }
}

function changesPost(
  place: Post['place'],
  study: Study,
  number: number,
  notes: readonly string[],
  changes: readonly string[],
): Post {
  const more = changes.length - MOST_CHANGES
  return {
    place,
    blocks: [
      { kind: 'heading', text: `${study.title}: what version ${number} changes` },
      ...notes.filter((text) => text !== '').map((text) => ({ kind: 'paragraph' as const, text })),
      {
        kind: 'list',
        items: [
          ...changes.slice(0, MOST_CHANGES),
          ...(more > 0 ? [`and ${more} more lines: see the plan below`] : []),
          ...(changes.length === 0 ? ['Only hints or texts in other languages.'] : []),
        ],
      },
    ],
  }
}

function isOpen({ plan, state }: Study): boolean {
  return plan.state === 'draft' && (state === 'draft' || state === 'approved')
}

/** A pressed message that no outbox row edits (not recorded as sent yet, or seen by one person) is replaced here. */
function settled(study: Study, pressed: string | undefined, text: string): Handled['answer'] {
  const edited = pressed === undefined || study.sites.some(({ decision }) => decision === pressed)
  return { kind: edited ? 'private' : 'replace', blocks: [{ kind: 'paragraph', text }] }
}
