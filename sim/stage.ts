import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createClaudeStandIn } from './claude/stand-in.ts'
import { createDiscordStandIn } from './discord/index.ts'
import { createLog } from './log.ts'
import { inventedPeople } from './people/invented.ts'
import { readPeopleFile } from './people/people-file.ts'
import type { Person } from './people/person.ts'
import { chance } from './people/random.ts'
import { Researcher } from './people/researcher.ts'
import { PersonScript } from './people/script.ts'
import type { FromStage, StageConfig } from './protocol.ts'
import type { Seat } from './seat.ts'
import { createSlackStandIn } from './slack/index.ts'

type Ready = Extract<FromStage, { kind: 'ready' }>

export interface PlatformStage {
  readonly platform: 'slack' | 'discord'
  readonly researcher: Researcher
  /** Cohort to place. */
  readonly places: Readonly<Record<string, string>>
  readonly scripts: readonly PersonScript[]
}

export interface Stage {
  readonly ready: Ready
  readonly platforms: readonly PlatformStage[]
  close(): Promise<void>
}

/** A platform's stand-in with its people in it, before they act. */
interface Site {
  readonly seat: (user: string) => Seat
  readonly researcher: string
  readonly researchChannel: string
  readonly users: readonly string[]
  readonly places: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/** Demonstrations shorten waits, so the stand-ins take more in a second than the platforms would. */
const SLACK_RATES = { messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 }
const DISCORD_CHANNEL = { limit: 250, windowMs: 5_000 }
const DISCORD_OPENS = { count: 10_000, windowMs: 600_000 }
const COMMANDS = ['/study', '/interview']
const RESEARCHER = 'Robin Hale'

/** Starts the stand-ins of the run and seats everyone. Throws PeopleFileError before anything is started or written. */
export async function setStage(config: StageConfig): Promise<Stage> {
  const from = {
    seed: config.seed,
    platforms: config.platforms,
    ...(config.limit === undefined ? {} : { limit: config.limit }),
  }
  const people = config.peopleFile ? await readPeopleFile(config.peopleFile, from) : inventedPeople(from)
  const apiKey = `sk-ant-simulated-${randomBytes(12).toString('hex')}`
  const claude = await createClaudeStandIn({ apiKey, seed: config.seed })
  let ready: Ready = { kind: 'ready', claude: { url: claude.url, apiKey } }
  const closing: (() => Promise<void>)[] = [() => claude.close()]
  const stages: PlatformStage[] = []
  for (const platform of config.platforms) {
    const here = people.filter((person) => person.platform === platform)
    const log = createLog(join(config.out, `${platform}.jsonl`), platform)
    let site: Site
    if (platform === 'slack') {
      const tokens = { botToken: secret('xoxb'), appToken: secret('xapp') }
      const slack = await createSlackStandIn({ log, rates: SLACK_RATES, commands: COMMANDS, ...tokens })
      site = slackSite(slack, here)
      const { apiUrl, workspace } = slack
      ready = { ...ready, slack: { apiUrl, workspace, ...tokens, ...research(site) } }
    } else {
      const token = secret('simulated')
      const discord = await createDiscordStandIn({
        log,
        token,
        channelBucket: DISCORD_CHANNEL,
        directOpens: DISCORD_OPENS,
      })
      site = discordSite(discord, here)
      const { apiUrl, application } = discord
      ready = { ...ready, discord: { apiUrl, application, token, ...research(site) } }
    }
    const stage = seated(platform, site, here, config)
    stages.push(stage)
    closing.push(async () => {
      stage.researcher.close()
      for (const script of stage.scripts) script.close()
      await site.close()
      log.close()
    })
  }
  return {
    ready,
    platforms: stages,
    async close() {
      for (const close of closing.toReversed()) await close()
    },
  }
}

function research({ researchChannel, researcher }: Site) {
  return { researchChannel, researcher }
}

function slackSite(slack: Awaited<ReturnType<typeof createSlackStandIn>>, people: readonly Person[]): Site {
  const zone = 'Europe/London'
  const researcher = slack.addPerson({ name: RESEARCHER, zone })
  const users = people.map((person) =>
    slack.addPerson({ name: person.name, zone: person.zone, locale: person.locale }),
  )
  const places = Object.fromEntries(
    cohortsOf(people).map((cohort) => {
      const members = users.filter((_, index) => people[index]?.cohort === cohort)
      return [cohort, slack.addChannel({ name: cohort, members: [slack.botUser, ...members] })]
    }),
  )
  const researchChannel = slack.addChannel({
    name: 'research',
    private: true,
    members: [slack.botUser, researcher],
  })
  return { seat: slack.seat, researcher, researchChannel, users, places, close: slack.close }
}

function discordSite(
  discord: Awaited<ReturnType<typeof createDiscordStandIn>>,
  people: readonly Person[],
): Site {
  const server = discord.addServer('Simulated server')
  const researcher = discord.addPerson({ name: RESEARCHER, servers: [server] })
  const users = people.map(({ name, locale, closedDirect }) =>
    discord.addPerson({ name, locale: locale === 'en' ? 'en-US' : locale, closedDirect, servers: [server] }),
  )
  const places = Object.fromEntries(
    cohortsOf(people).map((cohort) => [cohort, discord.addChannel({ server, name: cohort })]),
  )
  const researchChannel = discord.addChannel({ server, name: 'research' })
  return { seat: discord.seat, researcher, researchChannel, users, places, close: discord.close }
}

function seated(
  platform: PlatformStage['platform'],
  site: Site,
  people: readonly Person[],
  config: StageConfig,
): PlatformStage {
  const pace = { reactMs: config.reactMs, thinkFactor: 4, pauseFactor: 25 }
  const source = chance(config.seed).branch(`pace ${platform}`)
  return {
    platform,
    researcher: new Researcher(site.seat(site.researcher), site.researchChannel, config.patienceMs),
    places: site.places,
    scripts: people.map((person, index) => {
      const user = site.users[index] ?? ''
      return new PersonScript(person, site.seat(user), source.branch(`${index}`), pace)
    }),
  }
}

/** A launch names every cohort of the study, those without people here too. */
function cohortsOf(people: readonly Person[]): readonly string[] {
  return [...new Set(['workforce', 'creatives', 'scientists', ...people.map((person) => person.cohort)])]
}

function secret(prefix: string): string {
  return `${prefix}-${randomBytes(16).toString('hex')}`
}
