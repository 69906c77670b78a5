import { type Stock, say } from './statement.ts'

/** Invented writers, illustrators, makers of music, film, games and things. */
export const CREATIVES: Stock = {
  use: [
    say(
      'Around the work, hardly in it: grant applications, invoices, the blurb for the website. The routine.',
      'routine-delegated',
    ),
    say(
      'At the very start, when the page is empty. I ask for forty bad titles and then I know what I do not want.',
    ),
    say(
      'Research. For the historical novel I ask how a printing shop smelled and then go and read a proper source.',
      'new-skills',
    ),
    say(
      'Masking and clean-up. The boring part of retouching is gone, three hundred photos in a night.',
      'routine-delegated',
      'time-saved',
    ),
    say(
      'For rough storyboards. I cannot draw people, so it lets me show the crew what I mean on my own.',
      'new-skills',
    ),
    say(
      'Placeholder music and placeholder text. Nothing of that stays in the finished game.',
      'keeps-control',
    ),
    say(
      'Descriptions for the shop, in four languages. I make bowls, I do not want to write about bowls.',
      'routine-delegated',
    ),
  ],
  episode: [
    say(
      'A book cover last month. I had it make thirty compositions, chose the light of one and painted everything new.',
      'keeps-control',
    ),
    say(
      'A radio jingle. The melody was there before I had an idea of my own, and I only moved two notes. I was not really in control that day.',
    ),
    say(
      'A short film. It cut a rough version from my notes in an hour and I took that version apart for a week.',
      'time-saved',
    ),
    say(
      'A poem for a commission. It offered rhymes, all of them wrong for the mouth, and I threw every one away.',
      'trust-problem',
    ),
    say(
      'A quest for our game. It wrote the barks of forty villagers, I rewrote the twelve that the player must remember.',
      'routine-delegated',
    ),
    say(
      'A poster for a theatre. I used it to try colours, which is quicker than mixing them, then printed by hand.',
      'time-saved',
    ),
    say(
      'A glaze recipe. It made up a chemical ratio that would have cracked the whole kiln load.',
      'trust-problem',
    ),
  ],
  benefit: [
    say(
      'I am faster by half. A series that used to fill a whole spring is done by Easter, and I use the rest to look twice.',
      'time-saved',
      'better-work',
    ),
    say(
      'I save time on everything that is not the work, about a day a week, and I paint on that day. That makes me happy.',
      'time-saved',
    ),
    say(
      'My drafts are more polished when they leave the house. My editor says the quality went up.',
      'better-work',
    ),
    say(
      'I dare more. If a sketch costs ten minutes I try the silly idea too, and sometimes the silly idea is the piece.',
      'better-work',
    ),
    say(
      'I make more and enjoy it less. It feels like working in a factory that I own, and that frustrates me.',
    ),
    say('It taught me to cut sound. I could never do that before and had to pay for it.', 'new-skills'),
    say('Less fear of the empty page. That is a relief I cannot put a number on.'),
  ],
  trust: [
    say(
      'When it looks like everything else. There is a smoothness to it, and once you see it you cannot trust the picture.',
      'trust-problem',
    ),
    say(
      'I throw away nine of ten. Checking them is work too, I sit there and verify hands and shadows.',
      'checking-effort',
    ),
    say(
      'When I cannot find out where it comes from. I do not want somebody else’s copyright in my piece.',
      'confidentiality',
    ),
    say(
      'When it is confident and wrong about a fact. A reader who knows trains will never forgive me a wrong train.',
      'trust-problem',
    ),
    say(
      'I read it aloud. If my tongue stumbles it goes. I go through it line by line, every time.',
      'checking-effort',
    ),
    say('As soon as I catch myself liking it only because it is finished.'),
    say(
      'I never upload unpublished manuscripts. What is not out yet stays on my own machine.',
      'confidentiality',
    ),
  ],
  others: [
    say('They judge you. In my studio house one person uses it and she eats lunch alone.', 'stigma'),
    say('Nobody admits it and everybody does it. I hide it too, I am not brave about that.', 'stigma'),
    say('Clients ask for it when they want it cheap and forbid it when they want to feel noble.'),
    say(
      'A friend said that I am cheating. We have known each other for twenty years and I was hurt.',
      'stigma',
    ),
    say('Among game people it is normal by now. We have a page in the credits where we say what was used.'),
    say("I don't tell the gallery. They sell the hand of the artist, and I would be embarrassed.", 'stigma'),
    say('On the forums they call it theft. I understand them, and I still use it for invoices.', 'stigma'),
  ],
  keep: [
    say(
      'All of them, in the end. I decide what stays, and if I stop deciding I should change my trade.',
      'keeps-control',
    ),
    say(
      'The choice of what a picture is about. Taste is the work, the rest is labour, and taste needs a human life behind it.',
      'keeps-control',
      'human-core',
    ),
    say('The last word on every sentence. It may suggest, the final say is mine.', 'keeps-control'),
    say(
      'Casting. Who plays whom is a thing between people and needs a human eye.',
      'human-core',
      'keeps-control',
    ),
    say(
      'The ending. I once took an ending from it, out of tiredness, and I am still ashamed of it. Since then it is my decision.',
      'keeps-control',
    ),
    say(
      'The sound of my own voice. I record every take myself, in control of every breath.',
      'keeps-control',
    ),
    say(
      'The mistakes. A human hand trembles, and people come to the fair for that tremble.',
      'human-core',
      'keeps-control',
    ),
  ],
  future: [
    say(
      'I am worried about my income. The small jobs that paid the rent are gone, they are replaced by a prompt.',
      'job-worry',
    ),
    say(
      'A few of us will live from the name and the rest from teaching. I am afraid that I am the rest.',
      'job-worry',
    ),
    say(
      'They undercut us with free pictures. I expect to lose the magazines next year, so I build furniture on the side.',
      'job-worry',
    ),
    say(
      'I hope that the hand-made becomes worth more. At the market I already see people asking for it.',
      'human-core',
    ),
    say(
      'We will be the editor of what machines make. Less doing, more directing. It is not what I learned.',
      'role-change',
    ),
    say(
      'I would love a tool that keeps track of a whole novel and asks me the right question. Then I could work longer.',
      'wants-more',
    ),
    say(
      'I am hopeful. One person can now make what took a crew of ten, and I have ten films in my drawer.',
      'new-skills',
    ),
  ],
}
