import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ResearcherError, type StudyRequest } from './people/researcher.ts'
import type { PersonOutcome, StageConfig } from './protocol.ts'
import type { PlatformStage, Stage } from './stage.ts'

const EXAMPLE = fileURLToPath(new URL('../examples/working-with-ai.yaml', import.meta.url))
const LOOK_MS = 100

export interface RunWatcher {
  progress(platform: PlatformStage['platform'], people: number, ended: number): void
  /** Resolves if someone else knows that nobody is left. */
  readonly allEnded: Promise<void>
}

export interface RunResult {
  readonly perPerson: readonly PersonOutcome[]
  readonly problem?: string
}

/** Takes the study through its stages as a researcher would, while the people live through it. */
export async function runStudy(stage: Stage, config: StageConfig, watcher: RunWatcher): Promise<RunResult> {
  const problem = await conduct(stage, config, watcher).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ResearcherError) return error.message
      throw error
    },
  )
  return { perPerson: stage.platforms.flatMap(outcomes), ...(problem === undefined ? {} : { problem }) }
}

async function conduct(stage: Stage, config: StageConfig, watcher: RunWatcher): Promise<void> {
  const [lead] = stage.platforms
  if (!lead) return
  const draft = await lead.researcher.newStudy(await request(config))
  await lead.researcher.approve(draft)
  for (const { researcher, places } of stage.platforms) await researcher.launch(places)
  await Promise.race([everyoneEnded(stage, config, watcher), watcher.allEnded])
  for (const { researcher } of stage.platforms) await researcher.status()
  await lead.researcher.askReport()
  await Promise.all(stage.platforms.map(({ researcher }) => researcher.awaitReport(config.reportMs)))
  await lead.researcher.closeStudy()
}

async function request(config: StageConfig): Promise<StudyRequest> {
  const path = config.studyFile ?? EXAMPLE
  const [only, other] = config.platforms
  return {
    title: 'Working with AI',
    goal: 'Learn how people bring AI tools into their work, what they gain and lose, and what they expect.',
    platforms: other === undefined && only ? only : 'all',
    file: { name: basename(path), text: await readFile(path, 'utf8') },
  }
}

/** Looks at the people, not at the bot: each has seen how it ended, or nothing has come for too long. */
async function everyoneEnded(stage: Stage, config: StageConfig, watcher: RunWatcher): Promise<void> {
  const reported = new Map<string, number>()
  for (;;) {
    let left = 0
    for (const { platform, scripts } of stage.platforms) {
      const ended = scripts.filter((script) => {
        const { resting, over, quiet, idleMs } = script.standing()
        return resting && (over || idleMs > (quiet ? config.idleGraceMs : config.patienceMs))
      }).length
      left += scripts.length - ended
      if (reported.get(platform) !== ended) {
        reported.set(platform, ended)
        watcher.progress(platform, scripts.length, ended)
      }
    }
    if (left === 0) return
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

function outcomes({ platform, scripts }: PlatformStage): readonly PersonOutcome[] {
  return scripts.map(({ person, user }) => ({
    platform,
    user,
    persona: person.persona,
    cohort: person.cohort,
    expected: person.expected,
    unsaid: person.mind.unsaid(),
    facts: person.mind.facts(),
  }))
}
