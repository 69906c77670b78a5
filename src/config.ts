import { existsSync } from 'node:fs'
import { loadEnvFile as readEnvFile } from 'node:process'
import type { WeekHours } from './config/fields.ts'
import { Environment, SETTINGS, settingProblem } from './config/settings.ts'
import { ConfigError } from './core/errors.ts'

/** The settings, checked and grouped. Frozen. Durations are in milliseconds. */
export interface Config {
  readonly database: { readonly url?: string }
  readonly redis: { readonly url?: string }
  readonly dataDir: string
  /** They seal the tokens of installed workspaces: base64 of 32 bytes each, the first seals. */
  readonly keys?: readonly [string, ...(readonly string[])]
  readonly slack?: SlackConfig
  readonly discord?: DiscordConfig
  /** Absent without ANTHROPIC_API_KEY. The interviewer also drafts plans; the analyst codes and summarises. */
  readonly model?: { readonly interviewer: ModelConfig; readonly analyst: ModelConfig }
  /** Names without the slash. */
  readonly commands: { readonly study: string; readonly interview: string }
  readonly interview: {
    readonly quietMs: number
    readonly capMs: number
    readonly nudgeMs: number
    readonly closeMs: number
  }
  readonly fieldwork: {
    readonly hours: WeekHours
    readonly perMinute: number
    readonly gapMs: number
    readonly remindMs: number
    readonly againMs: number
    readonly expireMs: number
  }
  /** `nightlyAt` is HH:MM in `zone`, an IANA name. */
  readonly analysis: { readonly nightlyAt: string; readonly zone: string }
  readonly log: { readonly level: Environment['LOG_LEVEL'] }
  /** Absent: no endpoint. */
  readonly health?: { readonly host: string; readonly port: number }
}

export type SlackConfig = SlackAccess & {
  /** Calls of the history that reading up may make. */
  readonly historyPerMinute: number
  /** Ends with a slash. */
  readonly apiUrl?: string
  readonly researchChannels: readonly string[]
  /** Empty: everyone in a research channel. */
  readonly researchers: readonly string[]
}

/** One workspace by its bot token, or those that install the app. */
type SlackAccess =
  | (SlackWay & { readonly botToken: string; readonly oauth?: never })
  | (SlackHttp & {
      readonly oauth: { readonly clientId: string; readonly clientSecret: string }
      readonly botToken?: never
    })

/** How Slack's events come in: by Socket Mode, or over HTTP. */
type SlackWay = { readonly appToken: string; readonly http?: never } | SlackHttp

interface SlackHttp {
  readonly http: { readonly signingSecret: string; readonly host: string; readonly port: number }
  readonly appToken?: never
}

export interface DiscordConfig {
  readonly token: string
  /** Ends without a slash. */
  readonly apiUrl?: string
  readonly researchChannels: readonly string[]
  /** Empty: everyone in a research channel. */
  readonly researchers: readonly string[]
}

export interface ModelConfig {
  readonly apiKey: string
  readonly baseUrl?: string
  readonly model: string
  /** The stand-in answers, no real model; shown wherever its words are shown. */
  readonly simulated: boolean
}

/** What a command cannot do without, beyond well-formed settings. */
export type Need = 'platform' | 'model'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks every setting. An empty value counts as unset.
 * Throws ConfigError with all problems at once; none of them repeats a value.
 */
export function loadConfig(env: Variables = process.env, needs: readonly Need[] = []): Config {
  const given = Object.fromEntries(
    SETTINGS.flatMap(({ name }) => {
      const value = env[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
  const parsed = Environment.safeParse(given)
  const problems = parsed.success
    ? dependencies(parsed.data)
    : parsed.error.issues.map((issue) => settingProblem(String(issue.path[0]), issue.message))
  problems.push(...missing(new Set(Object.keys(given)), needs))
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return deepFreeze(grouped(parsed.data))
}

/**
 * Adds the settings in `.env` of the working folder, if there is one; what is set already wins.
 * Throws ConfigError if it cannot be read.
 */
export function loadEnvFile(path = '.env'): void {
  if (!existsSync(path)) return
  try {
    readEnvFile(path)
  } catch {
    throw new ConfigError([`${path} cannot be read: check that it is a file this user may read`])
  }
}

/**
 * The environment for a child process that is to have `settings` and no others: whatever this process or an `.env`
 * file has is set empty, which counts as unset.
 */
export function environmentWith(
  settings: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const none = Object.fromEntries(SETTINGS.map(({ name }) => [name, '']))
  return { ...process.env, ...none, ...settings }
}

/** Settings that are absent though others, or the command, need them. */
function missing(given: ReadonlySet<string>, needs: readonly Need[]): string[] {
  const problems: string[] = []
  const required = (name: string, because: string) => {
    if (!given.has(name)) problems.push(settingProblem(name, `is missing${because}`))
  }
  const way = given.has('SLACK_SIGNING_SECRET') ? 'SLACK_SIGNING_SECRET' : 'SLACK_APP_TOKEN'
  const bySettings = ['SLACK_BOT_TOKEN', way, 'SLACK_RESEARCH_CHANNELS']
  const byInstalling = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET', 'SOUNDING_KEYS']
  const installs = given.has('SLACK_CLIENT_ID') || given.has('SLACK_CLIENT_SECRET')
  const slack = installs ? byInstalling : bySettings
  const discord = ['DISCORD_TOKEN', 'DISCORD_RESEARCH_CHANNELS']
  for (const platform of [slack, discord])
    if (platform.some((name) => given.has(name)))
      for (const name of platform) required(name, ', and other settings of that platform are there')
  if (given.has('SLACK_SIGNING_SECRET') && given.has('SLACK_APP_TOKEN'))
    problems.push(
      settingProblem(
        'SLACK_SIGNING_SECRET',
        'and SLACK_APP_TOKEN are both set, but events come one way only: unset one of them',
      ),
    )
  if (installs && given.has('SLACK_BOT_TOKEN'))
    problems.push(
      settingProblem(
        'SLACK_CLIENT_ID',
        'and SLACK_BOT_TOKEN are both set, but the bot works in one workspace by its token or in those that install it: unset one of them',
      ),
    )
  if (needs.includes('platform') && ![...slack, ...discord].some((name) => given.has(name)))
    problems.push(
      `No platform is configured. For Slack set ${bySettings.join(', ')} (docs/slack-setup.md); ` +
        `for Discord set ${discord.join(', ')} (docs/discord-setup.md). ` +
        'To see Sounding at work without either: npm run demo',
    )
  if (needs.includes('model')) required('ANTHROPIC_API_KEY', '')
  return problems
}

/** Settings that do not go together. */
function dependencies(env: Environment): string[] {
  const problems: string[] = []
  if (env.BURST_CAP_SECONDS < env.QUIET_SECONDS)
    problems.push(settingProblem('BURST_CAP_SECONDS', 'must not be less than QUIET_SECONDS'))
  if (env.CLOSE_AFTER_HOURS < env.NUDGE_AFTER_HOURS)
    problems.push(settingProblem('CLOSE_AFTER_HOURS', 'must not be less than NUDGE_AFTER_HOURS'))
  if (env.STUDY_COMMAND === env.INTERVIEW_COMMAND)
    problems.push(settingProblem('INTERVIEW_COMMAND', 'must differ from STUDY_COMMAND'))
  const simulated = [env.SOUNDING_MODEL, env.SOUNDING_ANALYSIS_MODEL].some((id) =>
    id.startsWith('simulated-'),
  )
  if (simulated && !env.ANTHROPIC_BASE_URL)
    problems.push(
      settingProblem('ANTHROPIC_BASE_URL', 'must name the stand-in that a simulated model runs in'),
    )
  return problems
}

function grouped(env: Environment): Config {
  return {
    database: { ...(env.DATABASE_URL && { url: env.DATABASE_URL }) },
    redis: { ...(env.REDIS_URL && { url: env.REDIS_URL }) },
    dataDir: env.DATA_DIR,
    ...sealing(env),
    ...slackConfig(env),
    ...(env.DISCORD_TOKEN && {
      discord: {
        token: env.DISCORD_TOKEN,
        ...(env.DISCORD_API_URL && { apiUrl: env.DISCORD_API_URL.replace(/\/+$/, '') }),
        researchChannels: env.DISCORD_RESEARCH_CHANNELS ?? [],
        researchers: env.DISCORD_RESEARCHERS ?? [],
      },
    }),
    ...(env.ANTHROPIC_API_KEY && {
      model: {
        interviewer: modelConfig(env.SOUNDING_MODEL, env.ANTHROPIC_API_KEY, env),
        analyst: modelConfig(env.SOUNDING_ANALYSIS_MODEL, env.ANTHROPIC_API_KEY, env),
      },
    }),
    commands: { study: env.STUDY_COMMAND, interview: env.INTERVIEW_COMMAND },
    interview: {
      quietMs: env.QUIET_SECONDS,
      capMs: env.BURST_CAP_SECONDS,
      nudgeMs: env.NUDGE_AFTER_HOURS,
      closeMs: env.CLOSE_AFTER_HOURS,
    },
    fieldwork: {
      hours: env.INVITE_HOURS,
      perMinute: env.INVITES_PER_MINUTE,
      gapMs: env.UNASKED_GAP_HOURS,
      remindMs: env.REMIND_AFTER_HOURS,
      againMs: env.REMIND_AGAIN_AFTER_HOURS,
      expireMs: env.EXPIRE_AFTER_HOURS,
    },
    analysis: { nightlyAt: env.NIGHTLY_AT, zone: env.STUDY_ZONE },
    log: { level: env.LOG_LEVEL },
    ...(env.HEALTH_PORT && { health: { host: env.HEALTH_HOST, port: env.HEALTH_PORT } }),
  }
}

function sealing({ SOUNDING_KEYS: [first, ...others] = [] }: Environment): Pick<Config, 'keys'> {
  return first === undefined ? {} : { keys: [first, ...others] }
}

function slackConfig(env: Environment): Pick<Config, 'slack'> {
  const access = slackAccess(env)
  if (access === undefined) return {}
  return {
    slack: {
      ...access,
      ...(env.SLACK_API_URL && { apiUrl: `${env.SLACK_API_URL.replace(/\/+$/, '')}/` }),
      historyPerMinute: env.SLACK_HISTORY_PER_MINUTE,
      researchChannels: env.SLACK_RESEARCH_CHANNELS ?? [],
      researchers: env.SLACK_RESEARCHERS ?? [],
    },
  }
}

function slackAccess(env: Environment): SlackAccess | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = env
  const http = signingSecret && { signingSecret, host: env.SLACK_HTTP_HOST, port: env.SLACK_HTTP_PORT }
  if (clientId && clientSecret && http) return { http, oauth: { clientId, clientSecret } }
  if (!botToken) return undefined
  if (http) return { http, botToken }
  return appToken ? { appToken, botToken } : undefined
}

function modelConfig(model: string, apiKey: string, env: Environment): ModelConfig {
  return {
    apiKey,
    ...(env.ANTHROPIC_BASE_URL && { baseUrl: env.ANTHROPIC_BASE_URL }),
    model,
    simulated: isSimulated(model),
  }
}

function isSimulated(model: string): boolean {
  return model.startsWith('simulated-')
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}
