import type { Mind, Person } from './person.ts'
import { MANNERS, type PersonaKey } from './personas.ts'
import { type Chance, chance } from './random.ts'
import { recall } from './recall.ts'
import { expectedEnd, GERMAN_NAMES, NAMES, OCCUPATIONS, ROSTER, ZONES } from './roster.ts'
import { CREATIVES } from './stock/creatives.ts'
import { GERMAN } from './stock/german.ts'
import { TERSE } from './stock/lines.ts'
import { SCIENTISTS } from './stock/scientists.ts'
import { type Stock, say, TOPICS } from './stock/statement.ts'
import { WORKFORCE } from './stock/workforce.ts'

const STOCKS: Readonly<Record<string, Stock>> = {
  workforce: WORKFORCE,
  creatives: CREATIVES,
  scientists: SCIENTISTS,
}

type Platform = Person['platform']

/**
 * The 48 invented people: sixteen a cohort, spread over the platforms of the run, the same for the same seed.
 * `limit` takes the first so many, cohorts in turn.
 */
export function inventedPeople(options: {
  readonly seed: number
  readonly platforms: readonly Platform[]
  readonly limit?: number
}): readonly Person[] {
  const source = chance(options.seed)
  const names = source.branch('names').shuffled(NAMES)
  const germans = source.branch('german names').shuffled(GERMAN_NAMES)
  const people: Person[] = []
  for (let slot = 0; slot < 16; slot++) {
    for (const cohort of Object.keys(ROSTER)) {
      const entry = ROSTER[cohort]?.[slot]
      if (!entry) continue
      const alternating = options.platforms[people.length % options.platforms.length] ?? 'slack'
      const platform = entry.only && options.platforms.includes(entry.only) ? entry.only : alternating
      // Where nobody can close their direct messages, such a person is simply a plain one.
      const persona = entry.only && platform !== entry.only ? 'edits' : entry.persona
      const name = (persona === 'german' ? germans : names).shift() ?? `Person ${people.length + 1}`
      people.push(person(name, cohort, slot, platform, persona, source.branch(`${cohort} ${slot}`)))
    }
  }
  return people.slice(0, options.limit)
}

function person(
  name: string,
  cohort: string,
  slot: number,
  platform: Platform,
  persona: PersonaKey,
  source: Chance,
): Person {
  const german = persona === 'german'
  const [group] = OCCUPATIONS[cohort]?.[slot] ?? ['other']
  const angry = persona === 'angry'
  return {
    platform,
    name,
    cohort,
    persona,
    locale: german ? 'de' : 'en-US',
    zone: german ? 'Europe/Berlin' : source.pick(ZONES),
    expected: [expectedEnd(persona)],
    closedDirect: persona === 'unreachable',
    consent: {
      takesPart: persona !== 'declines',
      readsMore: persona === 'hesitant' || source.happens(0.15),
      allow: source.happens(0.75) ? ['quotes', ...(source.happens(0.4) ? ['release'] : [])] : [],
    },
    survey: {
      occupation: group,
      'ai-frequency': source.pick(['weekly', 'daily', 'daily', 'all-day']),
      'role-of-ai': source.happens(0.62) ? 'works-with-me' : 'does-for-me',
      satisfied: String(angry ? source.integer(2, 4) : source.integer(5, 7)),
      captured: String(angry ? source.integer(3, 5) : source.integer(5, 7)),
      recommend: angry ? 'no' : 'yes',
    },
    resumes: source.happens(0.5) ? 'button' : 'word',
    mind: inventedMind(persona, STOCKS[cohort] ?? WORKFORCE, source.branch('mind')),
  }
}

/** A mind with a stock of statements and a manner of saying them. */
export function inventedMind(persona: PersonaKey, cohortStock: Stock, source: Chance): Mind {
  const memory = recall(persona === 'german' ? GERMAN : cohortStock, source)
  const shortStock = Object.fromEntries(
    TOPICS.map((topic) => [topic, TERSE[topic].map((text) => say(text))]),
  ) as unknown as Stock
  const shorts = recall(shortStock, source)
  const used = new Set<string>()
  let nth = 0
  return {
    answer(question) {
      const acts = MANNERS[persona]({
        question,
        nth,
        chance: source,
        recall: memory,
        short: (asked) => shorts.about(asked).text,
        fresh(lines) {
          const left = lines.filter((line) => !used.has(line))
          const line = source.pick(left.length > 0 ? left : lines)
          used.add(line)
          return line
        },
      })
      nth++
      return acts
    },
    unsaid: () => 0,
    facts: () => [...new Set(memory.facts)],
  }
}
