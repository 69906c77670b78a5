import { PlatformError } from '../../core/errors.ts'
import type { Chat, ConversationRef, InboundEvent, InboundSink } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { FormChooser } from '../../core/ports/form.ts'
import type { Log } from '../../core/ports/log.ts'
import { examine } from './doctor.ts'
import { type HttpAddress, openHttp } from './inbound/http.ts'
import { listen } from './inbound/listeners.ts'
import { openSocket } from './inbound/socket.ts'
import { type CommandNames, typedCommand } from './manifest.ts'
import { historyPage } from './outbound/history-page.ts'
import { clientOptions, SLACK_API, sdkLogger } from './outbound/web-client.ts'
import { StoringReceiver } from './receive.ts'
import { replyRoute } from './reply.ts'
import { Sender } from './send.ts'
import { InstalledWorkspaces, type OAuthApp } from './workspaces/installed.ts'
import { installRoutes } from './workspaces/oauth.ts'
import { Readers } from './workspaces/readers.ts'
import { singleWorkspace } from './workspaces/single.ts'
import type { Workspace, Workspaces } from './workspaces/workspace.ts'

/** Events come by Socket Mode, which an app-level token opens, or over HTTP. */
type SlackWay =
  | { readonly appToken: string; readonly http?: never }
  | { readonly http: HttpAddress; readonly appToken?: never }

/** One workspace by its bot token, or all that install the app, which needs HTTP. */
type SlackAccess =
  | (SlackWay & { readonly botToken: string; readonly oauth?: never })
  | (Extract<SlackWay, { http: HttpAddress }> & { readonly oauth: OAuthApp; readonly botToken?: never })

export type SlackSettings = SlackAccess & {
  /** Of a stand-in; ends with a slash. Default: Slack's own. */
  readonly apiUrl?: string
  readonly commands: CommandNames
  /** Calls of the history that reading up may make; 25 unless told. */
  readonly historyPerMinute?: number
  /** After so long without a sign of life a socket counts as dead, ms; 5 s unless a test shortens it. */
  readonly pingTimeoutMs?: number
  /** What a person reads whose press, command or form could not be stored. Default English. */
  readonly tryAgain?: (locale: string) => string
}

export interface SlackDeps {
  readonly clock: Clock
  readonly log: Log
}

/** Slack allows ten: two are left for sockets that it does not yet know to be dead. */
const SOCKETS = { inAll: 8, each: 2 } as const
/** Slack's requests reach whichever process they are sent on to. */
const LISTENING = { inAll: Number.POSITIVE_INFINITY, each: 1 } as const
const NOT_INSTALLED = 'not_installed'
const NEW_TOKEN_MS = 1_000
/** Slack takes about fifty calls a minute of the method; what remains is for looking up sends. */
const HISTORY_PER_MINUTE = 25
/** Of a minute's calls so many may be made at once. */
const AT_ONCE = 0.8

/** Slack as a `Chat`: one workspace or those that installed the app; Socket Mode or HTTP in, Web API out. */
export function createSlackChat(settings: SlackSettings, deps: SlackDeps): Chat {
  const { historyPerMinute = HISTORY_PER_MINUTE } = settings
  const { clock } = deps
  const log = deps.log.child({ platform: 'slack' })
  const apiUrl = settings.apiUrl ?? SLACK_API
  const optionsFor = (timeoutMs?: number) => ({
    ...clientOptions(apiUrl, timeoutMs),
    logger: sdkLogger(log, 'web-api'),
  })
  const commands = new Map([
    [typedCommand(settings.commands.study), 'study' as const],
    [typedCommand(settings.commands.interview), 'interview' as const],
  ])
  const shared = { optionsFor, commands, clock, log }
  const installed = settings.oauth && new InstalledWorkspaces({ app: settings.oauth, ...shared })
  const workspaces: Workspaces =
    settings.oauth === undefined
      ? singleWorkspace({ botToken: settings.botToken, ...shared })
      : (installed as Workspaces)

  const workspaceOf = async ({ workspace }: { readonly workspace: string }): Promise<Workspace> => {
    const there = await workspaces.of(workspace)
    if (there === undefined) throw new PlatformError('slack', `the app is not installed in ${workspace}`)
    return there
  }

  return {
    platform: 'slack',
    capabilities: {
      displayName: 'Slack',
      dedupesSends: false,
      opensDirectUnasked: true,
      tellsQuiet: true,
      tellsOutsiders: true,
      // There is a status for threads of assistants only: https://docs.slack.dev/reference/methods/assistant.threads.setStatus
      showsTyping: false,
      home: true,
      connections: settings.http === undefined ? SOCKETS : LISTENING,
      historyReads: {
        atOnce: Math.max(1, Math.floor(historyPerMinute * AT_ONCE)),
        perMinute: historyPerMinute,
        sharedWithSends: false,
      },
    },
    get workspaces() {
      return workspaces.ids
    },

    identify: () => workspaces.identify(),

    async connect(sink: InboundSink, formFor: FormChooser) {
      await workspaces.identify()
      const { appToken, http, oauth, pingTimeoutMs } = settings
      const socket = { apiUrl, ...(pingTimeoutMs === undefined ? {} : { pingTimeoutMs }) }
      const heard = async (event: InboundEvent) => {
        await sink(event)
        if (event.kind === 'installation' && event.change === 'removed')
          await workspaces.removed(event.workspace, new Date(event.platformAt))
        if (event.kind === 'person-changed')
          (await workspaces.of(event.workspace))?.people.learn(event.person, event.profile)
      }
      const readers = new Readers(workspaces, { clock, formFor, tryAgain: settings.tryAgain })
      const more = installed && oauth && installRoutes({ app: oauth, apiUrl, installed, sink, clock, log })
      const receiver = new StoringReceiver({
        open: (onEnvelope) =>
          http === undefined
            ? openSocket({ ...socket, appToken, clock, log, onEnvelope })
            : openHttp({ address: http, clock, log, onEnvelope, more }),
        clock,
        log,
        sink: heard,
        isOurs: async ({ body }) => (await workspaces.toldBy(body)) !== undefined,
        read: async (envelope) => (await readers.of(envelope.body)).read(envelope),
        refuse: async (envelope) => (await readers.of(envelope.body)).refuse(envelope),
        regret: async (envelope) => (await readers.of(envelope.body)).regret(envelope),
      })
      const app = listen({ receiver, apiUrl, readers, workspaces, log })
      await app.start()
      return { ended: receiver.ended, close: () => receiver.stop() }
    },

    sendWithinMs: (target, intent) => Sender.withinMs(target, intent),

    async send(target, intent, key, stands) {
      const there = await workspaces.of(target.workspace)
      if (there === undefined) return { outcome: 'workspace-broken', reason: NOT_INSTALLED }
      const result = await there.sender.send(target, intent, key, stands)
      return result.outcome === 'workspace-broken' && (await workspaces.hasNewToken(target.workspace))
        ? { outcome: 'retry', afterMs: NEW_TOKEN_MS, reason: 'new-token' }
        : result
    },

    async lookUp(target, key, since) {
      const there = await workspaces.of(target.workspace)
      return there?.sender.lookUp(target, key, since) ?? { outcome: 'unknown', reason: NOT_INSTALLED }
    },

    async backfill(place: ConversationRef, after: string | undefined, page?: string) {
      const there = await workspaceOf(place)
      return historyPage(there.web, await there.who(), place.conversation, after, page)
    },

    async answer(handle, answer) {
      const there = await workspaces.of(replyRoute(handle.token)?.workspace ?? '')
      return there?.answerer.answer(handle, answer) ?? 'failed'
    },

    async profile(person, ask) {
      const there = await workspaceOf(person)
      return there.people.profile(person.person, await there.who(), ask?.quiet ?? false)
    },

    async members(place) {
      return (await workspaceOf(place)).people.members(place.conversation)
    },

    async doctor(researchPlaces) {
      const { appToken, http } = settings
      const way = http === undefined ? { appToken } : { http }
      const examined = { workspaces, way, apiUrl, clock, historyPerMinute, installs: installed !== undefined }
      return examine(examined, { logger: sdkLogger(log, 'web-api') }, researchPlaces)
    },
  }
}
