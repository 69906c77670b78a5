import { K } from '../../analysis/disclosure.ts'
import { platformName } from '../../platform-name.ts'
import type { Platform } from '../../ports/chat.ts'
import type { Study, StudyProgress } from '../../ports/study-store.ts'
import { modelName, shortHash } from '../plan-message.ts'
import type { DeskDeps, Handled } from './context.ts'

/** How far a study is, for the caller alone. */
export async function status(study: Study, deps: DeskDeps): Promise<Handled> {
  const progress = await deps.store.progress(study.id)
  const nameOf = (platform: Platform) => platformName(deps.chats, platform)
  const items = statusLines(study, progress, modelName(deps.model), nameOf, deps.clock.now())
  return {
    outcome: 'status-shown',
    answer: {
      kind: 'private',
      blocks: [
        { kind: 'heading', text: `${study.title}: ${study.state}` },
        { kind: 'list', items },
      ],
    },
  }
}

/** How many declined, withdrew or cannot be reached stays hidden below k: everyone in the place could work out who they are. */
export function statusLines(
  study: Study,
  progress: StudyProgress,
  model: string,
  nameOf: (platform: Platform) => string,
  now: Date,
): readonly string[] {
  const { plan } = study
  return [
    `Plan: version ${plan.number} (${plan.state}), hash ${shortHash(plan)}`,
    ...progress.sites.flatMap(({ place, ...counts }) => {
      const launched = study.sites.find((site) => site.place.platform === place.platform)?.launchedAt
      const name = nameOf(place.platform)
      if (!launched) return [`${name}: not launched`]
      const heldUntil = counts.directsHeldUntil
      return [
        `${name}: ${counts.invited} invited, ${counts.consented} taking part, of them ${counts.underWay} under way, ${counts.completed} completed, ${counts.partial} partial`,
        `${name}: not reachable: ${counts.unreachable === 0 ? 'nobody' : fromK(counts.unreachable)}`,
        ...study.frozen
          .filter((each) => each.platform === place.platform && each.workspace === place.workspace)
          .map(
            ({ since, reason }) =>
              `${name}: nobody is written to since ${minuteOf(since)}: ${reason}. Once that is mended, resume the study here`,
          ),
        ...(heldUntil && heldUntil > now
          ? [`${name}: no new direct conversations until ${minuteOf(heldUntil)}; interviews under way go on`]
          : []),
      ]
    }),
    `Declined: ${fromK(progress.declined)} · Withdrawn: ${fromK(progress.withdrawn)}`,
    progress.medianMinutes === null
      ? `Length: shown from ${K} completed interviews on`
      : `Length: median ${minutes(progress.medianMinutes)} from start to end, pauses included`,
    progress.lastReportAt ? `Last report: ${minuteOf(progress.lastReportAt)}` : 'Last report: none yet',
    `Model: ${model}; tokens used: ${progress.inputTokens} in, ${progress.outputTokens} out`,
  ]
}

function minutes(median: number): string {
  return median < 0.5 ? 'under a minute' : `${Math.round(median)} min`
}

function fromK(count: number): string {
  return count >= K ? String(count) : `fewer than ${K}`
}

function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
