import type { DeskSay } from '../words/catalogue.ts'
import type { Handled } from './context.ts'

/** What can be typed, in the caller's language. `unknown` is what they typed instead. */
export function help(commandName: string, say: DeskSay, unknown?: string): Handled {
  const line = (words: string, what: string) => `${commandName} ${words}: ${what}`
  return {
    outcome: unknown === undefined ? 'help' : 'unknown-command',
    answer: {
      kind: 'private',
      blocks: [
        ...(unknown === undefined
          ? []
          : [{ kind: 'paragraph' as const, text: say('unknownCommand', { word: unknown }) }]),
        {
          kind: 'list',
          items: [
            line('new', say('helpNew')),
            line('plan', say('helpPlan')),
            line('approve', say('helpApprove')),
            line('launch cohort=#channel …', say('helpLaunch')),
            line('status', say('helpStatus')),
            line('pause · resume', say('helpPause')),
            line('report now', say('helpReport')),
            line('close', say('helpClose')),
          ],
        },
        { kind: 'paragraph', text: say('helpMention') },
      ],
    },
  }
}
