import type { Target } from '../../src/core/ports/chat.ts'
import { hearing, inBlocks, type Mutant, saying } from './chat-mutants.ts'

export const gestureMutants: readonly Mutant[] = [
  {
    fault: 'tells that something was pressed, but not what',
    noticedBy: 'hands on a press with its action',
    change: hearing((event) => (event.kind === 'button' ? { ...event, action: 'pressed' } : event)),
  },
  {
    fault: 'tells that something was chosen, but not what',
    noticedBy: 'hands on what was chosen from a drop-down',
    change: hearing((event) => (event.kind === 'button' ? { ...event, values: [] } : event)),
  },
  {
    fault: 'shows no more than five buttons',
    noticedBy: 'shows up to twenty buttons',
    change: saying(
      inBlocks((block) =>
        block.kind === 'choices' ? { ...block, choices: block.choices.slice(0, 5) } : block,
      ),
    ),
  },
  {
    fault: 'hears a command without what follows it',
    noticedBy: 'hands on a command with what follows it',
    change: hearing((event) => (event.kind === 'command' ? { ...event, text: '' } : event)),
  },
  {
    fault: 'hears no command in a direct conversation',
    noticedBy: 'hands on a command given in the direct conversation',
    change: hearing((event) => (event.kind === 'command' && event.direct ? undefined : event)),
  },
  {
    fault: 'opens no form',
    noticedBy: 'opens the form a command asks for and hands on what was filled in',
    change: (right) => ({ connect: (sink) => right.connect(sink, () => undefined) }),
  },
  {
    fault: 'loses the file of a form',
    noticedBy: 'opens the form a command asks for and hands on what was filled in',
    change: hearing((event) => (event.kind === 'form' ? { ...event, files: [] } : event)),
  },
  {
    fault: 'opens forms for commands only',
    noticedBy: 'opens the form a press asks for',
    change: (right) => ({
      connect: (sink, formFor) =>
        right.connect(sink, (gesture) => (gesture.kind === 'button' ? undefined : formFor(gesture))),
    }),
  },
  {
    fault: 'answers a command for all to see',
    noticedBy: 'answers a command so that only the caller sees it',
    change: (right) => {
      let place: Target | undefined
      return {
        ...hearing((event) => {
          const { platform, workspace, conversation = '' } = event
          place = { to: 'conversation', platform, workspace, conversation }
          return event
        })(right),
        answer: async (_handle, answer) => {
          if (place === undefined || answer.kind === 'none') return 'answered'
          await right.send(place, { kind: 'say', blocks: answer.blocks }, 'public')
          return 'answered'
        },
      }
    },
  },
  {
    fault: 'writes below a message instead of in its place',
    noticedBy: 'replaces the message whose button was pressed, in a direct conversation and in a channel',
    change: (right) => ({
      answer: (handle, answer) =>
        right.answer(handle, answer.kind === 'replace' ? { ...answer, kind: 'private' } : answer),
    }),
  },
  {
    fault: 'says that it answered a press, and did not',
    noticedBy:
      'answers a press in a channel privately, and ends the waiting sign when there is nothing to say',
    change: () => ({ answer: async () => 'answered' }),
  },
  {
    fault: 'leaves a person in the dark whose command could not be stored',
    noticedBy: 'tells the person when a command could not be stored',
    change: (right) => ({
      connect: (sink, formFor) => right.connect((event) => sink(event).catch(() => {}), formFor),
    }),
  },
  {
    fault: 'answers by a handle that has expired',
    noticedBy: 'says that a handle has expired',
    change: () => ({ answer: async () => 'answered' }),
  },
]
