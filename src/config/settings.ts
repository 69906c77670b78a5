import { z } from 'zod'
import * as field from './fields.ts'

/** What an operator must know of a setting; errors, `.env.example` and docs/operating.md are made from it. */
export interface Setting {
  readonly name: string
  readonly group:
    | 'Slack'
    | 'Discord'
    | 'Model'
    | 'Storage'
    | 'Commands'
    | 'Interviews'
    | 'Fieldwork'
    | 'Analysis'
    | 'Log'
    | 'Health'
  readonly purpose: string
  readonly example: string
  readonly default?: string
  readonly secret: boolean
}

type About = Omit<Setting, 'name' | 'secret' | 'default'> & { readonly secret?: true }

const table = z.registry<About & { readonly default?: string }>()
const HOUR_MS = 3_600_000

const optional = <T>(type: z.ZodType<T, string>, about: About) => type.optional().register(table, about)

const preset = <T>(type: z.ZodType<T, string>, value: string, about: About) =>
  z
    .string()
    .default(value)
    .pipe(type)
    .register(table, { ...about, default: value })

/** The one schema of the environment. Names are those of the settings; values are parsed, not yet grouped. */
export const Environment = z.object({
  SLACK_BOT_TOKEN: optional(field.startingWith('xoxb-'), {
    group: 'Slack',
    purpose: 'Bot token of the Slack app (OAuth & Permissions)',
    example: 'xoxb-1234-5678-abcdef',
    secret: true,
  }),
  SLACK_CLIENT_ID: optional(field.slackClientId(), {
    group: 'Slack',
    purpose:
      'Client ID of the Slack app, for several workspaces that install it, in place of SLACK_BOT_TOKEN',
    example: '1234567890.1234567890',
  }),
  SLACK_CLIENT_SECRET: optional(field.slackSecret(), {
    group: 'Slack',
    purpose: 'Client Secret of the Slack app (Basic Information), with SLACK_CLIENT_ID',
    example: 'fedcba9876543210fedcba9876543210',
    secret: true,
  }),
  SLACK_APP_TOKEN: optional(field.startingWith('xapp-'), {
    group: 'Slack',
    purpose:
      'App-level token of the Slack app with connections:write, for Socket Mode; or SLACK_SIGNING_SECRET, for HTTP',
    example: 'xapp-1-A123-456-abcdef',
    secret: true,
  }),
  SLACK_SIGNING_SECRET: optional(field.slackSecret(), {
    group: 'Slack',
    purpose: 'Signing secret of the Slack app (Basic Information), for HTTP',
    example: '0123456789abcdef0123456789abcdef',
    secret: true,
  }),
  SLACK_HTTP_HOST: preset(field.text(), '127.0.0.1', {
    group: 'Slack',
    purpose: "Address on which Slack's requests are listened for, with SLACK_SIGNING_SECRET",
    example: '0.0.0.0',
  }),
  SLACK_HTTP_PORT: preset(field.port(), '3000', {
    group: 'Slack',
    purpose: "Port on which Slack's requests are listened for, with SLACK_SIGNING_SECRET",
    example: '3000',
  }),
  SLACK_HISTORY_PER_MINUTE: preset(field.rate(50), '25', {
    group: 'Slack',
    purpose:
      "Calls of a conversation's history in a minute, to read up on what was missed; 1 for an app that is distributed outside the Marketplace",
    example: '1',
  }),
  SLACK_RESEARCH_CHANNELS: optional(
    field.ids(
      /^(T[A-Z0-9]+\/)?[CG][A-Z0-9]+$/,
      'must be channel ids that begin with C or G, each after T…/ where there are several workspaces',
    ),
    {
      group: 'Slack',
      purpose:
        'Channels from which studies may be run, by id, separated by commas; with several workspaces as T0123ABCD/C0123ABCD',
      example: 'C0123ABCD,C0456EFGH',
    },
  ),
  SLACK_RESEARCHERS: optional(field.ids(/^[UW][A-Z0-9]+$/, 'must be user ids that begin with U or W'), {
    group: 'Slack',
    purpose: 'People who may run studies there, by id; unset means everyone in the channel',
    example: 'U0123ABCD',
  }),
  SLACK_API_URL: optional(field.address('https', 'http'), {
    group: 'Slack',
    purpose: "Address of the Web API, when not Slack's own",
    example: 'https://slack.com/api/',
  }),
  DISCORD_TOKEN: optional(field.text(), {
    group: 'Discord',
    purpose: 'Bot token of the Discord application',
    example: 'MTIz.abc.def',
    secret: true,
  }),
  DISCORD_RESEARCH_CHANNELS: optional(field.ids(/^\d{5,20}$/, 'must be channel ids of digits'), {
    group: 'Discord',
    purpose: 'Channels from which studies may be run, by id, separated by commas',
    example: '1100000000000000001',
  }),
  DISCORD_RESEARCHERS: optional(field.ids(/^\d{5,20}$/, 'must be user ids of digits'), {
    group: 'Discord',
    purpose: 'People who may run studies there, by id; unset means everyone in the channel',
    example: '1200000000000000001',
  }),
  DISCORD_API_URL: optional(field.address('https', 'http'), {
    group: 'Discord',
    purpose: "Address of the REST API, when not Discord's own",
    example: 'https://discord.com/api',
  }),
  ANTHROPIC_API_KEY: optional(field.text(), {
    group: 'Model',
    purpose: 'Key for the Claude API, which words the questions and codes the answers',
    example: 'sk-ant-api03-abcdef',
    secret: true,
  }),
  ANTHROPIC_BASE_URL: optional(field.address('https', 'http'), {
    group: 'Model',
    purpose: "Address of the Claude API, when not Anthropic's own",
    example: 'https://api.anthropic.com',
  }),
  // A participant sees this model's words and waits for them: question craft counts more than the price, which is
  // about 0.20 USD an interview (20 turns of 4,000 tokens in and 200 out at 2 and 10 USD a million).
  SOUNDING_MODEL: preset(field.text(), 'claude-sonnet-5-5', {
    group: 'Model',
    purpose: 'Model that interviews and drafts plans; ids that begin with simulated- mark a stand-in',
    example: 'claude-sonnet-5-5',
  }),
  // Nobody waits for coding, and each quote is checked by code afterwards. A pass over 1,250 interviews costs about
  // 1.70 USD with this model and 34 with the one above, so every interview can be coded twice.
  SOUNDING_ANALYSIS_MODEL: preset(field.text(), 'claude-haiku-5-5', {
    group: 'Model',
    purpose: 'Model that codes the answers and words the summary',
    example: 'claude-haiku-5-5',
  }),
  DATABASE_URL: optional(field.address('postgres', 'postgresql'), {
    group: 'Storage',
    purpose: 'PostgreSQL to use; unset starts one of its own under DATA_DIR',
    example: 'postgres://sounding:password@db.example.org:5432/sounding',
    secret: true,
  }),
  REDIS_URL: optional(field.address('redis', 'rediss'), {
    group: 'Storage',
    purpose: 'Redis for the queues; unset keeps them in PostgreSQL',
    example: 'redis://queue.example.org:6379',
    secret: true,
  }),
  DATA_DIR: preset(field.text(), '.sounding', {
    group: 'Storage',
    purpose: "Folder for the bot's own PostgreSQL when DATABASE_URL is unset",
    example: '/var/lib/sounding',
  }),
  SOUNDING_KEYS: optional(field.keys(), {
    group: 'Storage',
    purpose:
      'Keys that seal the tokens of installed workspaces, 32 random bytes in base64 each (openssl rand -base64 32): the first seals, all open',
    example: 'bm90IGEga2V5LCBidXQgYXMgbG9uZyBhcyBvbmUgaXM=',
    secret: true,
  }),
  STUDY_COMMAND: preset(field.commandName(), '/study', {
    group: 'Commands',
    purpose: "Researchers' command, if the workspace has another /study",
    example: '/study',
  }),
  INTERVIEW_COMMAND: preset(field.commandName(), '/interview', {
    group: 'Commands',
    purpose: "Participants' command, if the workspace has another /interview",
    example: '/interview',
  }),
  QUIET_SECONDS: preset(field.duration(1000, 'seconds', 120), '5', {
    group: 'Interviews',
    purpose: 'How long a person must have been silent before they are answered',
    example: '5',
  }),
  BURST_CAP_SECONDS: preset(field.duration(1000, 'seconds', 600), '30', {
    group: 'Interviews',
    purpose: 'Longest wait for somebody who keeps on sending messages',
    example: '30',
  }),
  NUDGE_AFTER_HOURS: preset(field.duration(HOUR_MS, 'hours', 720), '24', {
    group: 'Interviews',
    purpose: 'Silence after which a person is reminded, once',
    example: '24',
  }),
  CLOSE_AFTER_HOURS: preset(field.duration(HOUR_MS, 'hours', 2160), '72', {
    group: 'Interviews',
    purpose: 'Silence after which an interview is closed as partial',
    example: '72',
  }),
  INVITE_HOURS: preset(field.weekHours(), 'Mon-Fri 09:00-17:00', {
    group: 'Fieldwork',
    purpose: "Days and hours in which people are written to unasked, in each person's own zone",
    example: 'Mon-Sun 00:00-24:00',
  }),
  INVITES_PER_MINUTE: preset(field.rate(6000), '20', {
    group: 'Fieldwork',
    purpose: 'Invitations sent in a minute at most, per study and platform',
    example: '20',
  }),
  UNASKED_GAP_HOURS: preset(field.duration(HOUR_MS, 'hours', 720), '20', {
    group: 'Fieldwork',
    purpose: 'Least time between two messages that a person did not ask for',
    example: '20',
  }),
  REMIND_AFTER_HOURS: preset(field.duration(HOUR_MS, 'hours', 2160), '48', {
    group: 'Fieldwork',
    purpose: 'Silence after which somebody who did not answer an invitation is reminded',
    example: '48',
  }),
  REMIND_AGAIN_AFTER_HOURS: preset(field.duration(HOUR_MS, 'hours', 2160), '96', {
    group: 'Fieldwork',
    purpose: 'Silence after which they are reminded a second and last time (on Discord once only)',
    example: '96',
  }),
  EXPIRE_AFTER_HOURS: preset(field.duration(HOUR_MS, 'hours', 8760), '240', {
    group: 'Fieldwork',
    purpose: 'Time after which an invitation that nobody answered runs out',
    example: '240',
  }),
  NIGHTLY_AT: preset(field.timeOfDay(), '02:00', {
    group: 'Analysis',
    purpose: 'Time at which new interviews are coded and the summary is posted',
    example: '02:00',
  }),
  STUDY_ZONE: preset(field.zone(), 'UTC', {
    group: 'Analysis',
    purpose: 'Time zone of NIGHTLY_AT, and of people whose own zone is unknown',
    example: 'Europe/Berlin',
  }),
  LOG_LEVEL: preset(field.choice('debug', 'info', 'warn', 'error'), 'info', {
    group: 'Log',
    purpose: 'How much is logged: debug, info, warn or error',
    example: 'info',
  }),
  HEALTH_PORT: optional(field.port(), {
    group: 'Health',
    purpose: 'Port on which GET /healthz is answered; unset means on none',
    example: '8080',
  }),
  HEALTH_HOST: preset(field.text(), '127.0.0.1', {
    group: 'Health',
    purpose: 'Address on which GET /healthz is answered, with HEALTH_PORT',
    example: '0.0.0.0',
  }),
})
export type Environment = z.output<typeof Environment>

/** Every setting, in the order of the schema. */
export const SETTINGS: readonly Setting[] = Object.entries(Environment.shape).map(([name, type]) => {
  const about = table.get(type)
  if (!about) throw new TypeError(`setting without a description: ${name}`)
  return { name, ...about, secret: about.secret ?? false }
})

/** `name` of a setting, with what an operator needs to mend it. */
export function settingProblem(name: string, problem: string): string {
  const setting = SETTINGS.find((each) => each.name === name)
  if (!setting) throw new TypeError(`no such setting: ${name}`)
  return `${name} ${problem}. ${setting.purpose}. Example: ${name}=${setting.example}`
}
