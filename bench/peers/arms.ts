import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Pool } from 'pg'
import type { Seat } from '../../sim/seat.ts'
import { environmentWith } from '../../src/config.ts'
import { InterviewPlan } from '../../src/core/study/interview-plan.ts'
import { storeApprovedStudy } from '../../test/faults/processes/study.ts'
import type { Program } from './bot-process.ts'
import { QUESTIONS } from './bots/questions.ts'
import type { StoredAnswer } from './count.ts'

export const ARMS = ['sounding', 'bolt', 'chat-sdk'] as const
export type ArmName = (typeof ARMS)[number]

/** What a run offers every bot. */
export interface Site {
  readonly databaseUrl: string
  readonly database: Pool
  readonly folder: string
  readonly slack: { readonly apiUrl: string; readonly workspace: string }
  readonly tokens: { readonly botToken: string; readonly appToken: string }
  readonly model: { readonly url: string; readonly apiKey: string }
  readonly researcher: Seat
  /** Where the researcher is, and where the people are. */
  readonly place: string
  readonly members: string
  readonly people: readonly Seat[]
}

/** One bot: how it is started, how people come to their first question, and where its answers are. */
export interface Arm {
  program(site: Site): Program
  /** Before it is started. */
  prepare(site: Site): Promise<void>
  /** Once it is up: whatever makes it ask its first question. */
  begin(site: Site): Promise<void>
  stored(site: Site): Promise<readonly StoredAnswer[]>
}

/** The same waits for every bot. */
const QUIET_MS = 500
export const MODEL_MS = 250
/** Who writes first says this. */
export const HELLO = 'Hello'

const PLAN = InterviewPlan.parse({
  title: 'New tools',
  goal: 'How people take up new tools',
  domain: 'new tools',
  minutes: 60,
  asker: 'The Harbour research team',
  readers: 'Two researchers',
  contact: 'research@harbour.example',
  researchQuestions: [{ id: 'uptake', text: 'What makes people take up a tool?' }],
  cohorts: [
    {
      key: 'all',
      name: 'Everybody',
      goal: 'Hear of one recent tool',
      sections: [
        {
          title: 'Taking up',
          questions: QUESTIONS.slice(0, -1).map((ask, index) => ({ id: `q${index + 1}`, ask })),
        },
      ],
    },
  ],
  closing: QUESTIONS.at(-1),
})

function slackSettings({ slack, tokens }: Site) {
  return {
    SLACK_BOT_TOKEN: tokens.botToken,
    SLACK_APP_TOKEN: tokens.appToken,
    SLACK_API_URL: slack.apiUrl,
  }
}

const sounding: Arm = {
  program: (site) => ({
    command: ['src/cli/sounding.ts', 'start'],
    env: environmentWith({
      ...slackSettings(site),
      SLACK_RESEARCH_CHANNELS: site.place,
      DATABASE_URL: site.databaseUrl,
      DATA_DIR: site.folder,
      ANTHROPIC_API_KEY: site.model.apiKey,
      ANTHROPIC_BASE_URL: site.model.url,
      SOUNDING_MODEL: 'simulated-interviewer',
      SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
      QUIET_SECONDS: `${QUIET_MS / 1000}`,
      BURST_CAP_SECONDS: '5',
      INVITE_HOURS: 'Mon-Sun 00:00-24:00',
      INVITES_PER_MINUTE: '6000',
    }),
  }),
  async prepare({ database, slack, place }) {
    await storeApprovedStudy(database, { platform: 'slack', workspace: slack.workspace, place }, PLAN)
  },
  async begin({ people, researcher, place, members }) {
    for (const seat of people)
      seat.watch((sight) => {
        if (sight.kind !== 'message') return
        const takePart = sight.controls.find(({ id }) => id.startsWith('consent:take-part:'))
        if (takePart) void seat.press(sight, takePart.id)
      })
    await researcher.command(place, '/study', `launch all=<#${members}>`)
  },
  async stored({ database }) {
    const { rows } = await database.query<StoredAnswer>(
      `select m.message, t.words as text from turn t join turn_message m on m.turn_id = t.id
       where t.speaker = 'participant' and t.kind = 'answer' and t.deleted_at is null`,
    )
    return rows
  },
}

async function sayHello({ people }: Site): Promise<void> {
  for (const seat of people) await seat.say(HELLO)
}

function peer(file: string, settings: (site: Site) => Readonly<Record<string, string>>) {
  return {
    program: (site: Site): Program => ({
      command: [`bench/peers/bots/${file}`],
      env: environmentWith({
        ...slackSettings(site),
        QUIET_MS: `${QUIET_MS}`,
        MODEL_MS: `${MODEL_MS}`,
        ...settings(site),
      }),
    }),
    prepare: async () => undefined,
    begin: sayHello,
  }
}

const answersFile = ({ folder }: Site) => path.join(folder, 'answers.jsonl')

const bolt: Arm = {
  ...peer('bolt.ts', (site) => ({ ANSWERS_FILE: answersFile(site) })),
  async stored(site) {
    if (!existsSync(answersFile(site))) return []
    const lines = readFileSync(answersFile(site), 'utf8').trimEnd().split('\n')
    return lines.map((line) => {
      const { ts, text } = JSON.parse(line) as { ts: string; text: string }
      return { message: ts, text }
    })
  },
}

const chatSdk: Arm = {
  ...peer('chat-sdk.ts', ({ databaseUrl }) => ({ POSTGRES_URL: databaseUrl })),
  async stored({ database }) {
    const { rows } = await database.query<{ value: string }>(
      `select value from chat_state_cache where cache_key like 'thread-state:%'`,
    )
    return rows.flatMap(({ value }) => {
      const { answers } = JSON.parse(value) as { answers: { id: string; text: string }[] }
      return answers.map(({ id, text }) => ({ message: id, text }))
    })
  },
}

export const armNamed: Readonly<Record<ArmName, Arm>> = { sounding, bolt, 'chat-sdk': chatSdk }
