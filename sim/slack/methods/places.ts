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
  const person = world.personForBot(id)
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

/** Slack's cursors name a message and not a place in a list: what is deleted between two pages moves nothing. */
function pageByTime(messages: readonly Message[], args: Loose, size: number) {
  const named = args.cursor ? Buffer.from(text(args.cursor), 'base64').toString() : undefined
  if (named !== undefined && !named.startsWith('next_ts:')) throw new SlackRefusal('invalid_cursor')
  const ts = named?.slice('next_ts:'.length)
  const rising = (messages[0]?.ts ?? '') <= (messages.at(-1)?.ts ?? '')
  const left = messages.filter((each) => ts === undefined || (rising ? each.ts >= ts : each.ts <= ts))
  const following = left[size]
  const next = following && Buffer.from(`next_ts:${following.ts}`).toString('base64')
  return { items: left.slice(0, size), next: next ?? '' }
}

function isInHistory({ inHistoryFrom }: Message): boolean {
  return inHistoryFrom <= performance.now()
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
  const messages = asked.filter(isInHistory)
  if (withAll) for (const message of asked) if (!isInHistory(message)) recordStale(message, log)
  // With `oldest` alone Slack pages from the oldest end, newest first within the page.
  const fromOldest = args.oldest !== undefined && args.latest === undefined
  const ordered = fromOldest ? messages : messages.reverse()
  const { items, next } = pageByTime(ordered, args, rates.historyPage(size))
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
const conversationsReplies: MethodHandler = (args, { world, log, baseUrl, rates }) => {
  const place = world.placeForBot(text(args.channel))
  if (!place.members.has(world.bot.id)) throw new SlackRefusal('not_in_channel')
  const size = number(args, 'limit', 1_000)
  if (size < 1 || size > 1_000) throw new SlackRefusal('invalid_limit')
  const parent = place.messages.get(text(args.ts))
  if (parent === undefined || parent.onlyFor !== undefined) throw new SlackRefusal('thread_not_found')
  const oldest = number(args, 'oldest', 0)
  const asked = world.repliesTo(parent).filter((message) => Number(message.ts) > oldest)
  const withAll = flag(args, 'include_all_metadata')
  if (withAll) for (const message of asked) if (!isInHistory(message)) recordStale(message, log)
  const { items, next } = pageByTime(asked.filter(isInHistory), args, rates.historyPage(size))
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
  user: userObject(world.personForBot(text(args.user)), world.workspace.id, flag(args, 'include_locale')),
})

/** Of others Slack tells the next hours of quiet, or those under way, and not whether they snooze. */
const dndInfo: MethodHandler = (args, { world }) => {
  const { quiet } = world.personForBot(text(args.user))
  return {
    dnd_enabled: quiet !== undefined,
    next_dnd_start_ts: quiet?.from ?? 1,
    next_dnd_end_ts: quiet?.until ?? 1,
  }
}

const usersList: MethodHandler = (args, { world }) => {
  const size = number(args, 'limit', 200)
  if (size < 1 || size > 1000) throw new SlackRefusal('invalid_limit')
  const { items, next } = page(
    [...world.people.values()].filter(({ hidden }) => !hidden),
    args,
    size,
  )
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
