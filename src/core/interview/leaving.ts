import type { InboundEvent } from '../ports/chat.ts'
import { type Control, confirmsDeletion, controlIn } from './words/control-words.ts'

const LEAVING = new Set<Control | undefined>(['stop', 'optout', 'delete'])

/** Does this event by itself ask to end the interview or to be deleted? Then nothing is asked before it is heard. */
export function asksToLeave(event: InboundEvent): boolean {
  switch (event.kind) {
    case 'message-created':
      return LEAVING.has(controlIn(event.text)) || confirmsDeletion(event.text)
    case 'button': {
      const [verb, what = ''] = event.action.split(':')
      return verb === 'control' && LEAVING.has(controlIn(what))
    }
    case 'command':
      return LEAVING.has(controlIn(event.text))
    default:
      return false
  }
}
