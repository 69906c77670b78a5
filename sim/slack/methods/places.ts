import type { LogSink } from '../../seat.ts'
import { channelObject, messageObject, userObject, withMetadata } from '../shapes.ts'
import { keyOf } from '../text.ts'
import { type Loose, type Message, SlackRefusal, text } from '../types.ts'
import { flag, type MethodHandler, number } from './call.ts'

const authTest: MethodHandler = (_args, { world }) => ({
  url: `https://${world.workspace.name.toLowerCase().replaceAll(/\W+/g, '-')}.slack.com/`,
  team: world.workspace.name,
  user: world.bot.name,
  team_id: world.workspace.id,
  user_id: world.bot.id,
  bot_id: world.botId,
  is_enterprise_install: false,
})

const connectionsOpen: MethodHandler = (_args, { sockets, baseUrl }) => ({
  url: new URL(sockets.ticket(), baseUrl.replace('http://', 'ws://')).href,
})

const conversationsOpen: MethodHandler = (args, { world }) => {
  const ids = text(args.users).split(',').filter(Boolean)
  const [id] = ids
  if (id === undefined || ids.length > 1) throw new SlackRefusal('users_list_not_supplied')
  const person = world.person(id)
  if (person.deactivated) throw new SlackRefusal('user_disabled')
  if (person.bot) throw new SlackRefusal('cannot_dm_bot')
  if (person.stranger) throw new SlackRefusal('invalid_user_combination')
  const before = world.directOf(id)
  const place = world.openDirect(id)
  return {
    channel: { id: place.id },
    ...(before === undefined ? {} : { no_op: true, already_open: true }),
  }
}

const conversationsInfo: MethodHandler = (args, { world }) => ({
  channel: channelObject(world.placeForBot(text(args.channel)), world),
})

function page<T>(items: readonly T[], args: Loose, size: number): { items: readonly T[]; next: string } {
  const from = args.cursor ? Number(Buffer.from(text(args.cursor), 'base64').toString()) : 0
  if (!Number.isInteger(from)) throw new SlackRefusal('invalid_cursor')
  const next = from + size < items.length ? Buffer.from(String(from + size)).toString('base64') : ''
  return { items: items.slice(from, from + size), next }
}

const conversationsMembers: MethodHandler = (args, { world }) => {
  const place = world.placeForBot(text(args.channel))
  const size = number(args, 'limit', 100)
  if (size < 1 || size > 1000) throw new SlackRefusal('invalid_limit')
  const { items, next } = page([...place.members], args, size)
  return { members: items, response_metadata: { next_cursor: next } }
}

const conversationsHistory: MethodHandler = (args, { world, log, baseUrl, rates }) => {
  const place = world.placeForBot(text(args.channel))
  if (!place.members.has(world.bot.id)) throw new SlackRefusal('not_in_channel')
  const size = number(args, 'limit', 100)
  if (size < 1 || size > 999) throw new SlackRefusal('invalid_limit')
  const oldest = number(args, 'oldest', 0)
  const latest = number(args, 'latest', Number.MAX_SAFE_INTEGER)
  const inclusive = flag(args, 'inclusive')
  const asked = [...place.messages.values()]
    .filter((message) => message.onlyFor === undefined)
    .filter((message) => message.threadTs === undefined || message.threadTs === message.ts)
    .filter(({ ts }) =>
      inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest,
    )
  const withAll = flag(args, 'include_all_metadata')
  const late = (message: Message) => message.inHistoryFrom > performance.now()
  const messages = asked.filter((message) => !late(message))
  if (withAll) for (const message of asked.filter(late)) recordStale(message, log)
  // With `oldest` alone Slack pages from the oldest end, newest first within the page.
  const fromOldest = args.oldest !== undefined && args.latest === undefined
  const ordered = fromOldest ? messages : messages.reverse()
  const { items, next } = page(ordered, args, rates.historyPage(size))
  const shown = fromOldest ? [...items].reverse() : items
  return {
    messages: shown.map((message) => {
      const shape = messageObject(message, world, baseUrl)
      return withAll ? withMetadata(shape, message) : shape
    }),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  }
}

/** Whoever looked for the key of this message was told that it is not there, although it stands. */
function recordStale(message: Message, log: LogSink): void {
  const key = keyOf(message)
  if (key === undefined) return
  const { channel, ts } = message
  log.write({
    platform: 'slack',
    kind: 'stale',
    method: 'conversations.history',
    conversation: channel,
    message: ts,
    key,
  })
}

/** The message a thread hangs on comes first on each page, its replies from the oldest. */
const conversationsReplies: MethodHandler = (args, { world, log, baseUrl }) => {
  const place = world.placeForBot(text(args.channel))
  if (!place.members.has(world.bot.id)) throw new SlackRefusal('not_in_channel')
  const size = number(args, 'limit', 1_000)
  if (size < 1 || size > 1_000) throw new SlackRefusal('invalid_limit')
  const parent = place.messages.get(text(args.ts))
  if (parent === undefined) throw new SlackRefusal('thread_not_found')
  const oldest = number(args, 'oldest', 0)
  const asked = [...place.messages.values()].filter(
    (message) =>
      message.threadTs === parent.ts &&
      message !== parent &&
      message.onlyFor === undefined &&
      Number(message.ts) > oldest,
  )
  const withAll = flag(args, 'include_all_metadata')
  const late = (message: Message) => message.inHistoryFrom > performance.now()
  if (withAll) for (const message of asked.filter(late)) recordStale(message, log)
  const replies = asked.filter((message) => !late(message))
  const { items, next } = page(replies, args, size)
  return {
    messages: [parent, ...items].map((message) => {
      const shape = messageObject(message, world, baseUrl)
      return withAll ? withMetadata(shape, message) : shape
    }),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  }
}

const usersInfo: MethodHandler = (args, { world }) => ({
  user: userObject(world.person(text(args.user)), world.workspace.id, flag(args, 'include_locale')),
})

/** Of others Slack tells the next hours of quiet, or those under way, and not whether they snooze. */
const dndInfo: MethodHandler = (args, { world }) => {
  const { quiet } = world.person(text(args.user))
  return {
    dnd_enabled: quiet !== undefined,
    next_dnd_start_ts: quiet?.from ?? 1,
    next_dnd_end_ts: quiet?.until ?? 1,
  }
}

const usersList: MethodHandler = (args, { world }) => {
  const size = number(args, 'limit', 200)
  if (size < 1 || size > 1000) throw new SlackRefusal('invalid_limit')
  const { items, next } = page([...world.people.values()], args, size)
  return {
    members: items.map((person) => userObject(person, world.workspace.id, false)),
    response_metadata: { next_cursor: next },
  }
}

const usergroupsUsersList: MethodHandler = (args, { world }) => {
  const users = world.groups.get(text(args.usergroup))
  if (users === undefined) throw new SlackRefusal('no_such_subteam')
  return { users }
}

export const placeMethods: Readonly<Record<string, MethodHandler>> = {
  'auth.test': authTest,
  'apps.connections.open': connectionsOpen,
  'conversations.open': conversationsOpen,
  'conversations.info': conversationsInfo,
  'conversations.members': conversationsMembers,
  'conversations.history': conversationsHistory,
  'conversations.replies': conversationsReplies,
  'dnd.info': dndInfo,
  'users.info': usersInfo,
  'users.list': usersList,
  'usergroups.users.list': usergroupsUsersList,
}
