import type { en } from './en.ts'

export const de: Record<keyof typeof en, string> = {
  card: '{{asker}} möchte von Ihnen hören: Es geht um {{domain}}.\n\nIch bin ein KI-Interviewer ({{model}}). Wir würden hier etwa {{minutes}} Minuten schreiben. Aufhören geht jederzeit.\n\nWer mitliest: {{readers}}, unter einem Codenamen. {{platform}} behält eine eigene Kopie.\n\nDie Teilnahme ist freiwillig. Fragen: {{contact}}.',
  modelBy: '{{model}} von Anthropic',
  modelSimulated: 'simuliertes Modell, Demo',
  takePart: 'Mitmachen',
  choose: 'Auswählen, was ich erlaube',
  decline: 'Nein danke',
  more: 'Mehr lesen',
  chooseTitle: 'Was ich erlaube',
  chooseIntro: 'Mit dem Absenden nehmen Sie teil. Alles Weitere ist zusätzlich und anfangs aus.',
  chooseLabel: 'Ich erlaube außerdem',
  chooseQuotes: 'Meine Worte dürfen ohne Namen zitiert werden',
  chooseRelease: 'Das Transkript darf ohne Namen erscheinen',
  chooseRecontact: 'Sie dürfen mich später noch einmal fragen',
  chooseSubmit: 'Mitmachen',
  details:
    'Was mit Ihren Worten geschieht: {{asker}} speichert sie unter einem Codenamen; ein KI-Modell ({{model}}) liest sie, formuliert Rückfragen und ordnet die Antworten. Das Ergebnis geht an {{readers}}: Zahlen über mindestens fünf Personen und Zitate nur von Personen, die das erlaubt haben.\n\nNiemand erfährt, wer teilnahm, ablehnte oder aufhörte.\n\nSie können jede Nachricht ändern oder löschen, die Aufzeichnung folgt. Schreiben Sie „meine Daten löschen“, um alles löschen zu lassen, auch später. {{platform}} behält eine eigene Kopie dieses Chats, die wir nicht löschen können.',
  consented: 'Sie nehmen teil.',
  consentedQuotes:
    'Zitate ohne Namen: {{quotes}}. Veröffentlichen: {{release}}. Erneut fragen: {{recontact}}.',
  on: 'ja',
  off: 'nein',
  withdrawHint: 'Mit „meine Daten löschen“ nehmen Sie alles zurück.',
  declined:
    'Das ist in Ordnung. Ich schreibe dazu nicht noch einmal. Gespeichert ist nur, dass Sie gefragt wurden.',
  surveyIntro: 'Zuerst {{count}} schnelle Klicks.',
  surveyIntroOne: 'Zuerst ein schneller Klick.',
  surveyAfterIntro: 'Das waren meine Fragen. Zum Schluss ein paar Klicks:',
  tapOption: 'Bitte tippen Sie auf eine der Möglichkeiten oder schreiben Sie „überspringen“.',
  pickOne: 'Bitte auswählen',
  yes: 'Ja',
  no: 'Nein',
  opening:
    'Es gibt keine richtigen oder falschen Antworten. Schreiben Sie ruhig „überspringen“, „pause“ oder „stopp“.',
  closing: 'Zum Schluss: Gibt es etwas, das ich hätte fragen sollen und nicht gefragt habe?',
  skipped: 'Kein Problem, die lassen wir aus.',
  paused: 'Pause. Kommen Sie zurück, wann Sie mögen: unten tippen oder einfach schreiben.',
  resume: 'Weiter',
  resumed: 'Willkommen zurück. Wir waren hier:',
  notPaused: 'Wir machen gerade keine Pause. Antworten Sie einfach auf die letzte Frage, wann Sie mögen.',
  stopped:
    'Danke. Wir hören hier auf; was Sie gesagt haben, bleibt erhalten. Schreiben Sie „meine Daten löschen“, wenn es gelöscht werden soll.',
  completed:
    'Danke, das war alles. Ihre Antworten werden unter einem Codenamen ausgewertet, das Team sieht Ergebnisse nur für Gruppen ab fünf Personen. Mit „meine Daten löschen“ wird jederzeit alles gelöscht.',
  closedIdle:
    'Ich schließe unser Interview hier, damit es nicht offen bleibt. Was Sie gesagt haben, bleibt; mit „meine Daten löschen“ wird es gelöscht. Danke.',
  reminder:
    'Meine Einladung oben ist noch offen, falls sie unterging. Etwa {{minutes}} Minuten, wann es Ihnen passt. Ein Nein ist auch völlig in Ordnung.',
  lastReminder:
    'Meine Einladung oben ist noch eine Weile offen. Ich erinnere nicht noch einmal. Wenn Sie mitmachen möchten, tippen Sie dort auf einen Knopf.',
  tooLate:
    'Danke, dass Sie darauf zurückkommen. Die Einladung ist abgelaufen, ich kann Sie nicht mehr aufnehmen. Gespeichert ist nur, dass Sie gefragt wurden.',
  nudge:
    'Keine Eile. Wann immer Sie mögen, machen wir mit der letzten Frage weiter. Schreiben Sie „stopp“, wenn Sie lieber nicht möchten.',
  deleteConfirm:
    'Das löscht alles, was Sie mir gesagt haben, und lässt sich nicht rückgängig machen. Schreiben Sie LÖSCHEN zur Bestätigung oder machen Sie einfach weiter.',
  deleted:
    'Erledigt. Alles, was Sie mir gesagt haben, ist hier gelöscht. {{platform}} hat noch eine eigene Kopie dieses Chats; dort können Sie Ihre Nachrichten löschen.',
  tapFirst:
    'Bitte tippen Sie zuerst auf einen der Knöpfe oben: Vor Ihrer Zustimmung frage ich nichts. Was Sie eben schrieben, habe ich nicht gespeichert.',
  over: 'Unser Interview ist vorbei, diese Nachricht habe ich nicht gespeichert. Mit „meine Daten löschen“ wird das Interview gelöscht.',
  nothingOpen:
    'Hallo! Ich führe hier Forschungsinterviews. Gerade ist keines für Sie offen, und Ihre Nachricht habe ich nicht gespeichert.',
  why: '{{asker}} möchte etwas wissen über {{domain}}. Wer die Antworten liest: {{readers}}, unter einem Codenamen und in Gruppen ab fünf Personen. Ein KI-Modell ({{model}}) formuliert meine Rückfragen. {{platform}} behält eine eigene Kopie dieses Chats. Fragen: {{contact}}.',
  help: 'Sie können schreiben: überspringen, pause, weiter, stopp, warum (wer liest das), meine Daten, meine Daten löschen.',
  myData:
    'Alles, was Sie mir gesagt haben, steht in diesem Chat. Gespeichert sind {{turns}} Nachrichten und {{answers}} angetippte Antworten unter einem Codenamen. Mit „meine Daten löschen“ wird alles gelöscht.',
  human: 'Ich bin eine KI, kein Mensch. Ein Mensch, dem Sie schreiben können: {{contact}}.',
  tryAgain: 'Das kam nicht an. Bitte versuchen Sie es gleich noch einmal.',
  textPlease: 'Ich kann nur Text lesen. Könnten Sie es in Worte fassen?',
  stale: 'Das ist nicht mehr offen.',
  studyPaused: 'Das Team hat diese Studie angehalten. Ich bin da, wenn es weitergeht.',
  oneAtATime:
    'Bitte ein Interview nach dem anderen: Wir sind gerade mitten in einem anderen. Pausieren oder beenden Sie es, dann tippen Sie hier noch einmal.',
  care: 'Danke, dass Sie mir das sagen. Das klingt schwer, und dieses Interview ist nicht wichtiger als Sie. Wenn Sie jetzt jemanden brauchen, wenden Sie sich bitte an Menschen, denen Sie vertrauen, oder an die örtliche Krisen- oder Notrufnummer. Sie können hier jederzeit pausieren oder aufhören. Ein Mensch aus dem Team: {{contact}}.',
  howToLeave:
    'Sie entscheiden: „überspringen“ lässt diese Frage aus, „pause“ unterbricht, „stopp“ beendet das Interview. Sonst antworten Sie einfach weiter.',
  late: 'Entschuldigen Sie, dass Sie warten mussten: Ich konnte erst jetzt lesen, was Sie geschrieben haben.',
  holding: 'Einen Moment bitte: Ich bin noch bei dem, was Sie geschrieben haben.',
  backToQuestion: 'Ich kann nur dieses Interview führen, also zurück dazu: ',
  cannotReach:
    'Ich konnte Ihnen nicht schreiben: Ihre Direktnachrichten sind für mich geschlossen. Erlauben Sie Direktnachrichten von diesem Server und versuchen Sie es dann erneut.',
  noSharedSpace:
    'Ich konnte Ihnen nicht schreiben: Wir sind anscheinend auf keinem gemeinsamen Server mehr. Sobald wir es sind, versuchen Sie es erneut.',
  joinAgain: 'Erneut versuchen',
  writesLater:
    'Sie sind dabei. {{platform}} lässt mich nur nach und nach neue Gespräche beginnen, deshalb kommt meine Nachricht später. Wenn Sie nicht warten möchten, schreiben Sie mir zuerst: irgendeine Direktnachricht genügt.',
  wroteToYou: 'Ich habe Ihnen eine Direktnachricht geschrieben.',
  alreadyIn: 'Sie sind schon dabei: Schauen Sie in unsere Direktnachrichten.',
  tooYoung:
    'Danke, aber diese Studie ist für Menschen, die {{age}} oder älter sind. Es wurde nichts gespeichert.',
  post: '{{asker}} möchte von Mitgliedern etwas über {{domain}} hören: etwa {{minutes}} Minuten in einer Direktnachricht mit einem KI-Interviewer ({{model}}). Wer die Antworten liest: {{readers}}, unter einem Codenamen. Niemand hier sieht, wer teilnimmt. Es ist freiwillig.',
  notRunning: 'Diese Studie nimmt gerade niemanden neu auf.',
  joinTitle: 'An einem Interview teilnehmen',
  joinZone: 'Ihre Zeitzone',
  joinZoneHint: 'Damit ich Ihnen nie nachts schreibe',
  joinOldEnough: 'Sind Sie {{age}} oder älter?',
  joinSubmit: 'Weiter',
  overviewTitle: 'Ihre Interviews',
  overviewNone: 'Ich führe hier Forschungsinterviews. Gerade gibt es keines für Sie.',
  overviewInvited:
    'Sie sind eingeladen: etwa {{minutes}} Minuten. Die Einladung mit ihren Knöpfen steht in unserem Chat.',
  overviewBegun: 'Im Gang. Die offene Frage steht in unserem Chat.',
  overviewPaused: 'Pause. Weiter geht es, wann Sie mögen.',
  overviewCompleted: 'Abgeschlossen. Danke.',
  overviewPartial: 'Vorzeitig beendet. Was Sie gesagt haben, bleibt erhalten.',
  overviewDeclined: 'Sie haben abgelehnt. Ich frage nicht noch einmal.',
  overviewWithdrawn: 'Gelöscht. Hier ist nichts mehr von dem, was Sie mir gesagt haben.',
  overviewExpired: 'Die Einladung ist abgelaufen.',
  overviewUnreachable: 'Ich konnte Sie dazu nicht erreichen.',
  overviewDelete: 'Um alles zu löschen, was Sie mir gesagt haben, schreiben Sie LÖSCHEN in unserem Chat.',
  pause: 'Pause',
  stop: 'Aufhören',
  whoReads: 'Wer liest das?',
  seeMyData: 'Meine Daten',
  deleteMyData: 'Meine Daten löschen',
}
