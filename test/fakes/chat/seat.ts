import type { Seat } from '../../../sim/seat.ts'
import type { Block, CommandName } from '../../../src/core/ports/chat.ts'
import type { Deliverer } from './delivery.ts'
import { controlsOf } from './drawing.ts'
import type { Gestures } from './gestures.ts'
import { directOf, type MemoryMessage, type MemoryWorld } from './world.ts'

export const MENTION = '@Sounding'
export const COMMANDS: Readonly<Record<CommandName, string>> = { study: '/study', interview: '/interview' }

/** What a person sees and does. Each act is over when the platform has it, whenever the bot hears of it. */
export function memorySeat(user: string, world: MemoryWorld, delivery: Deliverer, gestures: Gestures): Seat {
  world.person(user)
  const direct = () => world.places.get(directOf(user))?.conversation
  const words = (text: string): readonly Block[] => [{ kind: 'paragraph', text }]

  const ownMessage = (message: string): MemoryMessage => {
    const own = world.messages.get(message)
    if (own?.author !== user) throw new Error(`${user} has no message ${message}`)
    return own
  }
  const operate = (message: string, controlId: string, values: readonly string[]) => {
    const shown = world.messages.get(message)
    const control = shown && controlsOf(shown.blocks).find(({ id }) => id === controlId)
    if (shown === undefined || control === undefined)
      return world.tell(user, { kind: 'complaint', text: 'this control is gone' })
    gestures.press({ person: user, conversation: shown.conversation, message }, controlId, values)
  }

  return {
    platform: world.platform,
    user,
    direct,
    async say(text, conversation = world.openDirect(user), files = []) {
      if (!world.place(conversation).members.includes(user)) throw new Error(`${user} is not there`)
      const shownFiles = files.map(({ name }) => ({ name, mediaType: 'text/plain', alt: '' }))
      const posted = world.post({ conversation, author: user, blocks: words(text), files: shownFiles })
      if (world.place(conversation).direct) void delivery.offer(world.created(posted))
      else if (text.includes(MENTION))
        void delivery.offer({
          ...world.event(conversation, `mention:${posted.message}`, user),
          kind: 'mention',
          message: posted.message,
          text: text.replace(MENTION, '').trim(),
        })
      return posted.message
    },
    async edit(_conversation, message, text) {
      const revised = world.revise(ownMessage(message), words(text))
      const event = world.edited(revised)
      if (event?.direct) void delivery.offer(event)
    },
    async remove(_conversation, message) {
      const own = ownMessage(message)
      world.remove(own)
      if (!world.place(own.conversation).direct) return
      // Discord does not tell who deleted a message.
      const by = world.platform === 'discord' ? undefined : user
      const event = world.event(own.conversation, `deleted:${message}`, by)
      void delivery.offer({ ...event, kind: 'message-deleted', message })
    },
    async press(seen, controlId) {
      operate(seen.message, controlId, [])
    },
    async choose(seen, controlId, values) {
      operate(seen.message, controlId, values)
    },
    async command(conversation, name, text) {
      const command = (['study', 'interview'] as const).find((known) => COMMANDS[known] === name)
      world.place(conversation)
      if (command === undefined) return world.tell(user, { kind: 'complaint', text: 'no such command' })
      gestures.command({ person: user, conversation }, command, text.trim())
    },
    async submit(form, values, files = {}) {
      gestures.submit(user, form.id, values, files)
    },
    watch: (listener) => world.watch(user, listener),
  }
}
