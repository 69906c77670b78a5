/**
 * What Sounding asks of Slack, in one table: the manifest is generated from it and the stand-in refuses by it, so a
 * call whose scope is not asked for fails in a test and not in somebody's workspace.
 */
export type ConversationKind = 'im' | 'public' | 'private'

interface MethodNeeds {
  /** Scope of the bot token, whatever the conversation. */
  readonly scope?: string
  /** Scope by kind of conversation; only the kinds in `asked` are requested. */
  readonly byKind?: Readonly<Record<ConversationKind, string>>
  readonly asked?: readonly ConversationKind[]
  /** Called with the app-level token, which has this scope. */
  readonly appScope?: string
}

/** Web API methods the adapter calls. History is asked for in direct messages only: in channels the bot reads nothing. */
export const METHODS = {
  'auth.test': {},
  'apps.connections.open': { appScope: 'connections:write' },
  'chat.postMessage': { scope: 'chat:write' },
  'chat.postEphemeral': { scope: 'chat:write' },
  'chat.update': { scope: 'chat:write' },
  'conversations.open': { scope: 'im:write' },
  'conversations.history': {
    byKind: { im: 'im:history', public: 'channels:history', private: 'groups:history' },
    asked: ['im'],
  },
  'conversations.replies': {
    byKind: { im: 'im:history', public: 'channels:history', private: 'groups:history' },
    asked: ['im'],
  },
  'conversations.info': {
    byKind: { im: 'im:read', public: 'channels:read', private: 'groups:read' },
    asked: ['im', 'public', 'private'],
  },
  'conversations.members': {
    byKind: { im: 'im:read', public: 'channels:read', private: 'groups:read' },
    asked: ['im', 'public', 'private'],
  },
  'dnd.info': { scope: 'dnd:read' },
  'usergroups.users.list': { scope: 'usergroups:read' },
  'users.info': { scope: 'users:read' },
  'users.list': { scope: 'users:read' },
  'views.open': {},
  'views.publish': {},
  'files.getUploadURLExternal': { scope: 'files:write' },
  'files.completeUploadExternal': { scope: 'files:write' },
} as const satisfies Readonly<Record<string, MethodNeeds>>

export type Method = keyof typeof METHODS

/** Events the bot subscribes to, each with the scope it needs. */
export const BOT_EVENTS: Readonly<Record<string, string | undefined>> = {
  app_home_opened: undefined,
  app_mention: 'app_mentions:read',
  app_uninstalled: undefined,
  channel_archive: 'channels:read',
  channel_deleted: 'channels:read',
  channel_left: 'channels:read',
  group_archive: 'groups:read',
  group_deleted: 'groups:read',
  group_left: 'groups:read',
  'message.im': 'im:history',
  tokens_revoked: undefined,
  user_change: 'users:read',
}

export const COMMAND_SCOPE = 'commands'
/** Reading the file somebody put into a form. */
export const FILE_READ_SCOPE = 'files:read'

function needsOf(method: Method): MethodNeeds {
  return METHODS[method]
}

export function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name)
}

/** The scope a call needs; undefined if none. `kind` matters only to methods that differ by conversation. */
export function scopeOf(method: Method, kind: ConversationKind | undefined): string | undefined {
  const needs = needsOf(method)
  if (needs.scope !== undefined) return needs.scope
  return kind === undefined ? undefined : needs.byKind?.[kind]
}

/** Bot token scopes to ask for, sorted. */
export function botScopes(): readonly string[] {
  const scopes = new Set<string>([COMMAND_SCOPE, FILE_READ_SCOPE])
  for (const method of Object.keys(METHODS).filter(isMethod)) {
    const { scope, byKind, asked = [] } = needsOf(method)
    if (scope !== undefined) scopes.add(scope)
    for (const kind of asked) if (byKind !== undefined) scopes.add(byKind[kind])
  }
  for (const scope of Object.values(BOT_EVENTS)) if (scope !== undefined) scopes.add(scope)
  return [...scopes].sort()
}
