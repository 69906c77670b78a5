import { WebClient } from '@slack/web-api'
import { PlatformError } from '../../core/errors.ts'
import type {
  Chat,
  ConversationRef,
  FormChooser,
  FormSpec,
  InboundEvent,
  InboundSink,
} from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Answerer } from './answer.ts'
import { examine } from './doctor.ts'
import type { Envelope } from './inbound/connection.ts'
import { fetchFormFiles } from './inbound/form-files.ts'
import { type Gesture, parseActions, parseCommand, parseSubmission } from './inbound/gestures.ts'
import { listen } from './inbound/listeners.ts'
import { type CommandNames, typedCommand } from './manifest.ts'
import { historyOf } from './outbound/history.ts'
import { platformErrorCode } from './outbound/outcome.ts'
import { clientOptions, SLACK_API, sdkLogger } from './outbound/web-client.ts'
import { type Identity, parseEvent, parseStored } from './parse.ts'
import { People } from './people.ts'
import { StoringReceiver } from './receive.ts'
import { MAX_MESSAGE_TEXT } from './render.ts'
import { replyHandle } from './reply.ts'
import { Sender } from './send.ts'

export interface SlackSettings {
  readonly botToken: string
  readonly appToken: string
  /** Of a stand-in; ends with a slash. Default: Slack's own. */
  readonly apiUrl?: string
  readonly commands: CommandNames
  /** How much later the second socket opens; default half a minute. */
  readonly socketStaggerMs?: number
}

export interface SlackDeps {
  readonly clock: Clock
  readonly log: Log
}

const STAGGER_MS = 30_000
const LOCALE_MS = 700
const BACKFILL = 200
/** Said by the adapter itself, when nothing could be stored and the core knows of nothing. */
const TRY_AGAIN = 'That did not get through. Please try again in a moment.'

/** Slack as a `Chat`: one workspace, Socket Mode in, Web API out. */
export function createSlackChat(settings: SlackSettings, deps: SlackDeps): Chat {
  const { botToken, appToken } = settings
  const { clock } = deps
  const log = deps.log.child({ platform: 'slack' })
  const apiUrl = settings.apiUrl ?? SLACK_API
  const client = (token: string) =>
    new WebClient(token, { ...clientOptions(apiUrl), logger: sdkLogger(log, 'web-api') })
  const web = client(botToken)
  const people = new People(web)
  const sender = new Sender(web)
  const answerer = new Answerer(web, clock, log)
  const commands = new Map([
    [typedCommand(settings.commands.study), 'study' as const],
    [typedCommand(settings.commands.interview), 'interview' as const],
  ])
  let identity: Identity | undefined
  let receiver: StoringReceiver | undefined

  const tryAgain = async (gesture: Gesture | undefined) => {
    if (gesture === undefined) return
    await answerer.answer(replyHandle(gesture.route, clock.now()), {
      kind: 'private',
      blocks: [{ kind: 'paragraph', text: TRY_AGAIN }],
    })
  }

  const formOf = (gesture: Gesture, formFor: FormChooser): FormSpec | undefined => {
    const { event } = gesture
    const locale = people.knownLocale(gesture.route.user) ?? 'en-US'
    if (event.kind === 'command') {
      return formFor({ kind: 'command', command: event.command, text: event.text, locale })
    }
    return event.kind === 'button' ? formFor({ kind: 'button', action: event.action, locale }) : undefined
  }

  /** Gestures carry no locale, and a form needs one at once: asked for while there is time. */
  const meetLocale = async (person: string) => {
    if (people.knownLocale(person) !== undefined) return
    const asked = people.profile(person).then(
      () => undefined,
      () => undefined,
    )
    const enough = new AbortController()
    await Promise.race([asked, clock.sleep(LOCALE_MS, enough.signal)])
    enough.abort()
  }

  const gestureOf = (envelope: Envelope, who: Identity): Gesture | undefined =>
    envelope.type === 'slash_commands'
      ? parseCommand(envelope.body, who, clock.now())
      : parseActions(envelope.body, who, clock.now())

  const read = async (envelope: Envelope, who: Identity): Promise<InboundEvent | undefined> => {
    if (envelope.type === 'events_api') {
      const event = parseEvent(envelope.body, who)
      if (event?.kind === 'person-changed' && event.person && event.profile.locale) {
        people.learnLocale(event.person, event.profile.locale)
      }
      return event
    }
    const submission = parseSubmission(envelope.body, who, clock.now())
    if (submission !== undefined) {
      const files = await fetchFormFiles(submission.files, botToken)
      return withLocale({ ...submission.event, files })
    }
    const gesture = gestureOf(envelope, who)
    if (gesture === undefined) return undefined
    await meetLocale(gesture.route.user)
    return withLocale(gesture.event)
  }

  const withLocale = (event: InboundEvent): InboundEvent => {
    const locale = event.person === undefined ? undefined : people.knownLocale(event.person)
    return locale === undefined ? event : { ...event, locale }
  }

  const refuse = async (envelope: Envelope, who: Identity) => {
    const submission = parseSubmission(envelope.body, who, clock.now())
    if (submission === undefined) {
      await envelope.ack()
      return tryAgain(gestureOf(envelope, who))
    }
    // The form stays open with what was entered; the complaint has to stand at one of its fields.
    const fields = [...Object.keys(submission.event.values), ...submission.files.map((each) => each.field)]
    const [field = ''] = fields
    await envelope.ack({ response_action: 'errors', errors: { [field]: TRY_AGAIN } })
  }

  const identify = async (): Promise<Identity> => {
    try {
      const me = await web.auth.test()
      if (!me.team_id || !me.user_id) throw new PlatformError('slack', 'Slack did not say who the bot is')
      return { workspace: me.team_id, botUser: me.user_id, botId: me.bot_id, commands }
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
      dedupesSends: false,
      opensDirectUnasked: true,
      tellsZone: true,
      listsMembers: true,
      maxTextLength: MAX_MESSAGE_TEXT,
    },
    get workspaces() {
      return identity === undefined ? [] : [identity.workspace]
    },

    async start(sink: InboundSink, formFor: FormChooser) {
      const who = await identify()
      identity = who
      receiver = new StoringReceiver({
        sockets: { appToken, apiUrl },
        staggerMs: settings.socketStaggerMs ?? STAGGER_MS,
        clock,
        log,
        sink,
        read: (envelope) => read(envelope, who),
        refuse: (envelope) => refuse(envelope, who),
        gapOf: (from, to) => ({
          platform: 'slack',
          workspace: who.workspace,
          kind: 'gap',
          key: `g:${to.toISOString()}`,
          direct: false,
          platformAt: to.toISOString(),
          from: from.toISOString(),
          to: to.toISOString(),
        }),
      })
      const app = listen({
        receiver,
        botToken,
        apiUrl,
        who,
        clock,
        log,
        formOf: (gesture) => formOf(gesture, formFor),
        notOpened: tryAgain,
      })
      await app.start()
    },

    async stop() {
      await receiver?.stop()
    },

    send: (target, intent, key) => sender.send(target, intent, key),
    lookUp: (target, key, since) => sender.lookUp(target, key, since),

    async backfill(place: ConversationRef, after: string | undefined) {
      const who = identity ?? (await identify())
      const messages = await historyOf(web, place.conversation, after, { metadata: false })
      return messages
        .flatMap((message) => parseStored(message, place.conversation, who) ?? [])
        .slice(0, BACKFILL)
    },

    answer: (handle, answer) => answerer.answer(handle, answer),
    profile: (person) => people.profile(person.person),
    members: (place) => people.members(place.conversation),
    doctor: (researchPlaces) => examine(web, client(appToken), researchPlaces),
  }
}
