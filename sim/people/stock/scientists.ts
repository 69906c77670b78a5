import { type Stock, say } from './statement.ts'

/** Invented scientists of several fields. */
export const SCIENTISTS: Stock = {
  use: [
    say(
      'Code, mostly. It writes the boilerplate for reading the instrument files and I write the analysis.',
      'routine-delegated',
    ),
    say(
      'Literature. I let it sort two hundred abstracts into maybe and no. The reading I do myself.',
      'routine-delegated',
    ),
    say(
      'English. I am a chemist, my sentences were never good, and now the reviewers complain about the chemistry only.',
      'better-work',
    ),
    say(
      'Plots and formatting. Three journals, three styles of references, and I was tired of the routine.',
      'routine-delegated',
    ),
    say(
      'I never could program on my own. Now I process my telescope images with scripts that I understand halfway.',
      'new-skills',
    ),
    say(
      'Grant applications, the parts that no one reads, data management plans and so on. Paperwork.',
      'routine-delegated',
    ),
    say(
      'Not for ideas. I tried, and what came back were the ideas of my own field from ten years ago.',
      'trust-problem',
    ),
  ],
  episode: [
    say(
      'I asked it for five references on membrane fouling. Two of them were invented, with real authors and false titles.',
      'trust-problem',
    ),
    say(
      'A student’s code crashed at night. I pasted the error in, it found the off-by-one in a minute, we were done by eight.',
      'time-saved',
    ),
    say(
      'I asked for a statistical model for nested samples. It proposed the right one, and I spent the afternoon to verify that.',
      'checking-effort',
    ),
    say(
      'I had it rewrite a discussion section. It read well and claimed more than we had measured, so I took it back out.',
      'trust-problem',
    ),
    say(
      'I used it to translate a Fortran routine from 1988. It worked after the third try and I double-check it against the old output.',
      'checking-effort',
    ),
    say(
      'It helped me plan a titration series. It forgot that the reagent decays in light, which every second-year student knows.',
      'trust-problem',
    ),
    say(
      'We asked it to read handwritten field notes from the seventies. It was better than our assistant, faster too.',
      'time-saved',
    ),
  ],
  benefit: [
    say(
      'Analysis scripts that took me a week take a day. It saves me time exactly where I have no talent.',
      'time-saved',
    ),
    say(
      'I write faster, a draft in three days. The experiments take as long as ever, enzymes do not hurry.',
      'time-saved',
    ),
    say(
      'It catches mistakes in my derivations, small ones, signs and indices. The quality of what I submit is higher.',
      'better-work',
    ),
    say(
      'I learned Bayesian statistics with it. It taught me patiently, at midnight, and I am grateful for that.',
      'new-skills',
    ),
    say('Less than people claim. After the checking the gain is a few hours a month.', 'checking-effort'),
    say(
      'I read more widely, because it explains papers from fields in which I do not know the words. I enjoy that.',
      'new-skills',
    ),
    say('My group publishes more. Whether it is better I am honestly not sure.'),
  ],
  trust: [
    say(
      'I have to be able to check every step. A result that I cannot verify is a rumour.',
      'checking-effort',
    ),
    say(
      "I don't trust it with anything I could not do myself. It is confident in the same way when it is wrong.",
      'trust-problem',
    ),
    say(
      'It must give me the source, and the source must exist. It has made up too many for me.',
      'trust-problem',
    ),
    say(
      'I run it against a case with a known answer first. Checking takes as long as doing it, some days.',
      'checking-effort',
    ),
    say(
      'Unpublished data does not leave our server. We work with a company, it is confidential, and that rules out most tools.',
      'confidentiality',
    ),
    say(
      'It changes its answer when I sound doubtful. That flattery is worse than an error, I can’t trust a colleague like that.',
      'trust-problem',
    ),
    say('If the code has tests and the tests pass I rely on it. For text there is no such test, sadly.'),
  ],
  others: [
    say('We have a rule in the group: say it in the methods section. It is no big thing.'),
    say('My supervisor thinks it is for lazy people. So I use it and don’t tell him.', 'stigma'),
    say(
      'At conferences nobody asks. In the coffee break everybody admits it, and some are embarrassed.',
      'stigma',
    ),
    say(
      'Reviewers accuse each other of it. One wrote that my English was too smooth to be mine, I was judged for commas.',
      'stigma',
    ),
    say('The doctoral students hide it from me, I think. I hide it from the dean. It is a comedy.', 'stigma'),
    say('Our institute bought licences, so it is allowed, and still no one has said what for.'),
    say(
      'We discuss it a lot. Half of the group is enthusiastic and the other half tired of hearing about it.',
    ),
  ],
  keep: [
    say(
      'The question. What is worth knowing is a judgement, and people need to answer for that.',
      'human-core',
    ),
    say(
      'The experiment itself. You have to see the colour change and be surprised by it, that is the human part.',
      'human-core',
    ),
    say(
      'Responsibility. My name stands on the paper, so the final say about each claim is mine.',
      'keeps-control',
    ),
    say(
      'Looking at raw data. I decide which point is an outlier, and I want to sleep badly about it.',
      'keeps-control',
    ),
    say(
      'Teaching the young ones how to doubt. That takes a human who has been wrong in public.',
      'human-core',
    ),
    say('Peer review. I want to be read by a person with judgement and a bad mood.', 'human-core'),
    say(
      'Animal work. No tool gets to decide there, ever, it is my decision and the committee’s.',
      'keeps-control',
    ),
  ],
  future: [
    say(
      'I would love a partner that proposes hypotheses and tells me why they may be wrong. Today it agrees with me.',
      'wants-more',
    ),
    say(
      'I wish it could join all our data sets into one, with units that fit. That would change my field.',
      'wants-more',
    ),
    say(
      'If it could design an experiment with the equipment we really have, I would use it every day.',
      'wants-more',
    ),
    say(
      'Run the night shift at the beamline. I would be supervising in the morning and I would have weekends.',
      'wants-more',
      'role-change',
    ),
    say(
      'Know what it does not know. With that one thing I would trust it, and I hope it comes.',
      'wants-more',
      'trust-problem',
    ),
    say(
      'I am worried about my job less than about my students’. The work on which you learn is what gets replaced.',
      'job-worry',
    ),
    say(
      'Read the failed experiments of everyone. Nobody publishes them, and I’d want to know them all.',
      'wants-more',
    ),
  ],
}
