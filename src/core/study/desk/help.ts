import type { Handled } from './context.ts'

export function help(commandName: string, outcome = 'help'): Handled {
  const line = (words: string, what: string) => `${commandName} ${words}: ${what}`
  return {
    outcome,
    answer: {
      kind: 'private',
      blocks: [
        {
          kind: 'list',
          items: [
            line('new', 'start a study from a goal or a study file'),
            line('plan', 'see the plan; with words after it, change it'),
            line('approve', 'approve the newest draft'),
            line(
              'launch cohort=#channel …',
              'invite each cohort; where I may write to people first, also by mention',
            ),
            line('status', 'how far the study is'),
            line('pause · resume', 'stop inviting and asking, and go on'),
            line('report now', 'what was learned so far, posted here'),
            line('close', 'take nobody new; what is under way may finish'),
          ],
        },
        {
          kind: 'paragraph',
          text: 'Mention me with a change while the plan is a draft. I read nothing else in this channel.',
        },
      ],
    },
  }
}
