/** What a participant can ask for at any time, by typed word, button or command; recognised before any model reads it. */
export const CONTROLS = [
  'pause',
  'resume',
  'skip',
  'stop',
  'delete',
  'why',
  'help',
  'mydata',
  'start',
  'optout',
] as const
export type Control = (typeof CONTROLS)[number]

const WORDS: Readonly<Record<Control, readonly string[]>> = {
  pause: ['pause', 'pausieren', 'später weiter', 'pausa'],
  resume: [
    'resume',
    'continue',
    'weiter',
    'weitermachen',
    'fortsetzen',
    'continuar',
    'reanudar',
    'continuer',
    'reprendre',
  ],
  skip: [
    'skip',
    'pass',
    'next',
    'next question',
    'skip this',
    'skip this question',
    'skip it',
    'rather not',
    'id rather not say',
    'i would rather not say',
    'prefer not to say',
    'überspringen',
    'nächste frage',
    'lieber nicht',
    'möchte ich nicht sagen',
    'saltar',
    'pasar',
    'paso',
    'passer',
    'je passe',
  ],
  stop: [
    'stop',
    'quit',
    'end',
    'stop the interview',
    'end the interview',
    'i want to stop',
    'stopp',
    'aufhören',
    'beenden',
    'interview beenden',
    'ich möchte aufhören',
    'parar',
    'terminar',
    'arrêter',
    'arrête',
  ],
  delete: [
    'delete',
    'delete my data',
    'delete everything',
    'erase my data',
    'forget me',
    'löschen',
    'meine daten löschen',
    'lösche meine daten',
    'alles löschen',
    'borrar mis datos',
    'eliminar mis datos',
    'supprimer mes données',
    'efface mes données',
  ],
  why: [
    'why',
    'who reads this',
    'who can read this',
    'who reads that',
    'what is this for',
    'warum',
    'wer liest das',
    'wer liest mit',
    'wozu',
    'por qué',
    'quién lee esto',
    'pourquoi',
    'qui lit ça',
  ],
  help: ['help', 'hilfe', 'ayuda', 'aide'],
  mydata: ['my data', 'meine daten', 'mis datos', 'mes données'],
  start: ['start', 'begin', 'anfangen', 'los', 'empezar', 'commencer'],
  optout: ['optout', 'opt out', 'unsubscribe', 'abmelden'],
}

const BY_WORDS = new Map(
  CONTROLS.flatMap((control) => WORDS[control].map((words) => [words, control] as const)),
)

const DELETE_CONFIRMATIONS = ['delete', 'löschen', 'borrar', 'supprimer']

/** The control of that name, as buttons and subcommands have it. */
export function controlNamed(name: string | undefined): Control | undefined {
  return CONTROLS.find((control) => control === name)
}

/**
 * The control a message asks for, if the message is nothing but that. `stop` within a sentence is an answer, not a
 * request; a leading slash or bang and closing punctuation do not matter.
 */
export function controlIn(words: string): Control | undefined {
  return BY_WORDS.get(plain(words))
}

/** Has the person typed the word that confirms a deletion? Letter case and punctuation do not matter. */
export function confirmsDeletion(words: string): boolean {
  return DELETE_CONFIRMATIONS.includes(plain(words))
}

function plain(words: string): string {
  return words
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/^[\s/!"„“«¿¡]+|[\s.!?"”“»…]+$/gu, '')
    .replace(/\bplease\b|\bbitte\b/g, '')
    .replace(/[,\s]+/g, ' ')
    .trim()
}
