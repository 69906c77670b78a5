/** What an answer tells of, by its words, and open questions that fit it. */
interface Matter {
  readonly heard: RegExp
  readonly en: readonly string[]
  readonly de: readonly string[]
}

const MATTERS: readonly Matter[] = [
  {
    heard:
      /\b(?:made up|invent(?:s|ed)|false|mistakes?|errors?|was wrong|wrong sums)\b|erfunden|falsch|Fehler\b/iu,
    en: ['How did you notice that something was off?', 'What did you do once you had noticed?'],
    de: [
      'Woran haben Sie gemerkt, dass etwas nicht stimmt?',
      'Was haben Sie getan, als Sie es gemerkt hatten?',
    ],
  },
  {
    heard: /\b(?:check|verify|line by line)\b|prüfe|kontrolliere/iu,
    en: ['What do you look at first when you check?', 'How do you know when you have checked enough?'],
    de: ['Worauf achten Sie beim Prüfen zuerst?', 'Woran merken Sie, dass Sie genug geprüft haben?'],
  },
  {
    heard: /\b(?:saves? me|faster|quicker|an hour|hours a week|on time)\b|spart mir|schneller|Stunden/iu,
    en: ['What do you do with the time that this leaves?', 'How did the people around you notice?'],
    de: ['Was machen Sie mit der Zeit, die übrig bleibt?', 'Woran haben andere das bemerkt?'],
  },
  {
    heard:
      /\b(?:don['’]t tell|hide|lazy|cheat(?:ing)?|embarrassed|ashamed|judge[ds]?)\b|verschweige|schäme|faul|schummeln/iu,
    en: ['What would happen if it were known?', 'How does that affect the way you use it?'],
    de: ['Was würde passieren, wenn es bekannt wäre?', 'Wie wirkt sich das darauf aus, wie Sie es benutzen?'],
  },
  {
    heard: /\b(?:openly|nobody (?:asks|cares)|discuss|roll their eyes)\b|reden alle|Diskussion|Ältere/iu,
    en: ['What do people say when it comes up?', 'How did it come to be that way?'],
    de: ['Was wird gesagt, wenn die Rede darauf kommt?', 'Wie ist es dazu gekommen?'],
  },
  {
    heard: /\b(?:worried|afraid|replaced?|undercut|lose|fewer of us)\b|Angst|ersetzt|waren einmal/iu,
    en: ['What do you see of that already today?', 'How do you prepare for that?'],
    de: ['Was sehen Sie davon schon heute?', 'Wie bereiten Sie sich darauf vor?'],
  },
  {
    heard:
      /\b(?:decision|decide|final say|my call|last word|signature|my name)\b|ich entscheide|letzte Wort/iu,
    en: ['When did you last decide against what it proposed?', 'What would make you give up that decision?'],
    de: [
      'Wann haben Sie zuletzt gegen seinen Vorschlag entschieden?',
      'Was müsste geschehen, damit Sie das abgeben?',
    ],
  },
  {
    heard:
      /\b(?:human|face to face|judgement|taste|hands and faces|talking to people)\b|Mensch|Gespür|Urteil/iu,
    en: ['What does a person notice there that a tool does not?', 'When did that matter last?'],
    de: ['Was merkt ein Mensch dort, was ein Werkzeug nicht merkt?', 'Wann kam es zuletzt darauf an?'],
  },
  {
    heard: /\b(?:learned|learning|taught|never could|on my own|new skill)\b|gelernt|beigebracht|vorher nie/iu,
    en: ['What do you do now that you left undone before?', 'How did you go about learning that?'],
    de: ['Was machen Sie jetzt, was Sie vorher gelassen haben?', 'Wie sind Sie beim Lernen vorgegangen?'],
  },
  {
    heard:
      /\b(?:confidential\w*|client data|customer names|unpublished|copyright)\b|vertraulich|Kundendaten/iu,
    en: ['How do you decide what may go in?', 'What do you do instead with such material?'],
    de: ['Wie entscheiden Sie, was hineindarf?', 'Was machen Sie stattdessen mit solchem Material?'],
  },
  {
    heard: /\b(?:wish|would love|i['’]d want|i hope|look forward)\b|wünschte|hoffe|hätte gern/iu,
    en: ['What would that change in an ordinary week?', 'What stands in the way of that today?'],
    de: ['Was würde das in einer gewöhnlichen Woche ändern?', 'Was steht dem heute im Weg?'],
  },
  {
    heard: /\b(?:overseeing|supervis\w+|directing|reviewing)\b|anleiten|beaufsichtigen/iu,
    en: ['Which part of that do you do already?', 'What would you have to learn for that?'],
    de: ['Welchen Teil davon machen Sie schon heute?', 'Was müssten Sie dafür lernen?'],
  },
  {
    heard: /\b(?:clearer|better|more polished|more careful)\b|sauberer|Qualität/iu,
    en: ['Where did you see that first?', 'How do others notice it?'],
    de: ['Wo haben Sie das zuerst gesehen?', 'Woran merken es andere?'],
  },
  {
    heard:
      /\b(?:yesterday|this morning|last week|on monday|i had it|i used it|i asked it)\b|gestern|heute früh|letzte woche/iu,
    en: ['How would you have done that without the tool?', 'What did you change in what came back?'],
    de: ['Wie hätten Sie das ohne das Werkzeug gemacht?', 'Was haben Sie an dem geändert, was zurückkam?'],
  },
  {
    heard:
      /\b(?:emails?|letters?|drafts?|paperwork|meeting notes|complaints|boring)\b|Papierkram|Entwürfe|E-Mails/iu,
    en: ['What do you still do by hand there?', 'What did that look like before you had the tool?'],
    de: ['Was machen Sie daran noch von Hand?', 'Wie lief das, bevor Sie das Werkzeug hatten?'],
  },
]

/** Questions on everything the answer tells of; none where no rule knows it. */
export function matterProbes(answer: string, tongue: 'en' | 'de'): readonly string[] {
  return MATTERS.filter(({ heard }) => heard.test(answer)).flatMap((matter) => matter[tongue])
}
