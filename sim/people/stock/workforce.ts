import { type Stock, say } from './statement.ts'

/** Invented people in ordinary jobs. */
export const WORKFORCE: Stock = {
  use: [
    say(
      'Mostly emails. I dictate the gist and it turns that into something I can send to a supplier.',
      'routine-delegated',
    ),
    say(
      'I give it the boring stuff, the weekly figures and the shift summary that nobody reads twice.',
      'routine-delegated',
    ),
    say(
      'Meeting notes. I paste my scribbles in and ask for the decisions and who has to do what.',
      'routine-delegated',
    ),
    say(
      'Spreadsheets. I never could write a proper formula on my own before, now I describe what I want.',
      'new-skills',
    ),
    say(
      'Replies to complaints. It stays polite at five in the afternoon when I no longer would.',
      'routine-delegated',
    ),
    say('Translating notices for the night crew, because half of them read Polish better than English.'),
    say('Job adverts and the first draft of our safety leaflets. Paperwork, basically.', 'routine-delegated'),
    say(
      'I ask it things I would be embarrassed to ask my manager for the third time.',
      'stigma',
      'new-skills',
    ),
  ],
  episode: [
    say(
      'Yesterday I had to write to forty customers about a late delivery. I gave it three bullet points, it gave me a letter, I changed the second paragraph and sent it.',
      'routine-delegated',
    ),
    say(
      'On Monday it made up a paragraph of a regulation that does not exist. I only noticed because I know that text by heart.',
      'trust-problem',
    ),
    say(
      'Last week I asked it to sort two hundred invoices by cost centre. It was right in most of them, and I went through it line by line anyway.',
      'checking-effort',
    ),
    say(
      'I fed it the rota and asked where we were short. It found a gap on Saturday that I had overlooked.',
      'better-work',
    ),
    say(
      'I used it to prepare a talk with an employee who is often late. We practised it, odd as that sounds, and it went well.',
      'new-skills',
    ),
    say(
      'This morning it shortened a twelve page report to one page. I sent that page on, and my boss thanked me for once being brief.',
      'time-saved',
    ),
    say(
      'I tried to have it plan the delivery tour. It sent the van over a bridge that has been closed for a year, so I did it by hand.',
      'trust-problem',
    ),
  ],
  benefit: [
    say(
      'It saves me about five hours a week. I leave on time on Fridays now, and I had forgotten what that is like.',
      'time-saved',
    ),
    say(
      'I am faster, no question. The quotes go out the same day instead of three days later.',
      'time-saved',
    ),
    say(
      'My letters are clearer. People used to phone back to ask what I meant and that has stopped.',
      'better-work',
    ),
    say(
      'Honestly the time I gain I spend on checking. So it is different work, not less work.',
      'checking-effort',
    ),
    say(
      'I am less worn out in the evening. I am relieved that the worst of the paperwork is off my desk.',
      'routine-delegated',
    ),
    say(
      'The quality of our handover notes went up, it catches mistakes that we all read over.',
      'better-work',
    ),
    say(
      'More gets expected of me. When they saw that I was quicker, they gave me the work of the colleague who left.',
      'time-saved',
      'job-worry',
    ),
    say(
      'I taught myself bookkeeping basics with it. That is a new skill and I am proud of it.',
      'new-skills',
    ),
  ],
  trust: [
    say(
      "I don't trust it with numbers. It says wrong sums in the same confident tone as right ones.",
      'trust-problem',
    ),
    say(
      'If a customer could be hurt by a mistake I check every line. For a birthday card I do not.',
      'checking-effort',
    ),
    say('I double-check names, dates and amounts. The rest I read once and let it go.', 'checking-effort'),
    say(
      'Client data stays out of it. We signed confidentiality agreements and I keep to them.',
      'confidentiality',
    ),
    say(
      'I trust it like a new apprentice: willing, quick, and now and then it invents things to please you.',
      'trust-problem',
    ),
    say(
      'I ask the same thing twice in other words. If the two answers differ I go and look it up.',
      'checking-effort',
    ),
    say('So far it has been right often enough that I rely on it for drafts. I feel fairly safe with that.'),
  ],
  others: [
    say(
      "I don't tell anyone. My colleagues would say I am lazy, and I hide the window when someone walks by.",
      'stigma',
    ),
    say('One colleague calls it cheating. I did not reply, but since then I keep quiet about it.', 'stigma'),
    say('We talk about it openly, our team lead shows us her tricks on Thursdays. That helps a lot.'),
    say(
      'The younger ones use it for everything, the older ones roll their eyes. I stand in between and say little.',
      'stigma',
    ),
    say(
      'Our head office forbids it for anything with customer names in it, so everybody uses it on their own phone.',
      'confidentiality',
    ),
    say(
      'My manager praised a text that was not mine, really. I was embarrassed and did not say so.',
      'stigma',
    ),
    say('Nobody cares as long as the work is done on time.'),
  ],
  keep: [
    say(
      'Talking to people. When a customer is upset they want a human, face to face, who can make it good.',
      'human-core',
    ),
    say(
      'The decision who gets which shift. I know who has a sick mother and no tool knows that.',
      'keeps-control',
      'human-core',
    ),
    say(
      'Anything with my signature under it. I have the final say and I want to be able to stand up for it.',
      'keeps-control',
    ),
    say('Training the new ones. They learn from watching hands and faces, not from a text.', 'human-core'),
    say('Prices. I let it prepare the sheet but it is my call, always.', 'keeps-control'),
    say(
      'The thanks and the condolences. People notice when those come out of a machine, and it is a shabby thing to do.',
      'human-core',
    ),
    say(
      'Judgement about safety. A checklist is fine, but somebody has to smell that something is burning.',
      'human-core',
    ),
  ],
  future: [
    say(
      'I am worried about my job, to be honest. Two of us do what four used to do, and I can count.',
      'job-worry',
    ),
    say(
      'I think I will be overseeing more and typing less. Reviewing what the system did overnight, something like that.',
      'role-change',
    ),
    say(
      'They will replace the people at the phones first. I am learning the technical side so that I am not in that row.',
      'job-worry',
      'new-skills',
    ),
    say('I hope it takes the forms and leaves me the people. I would look forward to that.', 'human-core'),
    say(
      'I wish it could book the appointments by itself, across all our systems. Then I would have time for the real work.',
      'wants-more',
    ),
    say('Much the same, with better tools. My trade has survived computers and it will survive this.'),
    say(
      'I fear that nobody will train beginners any more, because the easy tasks on which you learn are gone.',
      'job-worry',
    ),
    say(
      'I will probably be directing three programs the way I direct three people now. I am curious about it.',
      'role-change',
    ),
  ],
}
