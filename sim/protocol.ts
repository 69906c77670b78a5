import { z } from 'zod'
import type { EndState } from './people/person.ts'

/** What the stand-ins' process is told to stage: the JSON file named on its command line. */
export const StageConfig = z.object({
  platforms: z.array(z.enum(['slack', 'discord'])).min(1),
  /** People who say the lines of this file; without it the 48 invented people. */
  peopleFile: z.string().optional(),
  limit: z.number().int().positive().optional(),
  seed: z.number().int().default(1),
  /** Folder for the logs: `slack.jsonl`, `discord.jsonl`. */
  out: z.string(),
  /** Study file; the shipped example without it. */
  studyFile: z.string().optional(),
  /** Milliseconds between seeing and reacting, median. */
  reactMs: z.number().positive().default(60),
  /** How long a researcher waits for the bot's answer, and a person for its reply, before giving it up. */
  patienceMs: z.number().positive().default(90_000),
  /** How long to wait for the closing word to someone who says nothing more. */
  idleGraceMs: z.number().positive().default(90_000),
  reportMs: z.number().positive().default(120_000),
})
export type StageConfig = z.infer<typeof StageConfig>

export interface PersonOutcome {
  readonly platform: 'slack' | 'discord'
  readonly user: string
  readonly persona: string
  readonly cohort: string
  readonly expected: readonly EndState[]
  /** Lines of a file not said when all was over. */
  readonly unsaid: number
  /** Codes of the example study planted in what they said. */
  readonly facts: readonly string[]
}

export interface PlatformAddress {
  readonly apiUrl: string
  readonly researchChannel: string
  readonly researcher: string
}

/** What the stand-ins' process says to its parent. */
export type FromStage =
  | {
      readonly kind: 'ready'
      readonly slack?: PlatformAddress & {
        readonly botToken: string
        readonly appToken: string
        readonly workspace: string
      }
      readonly discord?: PlatformAddress & { readonly token: string; readonly application: string }
      readonly claude: { readonly url: string; readonly apiKey: string }
    }
  | {
      readonly kind: 'progress'
      readonly platform: 'slack' | 'discord'
      readonly people: number
      readonly ended: number
    }
  /** `problem`: what the researcher waited for in vain; the rest was still staged as far as it went. */
  | { readonly kind: 'done'; readonly perPerson: readonly PersonOutcome[]; readonly problem?: string }
  | { readonly kind: 'failed'; readonly reason: string }

/** What the parent says: `go` once the bot is up, `all-ended` if it knows that nobody is left, `stop`. */
export const ToStage = z.object({ kind: z.enum(['go', 'all-ended', 'stop']) })
