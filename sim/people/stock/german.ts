import { type Stock, say } from './statement.ts'

/** German answers that fit any of the three cohorts. */
export const GERMAN: Stock = {
  use: [
    say(
      'Vor allem für E-Mails und den lästigen Papierkram. Ich gebe Stichworte ein und überarbeite, was kommt.',
      'routine-delegated',
    ),
    say(
      'Zum Übersetzen und um lange Texte zu kürzen. Das ist Routine, die mir niemand dankt.',
      'routine-delegated',
    ),
    say(
      'Ich lasse mir Fehlermeldungen erklären. Das habe ich mir selbst beigebracht, vorher nie gekonnt.',
      'new-skills',
    ),
    say('Für Entwürfe. Der erste Wurf kommt von der Maschine, der zweite immer von mir.'),
  ],
  episode: [
    say(
      'Gestern sollte es mir eine Tabelle zusammenfassen. Zwei Zahlen waren falsch, ich habe es beim Nachprüfen gemerkt.',
      'trust-problem',
      'checking-effort',
    ),
    say(
      'Letzte Woche habe ich einen Antrag damit geschrieben. Statt zwei Tagen waren es drei Stunden.',
      'time-saved',
    ),
    say(
      'Es hat mir eine Quelle genannt, die es gar nicht gibt. Frei erfunden, mit Seitenzahl.',
      'trust-problem',
    ),
    say(
      'Heute früh hat es mir geholfen, eine freundliche Absage zu formulieren. Ich habe zwei Wörter geändert.',
    ),
  ],
  benefit: [
    say(
      'Es spart mir bestimmt vier Stunden in der Woche. Ich bin erleichtert, dass der Schreibkram weg ist.',
      'time-saved',
      'routine-delegated',
    ),
    say(
      'Ich bin schneller, aber ich prüfe auch mehr. Am Ende bleibt etwas übrig, nicht viel.',
      'time-saved',
      'checking-effort',
    ),
    say(
      'Meine Texte sind sauberer geworden, die Qualität ist gestiegen. Damit bin ich zufrieden.',
      'better-work',
    ),
    say('Ich traue mich an Dinge, die ich vorher nie gemacht hätte. Ich habe viel gelernt.', 'new-skills'),
  ],
  trust: [
    say(
      'Zahlen vertraue ich nicht. Die prüfe ich alle einzeln nach, das kostet Zeit.',
      'trust-problem',
      'checking-effort',
    ),
    say(
      'Kundendaten und Unveröffentlichtes gebe ich nicht ein. Das ist vertraulich und bleibt es.',
      'confidentiality',
    ),
    say('Wenn es um etwas geht, für das ich hafte, kontrolliere ich jeden Satz.', 'checking-effort'),
    say('Ich frage zweimal verschieden. Kommt zweimal dasselbe, verlasse ich mich halbwegs darauf.'),
  ],
  others: [
    say(
      'Ich verschweige es. Die Kollegin neben mir findet das faul, und ich habe keine Lust auf die Diskussion.',
      'stigma',
    ),
    say('Bei uns reden alle offen darüber, das finde ich angenehm.'),
    say('Manche sagen, das sei schummeln. Ich schäme mich nicht, aber ich erzähle es auch nicht.', 'stigma'),
    say('Die Jungen nutzen es dauernd, die Älteren gar nicht. Ich sitze dazwischen.'),
  ],
  keep: [
    say('Das Gespräch mit Menschen. Das braucht Gespür, und das hat keine Maschine.', 'human-core'),
    say(
      'Entscheidungen. Ich entscheide, und ich stehe dafür gerade. Das letzte Wort habe ich.',
      'keeps-control',
    ),
    say('Den Kern meiner Arbeit, das eigene Urteil. Sonst könnte ich es gleich lassen.', 'human-core'),
    say('Alles, was mit Vertrauen zu tun hat. Das geht nur von Mensch zu Mensch.', 'human-core'),
  ],
  future: [
    say(
      'Ich habe Angst um meine Stelle, das gebe ich zu. Wir waren einmal sechs, jetzt sind wir vier.',
      'job-worry',
    ),
    say('Ich werde wohl mehr anleiten und beaufsichtigen und weniger selbst machen.', 'role-change'),
    say(
      'Ich wünschte, es könnte meine Unterlagen wirklich verstehen. Dann hätte ich gern mehr davon.',
      'wants-more',
    ),
    say('Ich hoffe, dass die Arbeit menschlicher wird, wenn das Stumpfe wegfällt.', 'human-core'),
  ],
}
