import { studyLane } from '../../lane.ts'
import type { Study } from '../../ports/study-store.ts'
import type { WorkspaceRef } from '../../ports/workspace-store.ts'
import { stateIn } from '../words/catalogue.ts'
import {
  actorOf,
  type DeskDeps,
  type Doing,
  derivedId,
  everywhere,
  type Handled,
  nameOf,
  privately,
  told,
} from './context.ts'

export async function pause(study: Study, doing: Doing, deps: DeskDeps): Promise<Handled> {
  if (study.state !== 'running') return told('not-running', doing.say('notRunning', named(study, doing)))
  const text = `Paused “${study.title}”: nobody is invited and nobody is asked until ${deps.settings.commandName} resume.`
  return changed(study, doing, deps, 'pause', text)
}

/** What stands still where it is said comes first: a study may be paused as well. */
export async function resume(study: Study, doing: Doing, deps: DeskDeps): Promise<Handled> {
  const frozen = study.frozen.find(
    ({ platform, workspace }) => platform === doing.place.platform && workspace === doing.place.workspace,
  )
  if (frozen) return thaw(study, frozen, doing, deps)
  if (study.state !== 'paused') return told('not-paused', doing.say('notPaused', named(study, doing)))
  const handled = await changed(study, doing, deps, 'resume', `Resumed “${study.title}”.`)
  return { ...handled, wake: [studyLane(study.id)] }
}

async function thaw(
  study: Study,
  { platform, workspace }: WorkspaceRef,
  doing: Doing,
  deps: DeskDeps,
): Promise<Handled> {
  const name = await nameOf(doing.person, deps)
  const paused = study.state === 'paused' ? [doing.say('stillPaused', named(study, doing))] : []
  return {
    outcome: 'workspace-thaw',
    answer: privately(doing.say('done'), ...paused),
    study,
    write: { kind: 'thaw', workspace: { platform, workspace } },
    posts: everywhere(
      study,
      `Everything goes on here: people are written to again, and what fell due meanwhile has as much more time. (${name})`,
    ),
    audit: { action: 'workspace.thaw', subject: `${platform}:${workspace}` },
    wake: [studyLane(study.id)],
  }
}

export async function close(study: Study, doing: Doing, deps: DeskDeps): Promise<Handled> {
  if (study.state === 'closed')
    return told('closed-before', doing.say('closedBefore', { title: study.title }))
  const handled = await changed(
    study,
    doing,
    deps,
    'close',
    `Closed “${study.title}”. Nobody new can take part and open invitations have ended; interviews under way may still be finished. ${deps.settings.commandName} report still works.`,
  )
  return { ...handled, wake: [studyLane(study.id)] }
}

export function askReport(study: Study, doing: Doing): Handled {
  if (study.sites.every(({ launchedAt }) => launchedAt === null))
    return told('not-launched', doing.say('notLaunched', { title: study.title }))
  if (study.reportWaits) return told('report-waits', doing.say('reportWaits'))
  return {
    ...told('report-asked', doing.say('reportAsked', { title: study.title })),
    study,
    write: { kind: 'ask-report', run: derivedId(doing.inbox, 'run'), by: actorOf(doing.person) },
    audit: { action: 'report.ask', subject: study.id },
    wake: [studyLane(study.id)],
  }
}

function named(study: Study, { say }: Doing): { readonly title: string; readonly state: string } {
  return { title: study.title, state: stateIn(say, study.state) }
}

async function changed(
  study: Study,
  doing: Doing,
  deps: DeskDeps,
  kind: 'pause' | 'resume' | 'close',
  text: string,
): Promise<Handled> {
  const name = await nameOf(doing.person, deps)
  return {
    outcome: `study-${kind}`,
    answer: privately(doing.say('done')),
    study,
    write: { kind },
    posts: everywhere(study, `${text} (${name})`),
    audit: { action: `study.${kind}`, subject: study.id },
  }
}
