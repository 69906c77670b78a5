import { type Loose, type Place, SlackRefusal, text } from '../types.ts'
import type { Backstage } from './call.ts'

const TS = /^\d+\.\d{6}$/

/** The place, if the bot may post there now. */
export function writable(place: Place, { world, messagesTab }: Backstage): Place {
  if (place.archived) throw new SlackRefusal('is_archived')
  if (!place.members.has(world.bot.id)) throw new SlackRefusal('not_in_channel')
  if (place.kind === 'im' && messagesTab === 'off') throw new SlackRefusal('messages_tab_disabled')
  if (place.restriction !== undefined) throw new SlackRefusal(place.restriction)
  return place
}

/** A user id as channel opens the direct conversation; to a deactivated person it succeeds (python-slack-sdk#1156). */
export function destination(channel: string, backstage: Backstage): Place {
  const { world } = backstage
  const person = world.people.get(channel)
  if (person === undefined) return writable(world.placeForBot(channel), backstage)
  if (person.bot || person.stranger || person.hidden) throw new SlackRefusal('channel_not_found')
  return writable(world.openDirect(channel), backstage)
}

/** The thread asked for, if one was: an empty `thread_ts` is as wrong as any that is no `ts` (vercel/chat#268). */
export function threadIn(place: Place, args: Loose): { readonly threadTs?: string } {
  if (args.thread_ts === undefined) return {}
  const threadTs = text(args.thread_ts)
  if (!TS.test(threadTs)) throw new SlackRefusal('invalid_thread_ts')
  if (!place.messages.has(threadTs)) throw new SlackRefusal('thread_not_found')
  return { threadTs }
}
