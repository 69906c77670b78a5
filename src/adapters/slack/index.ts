import { WebClient } from '@slack/web-api'
import { PlatformError } from '../../core/errors.ts'
import type { Chat, ConversationRef, InboundSink } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { FormChooser } from '../../core/ports/form.ts'
import type { Log } from '../../core/ports/log.ts'
import { Answerer } from './answer.ts'
import { examine } from './doctor.ts'
import { type HttpAddress, openHttp } from './inbound/http.ts'
import { listen } from './inbound/listeners.ts'
import { Reader } from './inbound/reader.ts'
import { openSocket } from './inbound/socket.ts'
import { type CommandNames, typedCommand } from './manifest.ts'
import { historyPage } from './outbound/history-page.ts'
import { platformErrorCode } from './outbound/outcome.ts'
import { clientOptions, POST_TIMEOUT_MS, SLACK_API, sdkLogger } from './outbound/web-client.ts'
import type { Identity } from './parse.ts'
import { People } from './people.ts'
import { StoringReceiver } from './receive.ts'
import { Sender } from './send.ts'

/** Events come by Socket Mode, which an app-level token opens, or over HTTP. */
type SlackWay =
  | { readonly appToken: string; readonly http?: never }
  | { readonly http: HttpAddress; readonly appToken?: never }

export type SlackSettings = SlackWay & {
  readonly botToken: string
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
/** Slack takes about fifty calls a minute of the method; what remains is for looking up sends. */
const HISTORY_PER_MINUTE = 25
/** Of a minute's calls so many may be made at once. */
const AT_ONCE = 0.8

/** Slack as a `Chat`: one workspace, Socket Mode or HTTP in, Web API out. */
export function createSlackChat(settings: SlackSettings, deps: SlackDeps): Chat {
  const { botToken, appToken, http, pingTimeoutMs, historyPerMinute = HISTORY_PER_MINUTE } = settings
  const { clock } = deps
  const log = deps.log.child({ platform: 'slack' })
  const apiUrl = settings.apiUrl ?? SLACK_API
  const client = (token: string, timeoutMs?: number) =>
    new WebClient(token, { ...clientOptions(apiUrl, timeoutMs), logger: sdkLogger(log, 'web-api') })
  const web = client(botToken)
  const people = new People(web, clock)
  const sender = new Sender(web, client(botToken, POST_TIMEOUT_MS))
  const answerer = new Answerer(web, clock, log)
  const commands = new Map([
    [typedCommand(settings.commands.study), 'study' as const],
    [typedCommand(settings.commands.interview), 'interview' as const],
  ])
  let identity: Identity | undefined

  const whoAmI = async (): Promise<Identity> => {
    if (identity !== undefined) return identity
    try {
      const me = await web.auth.test()
      if (!me.team_id || !me.user_id) throw new PlatformError('slack', 'Slack did not say who the bot is')
      identity = { workspace: me.team_id, botUser: me.user_id, botId: me.bot_id, commands }
      return identity
    } catch (cause) {
      const code = platformErrorCode(cause) ?? 'no answer'
      throw new PlatformError('slack', `Slack refused the bot token or could not be reached: ${code}`, {
        cause,
      })
    }
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
      connections: http === undefined ? SOCKETS : LISTENING,
      historyReads: {
        atOnce: Math.max(1, Math.floor(historyPerMinute * AT_ONCE)),
        perMinute: historyPerMinute,
      },
    },
    get workspaces() {
      return identity === undefined ? [] : [identity.workspace]
    },

    async identify() {
      await whoAmI()
    },

    async connect(sink: InboundSink, formFor: FormChooser) {
      const who = await whoAmI()
      const socket = { apiUrl, ...(pingTimeoutMs === undefined ? {} : { pingTimeoutMs }) }
      const reader = new Reader({
        who,
        botToken,
        clock,
        people,
        answerer,
        formFor,
        tryAgain: settings.tryAgain,
      })
      const receiver = new StoringReceiver({
        open: (onEnvelope) =>
          http === undefined
            ? openSocket({ ...socket, appToken, clock, log, onEnvelope })
            : openHttp({ address: http, clock, log, onEnvelope }),
        clock,
        log,
        sink: async (event) => {
          await sink(event)
          if (event.kind === 'person-changed') people.learn(event.person, event.profile)
        },
        read: (envelope) => reader.read(envelope),
        refuse: (envelope) => reader.refuse(envelope),
        regret: (envelope) => reader.regret(envelope),
      })
      const app = listen({
        receiver,
        botToken,
        apiUrl,
        who,
        clock,
        log,
        formOf: (gesture) => reader.formOf(gesture),
        notOpened: (gesture) => reader.askAgain(gesture),
      })
      await app.start()
      return { ended: receiver.ended, close: () => receiver.stop() }
    },

    sendWithinMs: (target, intent) => sender.withinMs(target, intent),
    send: (target, intent, key, stands) => sender.send(target, intent, key, stands),
    lookUp: (target, key, since) => sender.lookUp(target, key, since),

    async backfill({ conversation }: ConversationRef, after: string | undefined, page?: string) {
      return historyPage(web, await whoAmI(), conversation, after, page)
    },

    answer: (handle, answer) => answerer.answer(handle, answer),
    profile: async ({ person }, ask) => people.profile(person, await whoAmI(), ask?.quiet ?? false),
    members: (place) => people.members(place.conversation),
    doctor: (researchPlaces) =>
      examine(
        { botToken, way: http === undefined ? { appToken } : { http }, apiUrl, clock, historyPerMinute },
        { logger: sdkLogger(log, 'web-api') },
        researchPlaces,
      ),
  }
}
