import type { Reading } from '../../../../src/core/interview/words/prompts.ts'
import { wordsOf } from '../text.ts'

/** Any of the patterns as whole words. `\b` knows no umlauts. */
function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'iu')
}

const REFUSES = anyOf(
  'rather not',
  'prefer not to',
  'no comment',
  "(?:don['’]t|do not) (?:want|like) to (?:say|answer|talk about)",
  'not comfortable (?:answering|talking|saying)',
  'none of your business',
  'keine angabe',
  'lieber nicht',
  '(?:möchte|will|mag) (?:ich )?(?:das |dazu |darüber |darauf )?(?:lieber )?(?:nicht|nichts) (?:sagen|beantworten|antworten|sprechen|reden)',
  'geht (?:dich|euch|sie) nichts an',
)
const PASSES = /^\s*(?:pass|i['’]?ll pass|i pass|passe)[.! ]*$/iu

const CONFUSED = anyOf(
  'what do you mean',
  "(?:don['’]t|do not|didn['’]t) (?:understand|get) (?:the|your|that|this|what you)",
  "not sure what you(?:['’]re| are)? (?:mean|asking)",
  'unclear what you',
  'can you (?:rephrase|explain|clarify)',
  'in what sense',
  'was (?:meinst|meinen) (?:du|sie)',
  'versteh(?:e)? (?:ich )?(?:die |deine |ihre )?(?:frage )?nicht',
  'wie meinst du',
  'wie ist das gemeint',
  'nicht klar,? was',
)
const HUH = /^\s*(?:huh|what|hä|wie bitte|was)\s*\?+\s*$/iu

const OFF_TOPIC = anyOf(
  '(?<=^|[.!?]\\s|you\\s|please\\s)(?:write|give|generate|draft) me (?:a|an|some|the)',
  '(?:write|generate) (?:a|an|some) (?:python|code|poem|script|function|essay|story|joke)',
  'tell me a joke',
  'ignore (?:all|any|your|the|every|previous|prior).{0,30} (?:instruction|prompt|rule)s?',
  '(?:print|show|reveal|repeat) (?:me )?(?:your|the) (?:\\p{L}+ )?(?:prompt|instructions)',
  'you are now',
  'pretend (?:to be|you)',
  'from here on answer',
  'repeat after me',
  'as the administrator',
  'system:.*',
  'by the way',
  'nothing to do with (?:this|your)',
  'wanted to know something else',
  'schreib(?:e)? mir',
  'erzähl mir einen witz',
  'ignorier(?:e)? .{0,30}(?:anweisung|regel)(?:en|n)?',
  'tu so als',
  'du bist jetzt',
  'zeig mir deine anweisungen',
  'übrigens,? (?:kennst|hast|weißt) du',
  'ganz was anderes',
)

const DISTRESSED = anyOf(
  '(?:want|going|wish) to (?:die|kill myself|hurt myself|end it all)',
  'kill myself',
  'suicid(?:e|al)',
  'end my life',
  "(?:can['’]t|cannot) go on (?:like this|living)",
  'no reason to live',
  'having a (?:breakdown|panic attack)',
  'will nicht mehr leben',
  'mich umbringen',
  'suizid\\p{L}*',
  'selbstmord\\p{L}*',
  'ich kann nicht mehr[.!]',
)

const WHO_READS = anyOf(
  'who (?:reads|will read|sees|can see|gets|else sees)',
  '(?:is|are) (?:this|that|it|my answers) (?:really )?(?:anonymous|confidential|private)',
  '(?:will|can|does) my (?:boss|manager|employer|company).{0,25} (?:see|read|know)',
  'wer (?:liest|sieht|bekommt)',
  '(?:ist|bleibt) das (?:wirklich )?(?:anonym|vertraulich)',
  '(?:sieht|liest|erfährt) (?:das )?meine? (?:chef|chefin|arbeitgeber)',
)

const IS_HUMAN = anyOf(
  'are you (?:a |an )?(?:human|real|bot|robot|ai|person|machine)',
  'am i (?:talking|speaking|writing) (?:to|with) an?',
  'bist du (?:ein |eine |denn )*(?:mensch|echt|bot|roboter|maschine|ki)',
  'sind sie (?:ein |eine )?(?:mensch|bot|maschine|ki)',
  '(?:rede|schreibe|spreche) ich mit eine[mr]',
)

const ASKS_OTHER = anyOf(
  '(?:what do you think|what would you|can you|could you|do you (?:think|know|have|like)|what about you|kannst du|was (?:denkst|hältst) du|können sie|was denken sie)(?![\\p{L}])[^.!?]*\\?',
)

const WANTS: readonly (readonly [Reading['wants'], RegExp])[] = [
  [
    'delete',
    anyOf(
      '(?:delete|erase|remove) (?:all|everything|my|what i|that answer)',
      'lösch(?:e|en)? (?:sie |bitte )*(?:alles|meine|das)',
    ),
  ],
  [
    'stop',
    anyOf(
      "(?:let['’]?s|want to|would like to|please|can we) (?:stop|quit|end)(?: here| now| this)?(?=[.!?]|$)",
      '(?:stop|end) (?:the|this) (?:interview|conversation)',
      'no more questions',
      "i['’]?m done (?:here|with this|now)",
      '(?:möchte|will) (?:ich )?(?:hier |jetzt )*(?:aufhören|abbrechen|beenden)',
      'hören wir auf',
      'keine fragen mehr',
    ),
  ],
  [
    'pause',
    anyOf(
      '(?:continue|carry on|go on|finish|talk|come back|do this) (?:\\p{L}+ )?(?:later|tomorrow|another (?:time|day))',
      '(?:take|need) a (?:short )?break',
      '(?:später|morgen) (?:weiter|wieder)',
      '(?:brauche|mache) (?:eine |kurz )*pause',
      'muss (?:jetzt |gleich )*(?:weg|los)',
    ),
  ],
  ['skip', anyOf('skip (?:this|that|it)', 'next question', 'überspringen?', 'nächste frage')],
]

const NO_ANSWER =
  /^\s*(?:no idea|not sure|(?:i )?(?:really )?(?:don['’]t|do not) know|dunno|nothing|none|hm+|keine ahnung|weiß (?:ich )?nicht|nichts|nein|no|yes|ja|ok(?:ay)?)[.! ]*$/iu

/** Intents count in short messages only: in a story, "I want to stop" is mostly about the story. */
const INTENT_WORDS = 25
const THIN_WORDS = 12

/** How an answer reads by rules alone, in English and German. */
export function readingOf(answer: string): Reading {
  const words = wordsOf(answer).length
  const short = words <= INTENT_WORDS
  const refused = (short && REFUSES.test(answer)) || PASSES.test(answer)
  const confused = (short && CONFUSED.test(answer)) || HUH.test(answer)
  const offTopic = OFF_TOPIC.test(answer)
  const wants = (short && WANTS.find(([, pattern]) => pattern.test(answer))?.[0]) || 'continue'
  const empty =
    refused || confused || offTopic || wants !== 'continue' || words === 0 || NO_ANSWER.test(answer)
  return {
    substance: empty ? 'none' : words < THIN_WORDS ? 'thin' : 'full',
    refused,
    confused,
    offTopic,
    distressed: DISTRESSED.test(answer),
    asksBot: asked(answer, confused),
    wants,
  }
}

function asked(answer: string, confused: boolean): Reading['asksBot'] {
  if (WHO_READS.test(answer)) return 'who-reads'
  if (IS_HUMAN.test(answer)) return 'is-human'
  return !confused && ASKS_OTHER.test(answer) ? 'other' : 'nothing'
}
