import type { en } from './en.ts'

export const fr: Record<keyof typeof en, string> = {
  card: '{{asker}} aimerait avoir votre avis sur {{domain}}.\n\nJe suis un intervieweur IA ({{model}}). Nous échangerions ici pendant environ {{minutes}} minutes. Vous arrêtez quand vous voulez.\n\nQui lit vos réponses : {{readers}}, sous un nom de code. {{platform}} garde sa propre copie.\n\nVous êtes libre de participer ou non. Questions : {{contact}}.',
  modelBy: '{{model}} d’Anthropic',
  modelSimulated: 'modèle simulé, démonstration',
  takePart: 'Participer',
  choose: 'Choisir ce que j’autorise',
  decline: 'Non merci',
  more: 'En savoir plus',
  chooseTitle: 'Ce que j’autorise',
  chooseIntro:
    'En envoyant ce formulaire, vous participez. Tout le reste est facultatif et désactivé au départ.',
  chooseLabel: 'J’autorise aussi',
  chooseQuotes: 'Citer mes mots, sans mon nom',
  chooseRelease: 'Publier la transcription, sans les noms',
  chooseRecontact: 'Me solliciter à nouveau plus tard',
  chooseSubmit: 'Participer',
  details:
    'Ce que devient ce que vous écrivez : {{asker}} le conserve sous un nom de code, et un modèle d’IA ({{model}}) le lit pour formuler les questions suivantes et classer les réponses. Le résultat va à {{readers}} : des chiffres portant sur au moins cinq personnes, et des citations seulement de celles qui l’ont autorisé.\n\nPersonne ne saura qui a participé, refusé ou arrêté.\n\nVous pouvez modifier ou supprimer un message à tout moment ; l’enregistrement suit. Écrivez « supprimer mes données » pour que tout soit effacé, même plus tard. {{platform}} garde sa propre copie de cette conversation, que nous ne pouvons pas effacer.',
  consented: 'Vous participez.',
  consentedQuotes:
    'Citations sans nom : {{quotes}}. Publication : {{release}}. Nouvelle sollicitation : {{recontact}}.',
  on: 'oui',
  off: 'non',
  withdrawHint: 'Écrivez « supprimer mes données » pour tout retirer.',
  declined:
    'Pas de souci. Je ne vous écrirai plus à ce sujet. Il reste seulement noté que vous avez été sollicité.',
  surveyIntro: 'D’abord {{count}} réponses en un clic.',
  surveyIntroOne: 'D’abord une réponse en un clic.',
  surveyAfterIntro: 'C’étaient mes questions. Quelques clics pour finir :',
  tapOption: 'Touchez une des réponses proposées, ou écrivez « passer ».',
  pickOne: 'Choisissez une réponse',
  yes: 'Oui',
  no: 'Non',
  opening:
    'Il n’y a ni bonne ni mauvaise réponse. Vous pouvez écrire « passer », « pause » ou « arrêter » à tout moment.',
  closing: 'Avant de finir : y a-t-il une question que j’aurais dû poser ?',
  skipped: 'Pas de problème, on la laisse de côté.',
  paused: 'C’est en pause. Revenez quand vous voulez : touchez le bouton ci-dessous ou écrivez simplement.',
  resume: 'Continuer',
  resumed: 'Content de vous revoir. Nous en étions là :',
  notPaused:
    'Nous ne sommes pas en pause. Répondez simplement à la dernière question, quand vous le souhaitez.',
  stopped:
    'Merci. Nous nous arrêtons là, et ce que vous avez dit est conservé. Écrivez « supprimer mes données » si vous préférez que ce soit effacé.',
  completed:
    'Merci, c’était tout. Vos réponses sont analysées sous un nom de code, et l’équipe ne voit que des résultats de groupes d’au moins cinq personnes. Écrivez « supprimer mes données » à tout moment pour les faire effacer.',
  closedIdle:
    'Je clos notre entretien ici, pour qu’il ne vous pèse pas. Ce que vous avez dit est conservé ; écrivez « supprimer mes données » pour le faire effacer. Merci.',
  reminder:
    'Mon invitation ci-dessus est toujours ouverte, au cas où elle vous aurait échappé. Environ {{minutes}} minutes, quand cela vous convient. Dire non est très bien aussi.',
  lastReminder:
    'Mon invitation ci-dessus reste ouverte encore un peu. Je ne vous relancerai plus. Si vous voulez participer, touchez un des boutons.',
  tooLate:
    'Merci d’y revenir. L’invitation a expiré, je ne peux donc plus vous inclure. Il reste seulement noté que vous avez été sollicité.',
  nudge:
    'Rien ne presse. Quand vous voulez, nous reprenons à la dernière question. Écrivez « arrêter » si vous préférez en rester là.',
  deleteConfirm:
    'Cela efface tout ce que vous m’avez dit, sans retour possible. Écrivez SUPPRIMER pour confirmer, ou continuez simplement.',
  deleted:
    'C’est fait. Tout ce que vous m’avez dit est effacé ici. {{platform}} a encore sa propre copie de cette conversation ; vous pouvez y supprimer vos messages.',
  tapFirst:
    'Touchez d’abord un des boutons ci-dessus : je ne demande rien avant votre accord. Ce que vous venez d’écrire n’a pas été conservé.',
  over: 'Notre entretien est terminé, je n’ai donc pas conservé ce message. Écrivez « supprimer mes données » pour faire effacer l’entretien.',
  nothingOpen:
    'Bonjour ! Je mène ici des entretiens de recherche. Aucun n’est ouvert pour vous en ce moment, et je n’ai pas conservé votre message.',
  why: '{{asker}} pose des questions sur {{domain}}. Qui lit les réponses : {{readers}}, sous un nom de code et par groupes d’au moins cinq personnes. Un modèle d’IA ({{model}}) formule mes questions. {{platform}} garde sa propre copie de cette conversation. Questions : {{contact}}.',
  help: 'Vous pouvez écrire : passer, pause, continuer, arrêter, pourquoi (qui lit ça), mes données, supprimer mes données.',
  myData:
    'Tout ce que vous m’avez dit est dans cette conversation. J’ai conservé {{turns}} messages et {{answers}} réponses en un clic, sous un nom de code. Écrivez « supprimer mes données » pour les faire effacer.',
  human: 'Je suis une IA, pas une personne. Une personne à qui écrire : {{contact}}.',
  tryAgain: 'Cela n’est pas arrivé. Réessayez dans un instant, s’il vous plaît.',
  textPlease: 'Je ne sais lire que du texte. Pourriez-vous le dire avec des mots ?',
  stale: 'Ce n’est plus ouvert.',
  studyPaused: 'L’équipe a mis cette étude en pause. Je serai là quand elle reprendra.',
  oneAtATime:
    'Un entretien à la fois, s’il vous plaît : nous sommes au milieu d’un autre. Mettez-le en pause ou terminez-le, puis touchez ici à nouveau.',
  care: 'Merci de me le dire. Cela a l’air difficile, et cet entretien ne compte pas plus que vous. Si vous avez besoin de quelqu’un maintenant, tournez-vous vers des personnes de confiance, une ligne d’écoute ou les urgences. Vous pouvez faire une pause ou arrêter ici à tout moment. Une personne de l’équipe : {{contact}}.',
  howToLeave:
    'C’est vous qui décidez : écrivez « passer » pour laisser cette question, « pause » pour souffler, « arrêter » pour finir. Sinon, continuez simplement votre réponse.',
  late: 'Je suis désolé que vous ayez dû attendre : je n’ai pu lire ce que vous avez écrit que maintenant.',
  holding: 'Un instant, s’il vous plaît : je suis encore sur ce que vous avez écrit.',
  backToQuestion: 'Je ne peux que mener cet entretien, alors revenons-y : ',
  cannotReach:
    'Je n’ai pas pu vous écrire : vos messages privés semblent fermés pour moi. Autorisez les messages privés de ce serveur, puis réessayez.',
  noSharedSpace:
    'Je n’ai pas pu vous écrire : il semble que nous ne partagions plus aucun serveur. Dès que ce sera le cas, réessayez.',
  joinAgain: 'Réessayer',
  writesLater:
    'Vous participez. {{platform}} ne me laisse commencer que peu de conversations à la fois, mon message viendra donc plus tard. Si vous préférez ne pas attendre, écrivez-moi d’abord : n’importe quel message privé suffit.',
  wroteToYou: 'Je vous ai écrit en message privé.',
  alreadyIn: 'Vous participez déjà : regardez dans nos messages privés.',
  tooYoung: 'Merci, mais cette étude s’adresse aux personnes de {{age}} ans ou plus. Rien n’a été conservé.',
  post: '{{asker}} aimerait avoir l’avis des membres sur {{domain}} : environ {{minutes}} minutes en message privé avec un intervieweur IA ({{model}}). Qui lit les réponses : {{readers}}, sous un nom de code. Personne ici ne voit qui participe. C’est libre.',
  notRunning: 'Cette étude ne prend plus personne pour le moment.',
  joinTitle: 'Participer à un entretien',
  joinZone: 'Votre fuseau horaire',
  joinZoneHint: 'Pour ne jamais vous écrire la nuit',
  joinOldEnough: 'Avez-vous {{age}} ans ou plus ?',
  joinSubmit: 'Continuer',
  overviewTitle: 'Vos entretiens',
  overviewNone: 'Je mène ici des entretiens de recherche. Il n’y en a pas pour vous en ce moment.',
  overviewInvited:
    'Vous êtes invité : environ {{minutes}} minutes. L’invitation et ses boutons sont dans notre conversation.',
  overviewBegun: 'En cours. La question ouverte est dans notre conversation.',
  overviewPaused: 'En pause. Reprenez quand vous voulez.',
  overviewCompleted: 'Terminé. Merci.',
  overviewPartial: 'Terminé plus tôt. Ce que vous avez dit est conservé.',
  overviewDeclined: 'Vous avez refusé. Je ne demande plus.',
  overviewWithdrawn: 'Effacé. Il ne reste rien ici de ce que vous m’avez dit.',
  overviewExpired: 'L’invitation a expiré.',
  overviewUnreachable: 'Je n’ai pas pu vous joindre à ce sujet.',
  overviewDelete: 'Pour effacer tout ce que vous m’avez dit, écrivez SUPPRIMER dans notre conversation.',
  pause: 'Pause',
  stop: 'Arrêter',
  whoReads: 'Qui lit cela',
  seeMyData: 'Mes données',
  deleteMyData: 'Supprimer mes données',
}
