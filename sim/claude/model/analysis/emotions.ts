import { stemsOf } from '../text.ts'
import type { Keywords } from './keywords.ts'

/** Words that speak for an emotion, English and German. An emotion not listed is found by its own name only. */
const LEXICON: Readonly<Record<string, string>> = {
  hope: 'hope, hopeful, hoping, look forward, optimistic, promising, hoffe, hoffnung, zuversichtlich, freue mich auf',
  worry:
    'worried, worry, worries, afraid, anxious, concerned, scared, fear, nervous, uneasy, angst, sorge, sorgen, besorgt, fürchte, beunruhigt',
  satisfaction:
    'satisfied, satisfying, happy with, pleased, glad, enjoy, proud, content with, went well, zufrieden, froh, stolz, macht spaß, angenehm',
  frustration:
    'frustrated, frustrating, frustrates, annoyed, annoying, annoys, irritating, sick of, fed up, angry, furious, frustriert, nervt, genervt, ärgert, ärgerlich, wütend',
  relief:
    'relieved, relief, weight off, off my desk, less worn out, can breathe, erleichtert, erleichterung, aufatmen',
  trust:
    'trust it, I trust, rely on, reliable, confident in, feel safe, dependable, vertraue, vertrauen, verlasse mich, verlässlich',
  doubt: 'doubt, doubtful, sceptical, skeptical, not convinced, unsure, zweifel, zweifle, skeptisch',
  curiosity: 'curious, wonder, intrigued, neugierig, gespannt',
  pride: 'proud, pride, stolz',
  fear: 'afraid, fear, scared, frightened, angst, fürchte',
  joy: 'joy, happy, enjoy, delighted, freude, froh, glücklich',
  anger: 'angry, anger, furious, rage, wütend, wut, zorn',
  sadness: 'sad, sadness, lonely, grief, traurig, einsam',
  surprise: 'surprised, surprising, unexpected, überrascht, unerwartet',
}

const NEGATIONS = new Set(
  ["don't", 'dont', 'not', 'no', 'never', 'nicht', 'kein', 'kein', 'nie', "can't", 'cannot'].map(
    (word) => stemsOf(word)[0] ?? word,
  ),
)

export function emotionKeywords(emotion: string): Keywords {
  const listed = LEXICON[emotion.toLowerCase()] ?? emotion
  return listed.split(',').map((phrase) => stemsOf(phrase))
}

/** A denied emotion is not expressed: "I don't trust it". Looks at the whole sentence, since word order differs. */
export function denies(stems: readonly string[]): boolean {
  return stems.some((stem) => NEGATIONS.has(stem))
}
