import type { LocalizationMap } from 'discord.js'

/** A command's or subcommand's description in English and, by Discord's locales, in the bot's other languages. */
export interface CommandWords {
  readonly description: string
  readonly localized: LocalizationMap
  /** What it is called there; absent where the team's documents name it. */
  readonly names?: LocalizationMap
}

type Words = readonly [en: string, de: string, es: string, fr: string]

function worded(
  [description, de, es, fr]: Words,
  names?: readonly [de: string, es: string, fr: string],
): CommandWords {
  return { description, localized: everywhere(de, es, fr), ...(names ? { names: everywhere(...names) } : {}) }
}

function everywhere(de: string, es: string, fr: string): LocalizationMap {
  return { de, 'es-ES': es, 'es-419': es, fr }
}

export const ROOT = {
  study: worded([
    'Plan, run and read a study',
    'Eine Studie planen, durchführen und lesen',
    'Planear, llevar y leer un estudio',
    'Préparer, mener et lire une étude',
  ]),
  interview: worded(['Your interview', 'Ihr Interview', 'Tu entrevista', 'Votre entretien']),
}

/** Every subcommand takes one optional text, so that what follows the command reads the same as on Slack. */
export const TEXT = worded(['Anything more', 'Was noch dazugehört', 'Algo más', 'Autre chose à ajouter'])

/** Called the same in every language: the help and the documents name them. */
export const STUDY: ReadonlyMap<string, CommandWords> = new Map([
  [
    'new',
    worded([
      'Start a study: what do you want to learn?',
      'Eine Studie beginnen: Was möchten Sie herausfinden?',
      'Empezar un estudio: ¿qué quieres averiguar?',
      'Commencer une étude : que voulez-vous apprendre ?',
    ]),
  ],
  [
    'load',
    worded([
      'Start a study from a file',
      'Eine Studie aus einer Datei beginnen',
      'Empezar un estudio desde un archivo',
      'Commencer une étude à partir d’un fichier',
    ]),
  ],
  [
    'plan',
    worded([
      'Show or change the interview plan',
      'Den Interviewplan zeigen oder ändern',
      'Ver o cambiar el plan de la entrevista',
      'Voir ou modifier le plan d’entretien',
    ]),
  ],
  [
    'approve',
    worded([
      'Approve the plan as it stands',
      'Den Plan so freigeben',
      'Aprobar el plan tal como está',
      'Approuver le plan tel quel',
    ]),
  ],
  ['launch', worded(['Invite people', 'Leute einladen', 'Invitar a la gente', 'Inviter des personnes'])],
  [
    'status',
    worded(['How far the study is', 'Wie weit die Studie ist', 'Cómo va el estudio', 'Où en est l’étude']),
  ],
  [
    'pause',
    worded([
      'Pause invitations and interviews',
      'Einladungen und Interviews anhalten',
      'Poner en pausa invitaciones y entrevistas',
      'Mettre en pause invitations et entretiens',
    ]),
  ],
  [
    'resume',
    worded([
      'Go on after a pause',
      'Nach einer Pause weitermachen',
      'Seguir después de una pausa',
      'Reprendre après une pause',
    ]),
  ],
  [
    'report',
    worded([
      'What was learned so far',
      'Was bisher herauskam',
      'Lo aprendido hasta ahora',
      'Ce qu’on a appris jusqu’ici',
    ]),
  ],
  ['close', worded(['End the study', 'Die Studie beenden', 'Cerrar el estudio', 'Clore l’étude'])],
  [
    'help',
    worded([
      'What the commands do',
      'Was die Befehle tun',
      'Qué hacen los comandos',
      'Ce que font les commandes',
    ]),
  ],
])

export const INTERVIEW: ReadonlyMap<string, CommandWords> = new Map([
  [
    'status',
    worded(
      [
        'What you take part in, with everything you can do',
        'Woran Sie teilnehmen, und was Sie tun können',
        'En qué participas y qué puedes hacer',
        'Ce à quoi vous participez, et ce que vous pouvez faire',
      ],
      ['übersicht', 'resumen', 'aperçu'],
    ),
  ],
  [
    'start',
    worded(
      ['Begin an interview', 'Ein Interview beginnen', 'Empezar una entrevista', 'Commencer un entretien'],
      ['anfangen', 'empezar', 'commencer'],
    ),
  ],
  [
    'pause',
    worded(
      [
        'Pause your interview',
        'Ihr Interview unterbrechen',
        'Pausar tu entrevista',
        'Mettre votre entretien en pause',
      ],
      ['pausieren', 'pausa', 'pause'],
    ),
  ],
  [
    'resume',
    worded(
      [
        'Go on with your interview',
        'Mit Ihrem Interview weitermachen',
        'Seguir con tu entrevista',
        'Reprendre votre entretien',
      ],
      ['weiter', 'continuar', 'continuer'],
    ),
  ],
  [
    'skip',
    worded(
      ['Skip this question', 'Diese Frage überspringen', 'Saltar esta pregunta', 'Passer cette question'],
      ['überspringen', 'saltar', 'passer'],
    ),
  ],
  [
    'stop',
    worded(
      ['End your interview', 'Ihr Interview beenden', 'Terminar tu entrevista', 'Terminer votre entretien'],
      ['beenden', 'parar', 'arrêter'],
    ),
  ],
  [
    'why',
    worded(
      [
        'Why you are asked, and who reads it',
        'Warum Sie gefragt werden und wer mitliest',
        'Por qué se te pregunta y quién lo lee',
        'Pourquoi on vous interroge, et qui lit',
      ],
      ['warum', 'por-qué', 'pourquoi'],
    ),
  ],
  [
    'mydata',
    worded(
      [
        'See what is kept about you',
        'Sehen, was über Sie gespeichert ist',
        'Ver lo que se guarda sobre ti',
        'Voir ce qui est conservé sur vous',
      ],
      ['meine-daten', 'mis-datos', 'mes-données'],
    ),
  ],
  [
    'delete',
    worded(
      [
        'Delete what is kept about you',
        'Löschen, was über Sie gespeichert ist',
        'Borrar lo que se guarda sobre ti',
        'Supprimer ce qui est conservé sur vous',
      ],
      ['löschen', 'borrar', 'supprimer'],
    ),
  ],
  [
    'optout',
    worded(
      [
        'Decline, or end your interview',
        'Ablehnen oder Ihr Interview beenden',
        'Decir que no o terminar tu entrevista',
        'Refuser, ou terminer votre entretien',
      ],
      ['abmelden', 'no-participar', 'ne-pas-participer'],
    ),
  ],
  [
    'help',
    worded(
      ['What the commands do', 'Was die Befehle tun', 'Qué hacen los comandos', 'Ce que font les commandes'],
      ['hilfe', 'ayuda', 'aide'],
    ),
  ],
])
