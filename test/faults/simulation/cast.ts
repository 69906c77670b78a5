import { chance } from '../../../sim/people/random.ts'
import { PersonScript } from '../../../sim/people/script.ts'
import type { Seat, Sight } from '../../../sim/seat.ts'
import type { Case } from './case.ts'
import { peopleOf } from './people.ts'
import type { SimulatedPlatform } from './surroundings/platform.ts'
import type { Scheduler } from './surroundings/scheduler.ts'

/** People try as long as a process may stand still. */
const PACE = { reactMs: 400, thinkFactor: 2, pauseFactor: 4, tries: 15 }
/** The client tells a person late that something failed, so that their tries outlast what is away. */
const COMPLAINT_AFTER_MS = 6_000
const CARDS_SEEN_AFTER_MS = 12_000

/** Do people get a reminder of their invitation before they look at it? */
export const isReminded = ({ death }: Case) => death?.point === 'I8'

/** The people of a case in their places. */
export function populate(one: Case, platform: SimulatedPlatform, scheduler: Scheduler) {
  const { side } = platform
  const source = chance(one.chance).branch('people')
  const time = { now: () => scheduler.now, sleep: (ms: number) => scheduler.sleep('person', ms) }
  const researcherId = side.addPerson({ id: 'researcher', name: 'Robin Hale', locale: 'en-US' })
  const people = peopleOf(one.manners, one.platform, source)
  const users = people.map(({ name, zone, locale }, index) =>
    side.addPerson({ id: `person${index + 1}`, name, zone, locale }),
  )
  const place = side.addPlace({ id: 'research', members: [researcherId] })
  const membersPlace = side.addPlace({ id: 'members', members: users })
  const scripts = people.map(
    (person, index) =>
      new PersonScript(
        person,
        patient(side.seat(users[index] ?? ''), scheduler, isReminded(one) ? CARDS_SEEN_AFTER_MS : 0),
        source.branch(person.name),
        PACE,
        time,
      ),
  )
  return { place, membersPlace, scripts, researcher: side.seat(researcherId) }
}

/** A complaint reaches the person late, and what invites them so much later. */
function patient(seat: Seat, scheduler: Scheduler, cardsSeenAfterMs: number): Seat {
  return {
    ...seat,
    watch: (listener) =>
      seat.watch((sight) => {
        const fails =
          sight.kind === 'complaint' ||
          (sight.kind === 'message' && sight.ephemeral && /try again/i.test(sight.text))
        if (fails)
          scheduler.later('a complaint is read', COMPLAINT_AFTER_MS, () =>
            listener({ kind: 'complaint', text: '' }),
          )
        else if (cardsSeenAfterMs > 0 && isCard(sight))
          scheduler.later('a card is seen', cardsSeenAfterMs, () => listener(sight))
        else listener(sight)
      }),
  }
}

function isCard(sight: Sight): boolean {
  return sight.kind === 'message' && sight.controls.some(({ id }) => id.startsWith('consent:'))
}
