import { K } from '../analysis/disclosure.ts'
import { studyLane } from '../lane.ts'
import type { Block, Platform } from '../ports/chat.ts'
import type { Ids } from '../ports/clock.ts'
import type { OutboxDraft } from '../ports/lane-store.ts'
import type { DueStatus, StatusPost, StatusSite } from '../ports/status-store.ts'

/** What the status message comes to: what it says, and what has to be sent for that. */
export interface StatusShown {
  readonly shown: string
  readonly posts: Readonly<Record<string, StatusPost>>
  readonly send: readonly OutboxDraft[]
  /** A place could not be told yet. */
  readonly again: boolean
}

/**
 * The one message in each research place that tells how far a study is: posted once, edited in place from then on, and
 * posted anew only where it can be changed no more. Nothing is sent where it says the same already. It goes by the study's
 * own lane, so that a platform that wants an old message edited more rarely holds up nothing else in the place. Pure.
 */
export function showStatus(
  study: string,
  due: DueStatus,
  nameOf: (platform: Platform) => string,
  ids: Ids,
  now: Date,
): StatusShown {
  const blocks = statusBlocks(due, nameOf)
  const shown = JSON.stringify(blocks)
  const posts: Record<string, StatusPost> = {}
  const send: OutboxDraft[] = []
  let again = false
  for (const { place, message, launched } of due.sites) {
    const key = siteKey(place)
    if (!launched && message.at === 'nowhere') continue
    if (message.at === 'on-its-way') {
      again ||= shown !== due.shown
      continue
    }
    const draft = {
      id: ids.next(),
      lane: studyLane(study),
      target: { to: 'conversation' as const, ...place },
    }
    const rest = { interviewId: null, dedupeKey: null, notBefore: now }
    if (message.at !== 'place') {
      send.push({ ...draft, ...rest, intent: { kind: 'say', blocks } })
      posts[key] = { post: draft.id, edit: null }
    } else if (shown === due.shown) posts[key] = message.posted
    else {
      const intent = { kind: 'edit' as const, message: { ...place, message: message.message }, blocks }
      send.push({ ...draft, ...rest, intent })
      posts[key] = { post: message.posted.post, edit: draft.id }
    }
  }
  return { shown, posts, send, again }
}

export function siteKey({ platform, workspace }: StatusSite['place']): string {
  return `${platform}:${workspace}`
}

/**
 * Only sums that the researchers may see as they are, and steps of k of whom they may not: two versions of the message,
 * a minute apart, must not tell that one person declined.
 */
function statusBlocks({ title, state, sites }: DueStatus, nameOf: (platform: Platform) => string): Block[] {
  const launched = sites.filter((site) => site.launched)
  const declined = launched.reduce((sum, site) => sum + site.declined, 0)
  const unreachable = launched.reduce((sum, site) => sum + site.unreachable, 0)
  return [
    { kind: 'heading', text: `${title}: ${state}` },
    {
      kind: 'list',
      items: [
        ...launched.map(
          ({ place, invited, begun, underWay, completed }) =>
            `${nameOf(place.platform)}: ${invited} invited, of them ${begun} begun and ${invited - begun} not (waiting, declined or out of reach); ${underWay} under way, ${completed} completed`,
        ),
        `Declined: ${inSteps(declined)} · Not reachable: ${inSteps(unreachable)}`,
      ],
    },
    {
      kind: 'paragraph',
      text:
        state === 'closed'
          ? 'The study is closed: this message changes no more.'
          : 'This message follows the study, at most once a minute.',
    },
  ]
}

function inSteps(count: number): string {
  return count < K ? `fewer than ${K}` : `at least ${Math.floor(count / K) * K}`
}
