import { InvalidInputError } from '../../errors.ts'
import { studyLane } from '../../lane.ts'
import { platformName } from '../../platform-name.ts'
import type { ConversationRef } from '../../ports/chat.ts'
import type { Audience } from '../../ports/fieldwork-store.ts'
import type { Study } from '../../ports/study-store.ts'
import { nextNightly } from '../nightly.ts'
import { shortHash } from '../plan-message.ts'
import type { DeskSay } from '../words/catalogue.ts'
import {
  type DeskDeps,
  type Doing,
  derivedId,
  everywhere,
  type Handled,
  nameOf,
  privately,
  told,
} from './context.ts'

/** Launches the approved plan at the caller's place: who is invited is named cohort by cohort. */
export async function launch(study: Study, words: string, doing: Doing, deps: DeskDeps): Promise<Handled> {
  const { plan: version } = study
  const { commandName, nightlyAt, zone } = deps.settings
  const { say } = doing
  if (study.state === 'paused')
    return told('paused', say('pausedFirst', { title: study.title, command: commandName }))
  if (version.state === 'draft')
    return told('not-approved', say('notApproved', { version: version.number, title: study.title }))
  const site = study.sites.find(({ place }) => samePlace(place, doing.place))
  if (!site || site.launchedAt)
    return told('launched-before', say('launchedBefore', { title: study.title, command: commandName }))
  const asksPeople = deps.chats.get(doing.place.platform)?.capabilities.opensDirectUnasked ?? false
  const audience = audienceFrom(
    words,
    version.plan.cohorts.map(({ key }) => key),
    asksPeople,
    commandName,
    say,
  )
  const now = deps.clock.now()
  const name = await nameOf(doing.person, deps)
  const where = `on ${platformName(deps.chats, doing.place.platform)}`
  const how = asksPeople
    ? 'People are invited one by one within their own contact hours.'
    : 'A post with a button goes to the named channels; whoever presses it is asked.'
  return {
    outcome: 'launched',
    answer: privately(say('launched', { how: say(asksPeople ? 'invitedOneByOne' : 'invitedByPost') })),
    study,
    write: {
      kind: 'launch',
      place: doing.place,
      audience,
      nightly: { id: derivedId(doing.inbox, 'nightly'), dueAt: nextNightly(now, nightlyAt, zone) },
    },
    posts: everywhere(
      study,
      `Launched “${study.title}” ${where} by ${name}: version ${version.number}, hash ${shortHash(version)}, ${describe(audience)}. ${how} New interviews are analysed at ${nightlyAt} (${zone}).`,
    ),
    audit: {
      action: 'study.launch',
      subject: `${study.id}:${doing.place.platform}:${doing.place.workspace}`,
    },
    wake: [studyLane(study.id)],
  }
}

/**
 * `key=<#place>` or `key=<@person>,<@person>` for each cohort. Throws InvalidInputError that names what is missing,
 * unknown or not a mention.
 * @param asksPeople the platform lets the bot write to named people unasked
 */
export function audienceFrom(
  words: string,
  cohorts: readonly string[],
  asksPeople: boolean,
  commandName: string,
  say: DeskSay,
): Audience {
  const problems: string[] = []
  const audience: Audience[number][] = []
  const parts = words
    .replace(/\s*([=,])\s*/g, '$1')
    .split(/\s+/)
    .filter((part) => part !== '')
  for (const part of parts) {
    const [, cohort, named] = /^([^=]+)=(.*)$/.exec(part) ?? []
    if (!cohort || named === undefined) problems.push(say('notCohort', { part }))
    else if (!cohorts.includes(cohort)) problems.push(say('unknownCohort', { cohort }))
    else if (audience.some((each) => each.cohort === cohort)) problems.push(say('cohortTwice', { cohort }))
    else {
      const whom = whomFrom(named)
      if (!whom) problems.push(say('neitherPlaceNorPeople', { cohort, named }))
      else if ('people' in whom && !asksPeople) problems.push(say('postsOnly', { cohort }))
      else audience.push({ cohort, ...whom })
    }
  }
  const unnamed = cohorts.filter((cohort) => !parts.some((part) => part.startsWith(`${cohort}=`)))
  if (unnamed.length > 0) problems.push(say('notNamed', { cohorts: unnamed.join(', ') }))
  if (problems.length === 0) return audience
  const usage = cohorts.map((cohort) => `${cohort}=#channel`).join(' ')
  const example = say('forExample', { example: `${commandName} launch ${usage}` })
  throw new InvalidInputError([...problems, example].join('\n'))
}

function whomFrom(
  named: string,
): { readonly place: string } | { readonly people: readonly string[] } | undefined {
  const place = /^<#([A-Za-z0-9]+)>$/.exec(named)?.[1]
  if (place) return { place }
  const people = named.split(',').map((each) => /^<@([A-Za-z0-9]+)>$/.exec(each)?.[1])
  const known = people.filter((each) => each !== undefined)
  return known.length === people.length ? { people: [...new Set(known)] } : undefined
}

function describe(audience: Audience): string {
  return audience
    .map((part) =>
      'place' in part ? `${part.cohort} from one channel` : `${part.cohort}: ${part.people.length} named`,
    )
    .join('; ')
}

function samePlace(a: ConversationRef, b: ConversationRef): boolean {
  return a.platform === b.platform && a.workspace === b.workspace && a.conversation === b.conversation
}
