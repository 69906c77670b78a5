/** Everything the bot says to a participant that no model writes. Short, warm, plain. */
export const en = {
  card: '{{asker}} would like to hear from you about {{domain}}.\n\nI am an AI interviewer ({{model}}). We would chat here for about {{minutes}} minutes. Stop whenever you like.\n\nWho reads it: {{readers}}, under a code name. {{platform}} keeps its own copy.\n\nTaking part is up to you. Questions: {{contact}}.',
  /** The model as a participant is told of it. */
  modelBy: '{{model}} by Anthropic',
  modelSimulated: 'simulated model, demo',
  takePart: 'Take part',
  choose: 'Choose what I allow',
  decline: 'No thanks',
  more: 'Read more',
  chooseTitle: 'What I allow',
  chooseIntro: 'Sending this form means you take part. Everything beyond that is extra and starts off.',
  chooseLabel: 'I also allow',
  chooseQuotes: 'My words may be quoted, without my name',
  chooseRelease: 'My transcript may be published, names removed',
  chooseRecontact: 'You may ask me again for a later interview',
  chooseSubmit: 'Take part',
  details:
    'What happens with what you write: it is stored by {{asker}} under a code name and read by an AI model ({{model}}) that words the follow-up questions and sorts the answers. What comes of it goes to {{readers}}: numbers about at least five people, and quotes only from people who allowed quotes.\n\nNobody is told who took part, declined or stopped.\n\nYou can edit or delete a message at any time; the record follows. Type "delete my data" to have everything erased, also later. {{platform}} keeps its own copy of this chat, which we cannot erase.',
  consented: 'You take part.',
  consentedQuotes: 'Quotes without name: {{quotes}}. Publishing: {{release}}. Asking again: {{recontact}}.',
  on: 'yes',
  off: 'no',
  withdrawHint: 'Type "delete my data" to take it all back.',
  declined: 'That is fine. I will not write again about this. Nothing was stored but that you were asked.',
  surveyIntro: 'First {{count}} quick taps.',
  surveyIntroOne: 'First one quick tap.',
  surveyAfterIntro: 'Those were my questions. A few taps to close:',
  tapOption: 'Please tap one of the options, or type skip.',
  pickOne: 'Choose one',
  yes: 'Yes',
  no: 'No',
  opening: 'There are no right or wrong answers. Type skip, pause or stop at any time.',
  closing: 'Before we close: is there anything I should have asked and did not?',
  skipped: 'No problem, we leave that one.',
  paused: 'Paused. Come back whenever you like: tap below or just write.',
  resume: 'Go on',
  resumed: 'Welcome back. We were here:',
  notPaused: 'You are not paused. Just answer the last question when you like.',
  stopped:
    'Thank you. We stop here, and what you said so far is kept. Type "delete my data" if you would rather have it erased.',
  completed:
    'Thank you, that was it. Your answers are coded under a code name, and the team sees results only for groups of at least five. Type "delete my data" at any time to have them erased.',
  closedIdle:
    'I close our interview here so that it does not hang over you. What you said is kept; type "delete my data" to have it erased. Thank you.',
  reminder:
    'My invitation above is still open, in case it slipped by. About {{minutes}} minutes, whenever it suits you. No thanks is a fine answer too.',
  lastReminder:
    'My invitation above is open a little longer. I will not remind you again. If you would like to take part, tap a button there.',
  tooLate:
    'Thank you for coming back to this. The invitation has run out, so I can no longer take you in. Nothing was stored but that you were asked.',
  nudge:
    'No hurry. Whenever you like, we can go on with the last question. Type stop if you would rather not.',
  deleteConfirm:
    'This erases everything you told me and cannot be undone. Type DELETE to confirm, or just go on.',
  deleted:
    'Done. Everything you told me is erased here. {{platform}} still has its own copy of this chat; you can delete your messages there.',
  tapFirst:
    'Please tap one of the buttons above first: I ask nothing before you agree. What you just wrote was not kept.',
  over: 'Our interview is over, so I did not keep this message. Type "delete my data" to have the interview erased.',
  nothingOpen:
    'Hello! I run research interviews here. There is none open for you right now, and I did not keep your message.',
  why: '{{asker}} asks about {{domain}}. Who reads the answers: {{readers}}, under a code name and in groups of at least five people. An AI model ({{model}}) words my follow-up questions. {{platform}} keeps its own copy of this chat. Questions: {{contact}}.',
  help: 'You can type: skip, pause, resume, stop, why (who reads this), my data, delete my data.',
  myData:
    'Everything you told me is in this chat. I have stored {{turns}} messages of yours and {{answers}} tapped answers under a code name. Type "delete my data" to have them erased.',
  human: 'I am an AI, not a person. A person you can write to: {{contact}}.',
  tryAgain: 'That did not get through. Please try again in a moment.',
  textPlease: 'I can only read text. Could you put it in words?',
  stale: 'That is no longer open.',
  studyPaused: 'The team has paused this study. I will be here when it goes on.',
  oneAtATime:
    'One interview at a time, please: we are in the middle of another one. Pause or finish that one, then tap here again.',
  care: 'Thank you for telling me. That sounds hard, and this interview does not matter more than you do. If you need someone now, please turn to people you trust or to your local helpline or emergency number. You can pause or stop here at any time. A person of the team: {{contact}}.',
  howToLeave:
    'You decide: type skip to leave this question, pause to take a break, stop to end. Otherwise just go on with your answer.',
  late: 'I am sorry that you had to wait: I could not read what you wrote until now.',
  holding: 'One moment, please: I am still with what you wrote.',
  backToQuestion: 'I can only lead this interview, so back to it: ',
  cannotReach:
    'I could not write to you: your direct messages seem to be closed to me. Allow direct messages from this server, then try again.',
  noSharedSpace: 'I could not write to you: it seems we no longer share a server. Once we do, try again.',
  joinAgain: 'Try again',
  writesLater:
    'You are in. {{platform}} lets me begin only so many conversations at a time, so my message comes later. If you would rather not wait, write to me first: any direct message will do.',
  wroteToYou: 'I have written to you in a direct message.',
  alreadyIn: 'You are in already: look at our direct messages.',
  tooYoung: 'Thank you, but this study is for people who are {{age}} or older. Nothing was stored.',
  post: '{{asker}} would like to hear from members about {{domain}}: about {{minutes}} minutes in a direct message with an AI interviewer ({{model}}). Who reads the answers: {{readers}}, under a code name. Nobody here sees who takes part. It is up to you.',
  notRunning: 'This study takes no new people right now.',
  joinTitle: 'Take part in an interview',
  joinZone: 'Your time zone',
  joinZoneHint: 'So that I never write to you at night',
  joinOldEnough: 'Are you {{age}} or older?',
  joinSubmit: 'Go on',
  overviewTitle: 'Your interviews',
  overviewNone: 'I run research interviews here. There is none for you right now.',
  overviewInvited:
    'You are invited: about {{minutes}} minutes. The invitation with its buttons is in our chat.',
  overviewBegun: 'Under way. The open question is in our chat.',
  overviewPaused: 'Paused. Go on whenever you like.',
  overviewCompleted: 'Completed. Thank you.',
  overviewPartial: 'Ended early. What you said is kept.',
  overviewDeclined: 'You said no. I do not ask again.',
  overviewWithdrawn: 'Erased. Nothing you told me is kept here.',
  overviewExpired: 'The invitation has run out.',
  overviewUnreachable: 'I could not reach you about this.',
  overviewDelete: 'To erase everything you told me, type DELETE in our chat.',
  pause: 'Pause',
  stop: 'Stop',
  whoReads: 'Who reads this',
  seeMyData: 'My data',
  deleteMyData: 'Delete my data',
} as const
