import { type APIInteraction, type APIUser, RateLimitError, type REST, Routes } from 'discord.js'
import { PlatformError } from '../../core/errors.ts'
import type {
  Answer,
  AnswerOutcome,
  Chat,
  CommandName,
  Connection,
  ConversationRef,
  InboundSink,
  Intent,
  LookUpResult,
  PersonProfile,
  PersonRef,
  ReplyHandle,
  SendResult,
  Standing,
  Target,
  Words,
} from '../../core/ports/chat.ts'
import type { Check } from '../../core/ports/check.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { FormChooser } from '../../core/ports/form.ts'
import type { HistoryPage } from '../../core/ports/history-page.ts'
import type { Log } from '../../core/ports/log.ts'
import { answer } from './answer.ts'
import { type CommandNames, syncCommands } from './commands.ts'
import { doctor } from './doctor.ts'
import { receiveGesture } from './inbound/gestures.ts'
import { Intake } from './inbound/intake.ts'
import { checkStarts } from './inbound/session-starts.ts'
import { DirectChannels } from './outbound/direct-channels.ts'
import { historyPage, lookUp, whoAmI } from './outbound/look-up.ts'
import { PlatformTime } from './outbound/platform-time.ts'
import { RefusedCalls, type Tolerance } from './outbound/refused-calls.ts'
import { apiCode, createInteractionRest, createRest, failureOf } from './outbound/rest.ts'
import { withinLimits } from './outbound/within-limits.ts'
import type { Self } from './parse.ts'
import { connect } from './receive.ts'
import { Posted, send, sendWithinMs } from './send.ts'

export interface DiscordSettings {
  readonly token: string
  /** For example `https://discord.com/api`, which is the default. */
  readonly apiUrl?: string
  /** With or without the slash. */
  readonly commands: CommandNames
  /** What a person reads whose press or command could not be stored. Default English. */
  readonly tryAgain?: (locale: string) => string
}

export interface DiscordDeps {
  readonly clock: Clock
  readonly log: Log
  /** Discord's own unless told. */
  readonly tolerance?: Tolerance
}

const UNKNOWN_USER = 10013
/** Discord takes fifty calls a second of all kinds. */
const HISTORY_READS = { atOnce: 5, perMinute: 1_800, sharedWithSends: true }

/** The chat port on Discord. */
export function createDiscordChat(settings: DiscordSettings, deps: DiscordDeps): Chat {
  return new DiscordChat(settings, deps)
}

class DiscordChat implements Chat {
  readonly platform = 'discord'
  readonly capabilities = {
    displayName: 'Discord',
    dedupesSends: true,
    opensDirectUnasked: false,
    tellsQuiet: false,
    tellsOutsiders: false,
    showsTyping: true,
    home: false,
    connections: { inAll: 1, each: 1 },
    historyReads: HISTORY_READS,
  }
  readonly #settings: DiscordSettings
  readonly #clock: Clock
  readonly #log: Log
  readonly #ownRest: REST
  readonly #byToken: REST
  readonly #directs: DirectChannels
  readonly #posted = new Posted()
  readonly #time: PlatformTime
  readonly #refused: RefusedCalls
  #self: Self | undefined

  constructor(settings: DiscordSettings, deps: DiscordDeps) {
    const bare = (name: string) => name.replace(/^\//, '').toLowerCase()
    const { study, interview } = settings.commands
    this.#settings = { ...settings, commands: { study: bare(study), interview: bare(interview) } }
    this.#clock = deps.clock
    this.#log = deps.log
    this.#refused = new RefusedCalls(deps.clock, deps.log, deps.tolerance)
    this.#ownRest = createRest(settings.token, settings.apiUrl, this.#refused)
    this.#byToken = createInteractionRest(settings.apiUrl, this.#refused)
    const { token, apiUrl } = settings
    this.#directs = new DirectChannels(token, () => createRest(token, apiUrl, this.#refused))
    this.#time = new PlatformTime(deps.clock)
    for (const rest of [this.#rest, this.#byToken]) this.#time.listenTo(rest)
  }

  /** discord.js forgets the token after one 401, which need not be the last word on it. */
  get #rest(): REST {
    return this.#ownRest.setToken(this.#settings.token)
  }

  get workspaces(): readonly string[] {
    return this.#self === undefined ? [] : [this.#self.application]
  }

  async identify(): Promise<void> {
    try {
      await this.#whoAmI()
    } catch (cause) {
      const { reason } = failureOf(cause)
      throw new PlatformError('discord', `Discord refused the token or could not be reached: ${reason}`, {
        cause,
      })
    }
  }

  async connect(sink: InboundSink, formFor: FormChooser): Promise<Connection> {
    const { token, apiUrl, commands } = this.#settings
    const intake = new Intake(sink, this.#clock, this.#log)
    const inHand = new Set<Promise<void>>()
    const gestures = {
      rest: this.#rest,
      byToken: this.#byToken,
      clock: this.#time.clock,
      log: this.#log,
      intake,
      formFor,
      commandOf: (name: string): CommandName | undefined =>
        name === commands.study ? 'study' : name === commands.interview ? 'interview' : undefined,
      tryAgain: this.#settings.tryAgain ?? (() => 'That did not get through. Please try again in a moment.'),
    }
    await checkStarts(this.#rest, this.#clock)
    const gateway = await connect({
      token,
      apiUrl,
      clock: this.#clock,
      log: this.#log,
      intake,
      posted: this.#posted,
      refused: this.#refused,
      gesture: (interaction: APIInteraction) => {
        const work = receiveGesture(gestures, interaction)
        inHand.add(work)
        void work.finally(() => inHand.delete(work))
      },
    })
    this.#self = gateway.self
    try {
      const { application } = this.#self
      const changed = await withinLimits(() => syncCommands(this.#rest, application, commands), this.#clock)
      this.#log.info('discord.started', { application, commandsChanged: changed })
    } catch (error) {
      this.#log.error('discord.commands-not-registered', error)
    }
    return {
      ended: gateway.ended,
      async close() {
        await gateway.close()
        await Promise.all(inHand)
        await intake.drain()
      },
    }
  }

  sendWithinMs(target: Target, intent: Intent): number {
    return sendWithinMs(target, intent)
  }

  async send(target: Target, intent: Intent, key: string, stands?: Standing): Promise<SendResult> {
    const awaited = (intent.kind === 'say' || intent.kind === 'edit') && !intent.unhurried
    const afterMs = this.#refused.waitMs(!awaited)
    if (afterMs > 0) return { outcome: 'retry', afterMs, reason: 'too many calls were refused' }
    return send(
      { rest: this.#rest, directs: this.#directs, posted: this.#posted },
      target,
      intent,
      key,
      stands,
    )
  }

  lookUp(target: Target, key: string, since: string, intent?: Words): Promise<LookUpResult> {
    const looking = {
      rest: this.#rest,
      directs: this.#directs,
      clock: this.#clock,
      posted: this.#posted,
      time: this.#time,
      self: () => this.#whoAmI(),
    }
    return lookUp(looking, target, key, since, intent)
  }

  async backfill(
    conversation: ConversationRef,
    after: string | undefined,
    page?: string,
  ): Promise<HistoryPage> {
    try {
      return await historyPage(this.#rest, await this.#whoAmI(), conversation, after, page)
    } catch (cause) {
      throw new PlatformError('discord', `history not read: ${failureOf(cause).reason}`, {
        cause,
        ...(cause instanceof RateLimitError && { retryAfterMs: Math.ceil(cause.retryAfter) }),
      })
    }
  }

  answer(handle: ReplyHandle, given: Answer): Promise<AnswerOutcome> {
    return answer({ rest: this.#rest, byToken: this.#byToken, clock: this.#time.clock }, handle, given)
  }

  async profile({ person }: PersonRef): Promise<PersonProfile | undefined> {
    try {
      const user = (await this.#rest.get(Routes.user(person))) as APIUser
      return { displayName: user.global_name ?? user.username, bot: user.bot === true, deactivated: false }
    } catch (error) {
      if (apiCode(error) === UNKNOWN_USER) return undefined
      throw new PlatformError('discord', `person not read: ${failureOf(error).reason}`, { cause: error })
    }
  }

  /** Listing a server's members needs a privileged intent, which the bot does without. */
  async members(): Promise<readonly string[]> {
    return []
  }

  doctor(researchPlaces: readonly string[]): Promise<readonly Check[]> {
    const { commands: names } = this.#settings
    return doctor({ rest: this.#rest, names, clock: this.#clock }, researchPlaces)
  }

  async #whoAmI(): Promise<Self> {
    this.#self ??= await whoAmI(this.#rest)
    return this.#self
  }
}
