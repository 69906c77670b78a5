import type {
  Answer,
  Block,
  Capabilities,
  Chat,
  Intent,
  PersonProfile,
  Platform,
  Target,
} from '../../src/core/ports/chat.ts'

export interface ShownMessage {
  readonly conversation: string
  readonly message: string
  readonly blocks: readonly Block[]
}

/** A platform in memory: what was sent stands there until it is edited; nothing fails. */
export interface ChatFake extends Chat {
  /** Messages of a conversation as they stand, in order. */
  shown(conversation: string): readonly ShownMessage[]
  /** Answers to the gesture with this token, in order. */
  answers(token: string): readonly Answer[]
  /** Somebody is there from now on. */
  enrol(person: string, profile: Partial<PersonProfile>): void
}

export function createChatFake(platform: Platform, workspace: string): ChatFake {
  const messages: (ShownMessage & { key: string })[] = []
  const answered: { token: string; answer: Answer }[] = []
  const people = new Map<string, PersonProfile>()
  const conversationOf = (target: Target) =>
    target.to === 'conversation' ? target.conversation : `direct-${target.person}`
  const capabilities: Capabilities = {
    dedupesSends: false,
    opensDirectUnasked: platform === 'slack',
    tellsZone: platform === 'slack',
    listsMembers: platform === 'slack',
    maxTextLength: 2000,
  }
  return {
    platform,
    capabilities,
    workspaces: [workspace],
    async start() {},
    async stop() {},
    async send(target, intent: Intent, key) {
      const conversation = conversationOf(target)
      if (intent.kind === 'edit') {
        const at = messages.findIndex((each) => each.message === intent.message.message)
        const before = messages[at]
        if (!before) return { outcome: 'rejected', reason: 'no such message' }
        messages[at] = { ...before, blocks: intent.blocks }
        return { outcome: 'sent', conversation, messages: [before.message] }
      }
      const message = `${messages.length + 1}`
      messages.push({ conversation, message, blocks: intent.blocks, key })
      return { outcome: 'sent', conversation, messages: [message] }
    },
    async lookUp(target, key) {
      const conversation = conversationOf(target)
      const found = messages.filter((each) => each.conversation === conversation && each.key === key)
      return found.length === 0
        ? { outcome: 'absent' }
        : { outcome: 'found', conversation, messages: found.map(({ message }) => message) }
    },
    async backfill() {
      return []
    },
    async answer(handle, answer) {
      answered.push({ token: handle.token, answer })
      return 'answered'
    },
    async profile({ person }) {
      return people.get(person)
    },
    async members() {
      return [...people.keys()]
    },
    async doctor() {
      return []
    },
    shown: (conversation) => messages.filter((each) => each.conversation === conversation),
    answers: (token) => answered.filter((each) => each.token === token).map(({ answer }) => answer),
    enrol: (person, profile) => people.set(person, { bot: false, deactivated: false, ...profile }),
  }
}

/** All words of blocks, a line each; controls as `[label]`. */
export function wordsOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => {
      if (block.kind === 'list') return block.items
      if (block.kind === 'choices') return block.choices.map(({ label }) => `[${label}]`)
      return 'text' in block ? [block.text] : []
    })
    .join('\n')
}
