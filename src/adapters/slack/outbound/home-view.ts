import type { Block } from '../../../core/ports/chat.ts'
import { renderMessages, type SlackBlock } from '../render.ts'

const MAX_BLOCKS = 100

export interface SlackHome {
  readonly type: 'home'
  readonly blocks: readonly SlackBlock[]
}

/** The bot's Home tab as one person sees it. */
export function homeView(blocks: readonly Block[]): SlackHome {
  const rendered = renderMessages(blocks).flatMap((message) => message.blocks)
  return { type: 'home', blocks: rendered.slice(0, MAX_BLOCKS) }
}
