import type { EndState } from './person.ts'
import type { PersonaKey } from './personas.ts'

export interface Slot {
  readonly persona: PersonaKey
  /** Only on Discord can a person close their direct messages. */
  readonly only?: 'discord'
}

const EVERYWHERE: readonly Slot[] = [
  { persona: 'talkative' },
  { persona: 'terse' },
  { persona: 'hesitant' },
  { persona: 'angry' },
  { persona: 'off-topic' },
  { persona: 'stops-half-way' },
  { persona: 'pauses' },
  { persona: 'edits' },
  { persona: 'deletes' },
  { persona: 'bursts' },
  { persona: 'gives-orders' },
  { persona: 'german' },
]

/** Sixteen people a cohort: each persona once, and four whose interviews go their own way. */
export const ROSTER: Readonly<Record<string, readonly Slot[]>> = {
  workforce: [
    ...EVERYWHERE,
    { persona: 'declines' },
    { persona: 'unreachable', only: 'discord' },
    { persona: 'german' },
    { persona: 'bursts' },
  ],
  creatives: [
    ...EVERYWHERE,
    { persona: 'declines' },
    { persona: 'unreachable', only: 'discord' },
    { persona: 'silent' },
    { persona: 'talkative' },
  ],
  scientists: [
    ...EVERYWHERE,
    { persona: 'declines' },
    { persona: 'withdraws' },
    { persona: 'hesitant' },
    { persona: 'talkative' },
  ],
}

const ENDS: Partial<Record<PersonaKey, EndState>> = {
  'stops-half-way': 'partial',
  silent: 'partial',
  declines: 'declined',
  withdraws: 'withdrawn',
  unreachable: 'unreachable',
}

export function expectedEnd(persona: PersonaKey): EndState {
  return ENDS[persona] ?? 'completed'
}

/** Survey value (major occupation group), and the job as they would name it. */
export const OCCUPATIONS: Readonly<Record<string, readonly (readonly [group: string, job: string])[]>> = {
  workforce: [
    ['office-admin', 'office clerk'],
    ['sales', 'sales representative'],
    ['education-library', 'school librarian'],
    ['business-finance', 'bookkeeper'],
    ['transport', 'dispatcher'],
    ['healthcare-practice', 'nurse'],
    ['management', 'warehouse manager'],
    ['office-admin', 'receptionist'],
    ['education-library', 'primary teacher'],
    ['business-finance', 'buyer'],
    ['computer-math', 'support technician'],
    ['food', 'canteen cook'],
    ['sales', 'shop assistant'],
    ['legal', 'legal assistant'],
    ['construction', 'site foreman'],
    ['office-admin', 'payroll clerk'],
  ],
  creatives: [
    ['arts-design-media', 'novelist'],
    ['arts-design-media', 'illustrator'],
    ['arts-design-media', 'photographer'],
    ['arts-design-media', 'film editor'],
    ['arts-design-media', 'game writer'],
    ['arts-design-media', 'composer'],
    ['production', 'potter'],
    ['arts-design-media', 'poster designer'],
    ['arts-design-media', 'poet'],
    ['arts-design-media', 'sound artist'],
    ['arts-design-media', 'costume designer'],
    ['production', 'bookbinder'],
    ['arts-design-media', 'copywriter'],
    ['arts-design-media', 'animator'],
    ['arts-design-media', 'playwright'],
    ['arts-design-media', 'stage designer'],
  ],
  scientists: [
    ['science', 'chemist'],
    ['science', 'physicist'],
    ['science', 'astronomer'],
    ['architecture-engineering', 'chemical engineer'],
    ['computer-math', 'data scientist'],
    ['science', 'ecologist'],
    ['science', 'geologist'],
    ['science', 'economist'],
    ['architecture-engineering', 'mechanical engineer'],
    ['science', 'microbiologist'],
    ['computer-math', 'statistician'],
    ['science', 'psychologist'],
    ['science', 'archaeologist'],
    ['science', 'oceanographer'],
    ['healthcare-practice', 'epidemiologist'],
    ['science', 'botanist'],
  ],
}

export const NAMES: readonly string[] =
  `Alba Finch|Bram Okoro|Cleo Varga|Dario Holm|Edda Quist|Farid Lund|Greta Moss|Hugo Brandt|Ines Calloway|Jonah Pike|
Kaja Drummond|Lior Santos|Mina Thorpe|Nico Abara|Orla Whitlock|Pavel Dunn|Quinn Sorrel|Rosa Ibarra|Silas Ferne|Tamsin Yoo|
Ugo Marlow|Vera Kessing|Wilma Tate|Xenia Rook|Yusuf Gale|Zelda Crane|Anton Birch|Bea Lindgren|Cyrus Vale|Delia Oaks|
Emil Harrow|Flora Nunes|Gideon Marsh|Hana Wolfe|Ivo Castell|Jette Barlow|Karim Ash|Lena Prior|Mateo Frost|Nadia Elm|
Otis Raven|Petra Sloan|Rafi Dale|Selma Winter|Theo Banks|Una Larkin|Vito Reyes|Wren Addison`
    .split('|')
    .map((name) => name.trim())

export const GERMAN_NAMES: readonly string[] = [
  'Anke Reuter',
  'Bernd Sommer',
  'Carla Wiesner',
  'Dieter Falk',
  'Elke Brunner',
  'Frank Osten',
]

export const ZONES: readonly string[] = [
  'Europe/London',
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'Europe/Paris',
  'Africa/Lagos',
  'Asia/Kolkata',
  'Australia/Sydney',
]
