import { readFile, stat } from 'node:fs/promises'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { InvalidInputError } from '../core/errors.ts'
import { type InterviewPlan, questionsOf } from '../core/study/interview-plan.ts'
import { parseStudyFile } from '../core/study/study-file.ts'

const MAX_BYTES = 1024 * 1024

export function studyCommand(): Command {
  return new Command('study')
    .description('Work with studies from the command line.')
    .addCommand(
      new Command('load')
        .description('Load a study file (YAML or JSON) as a draft and post it to the research channels.')
        .argument('<file>', 'the study file; docs/method.md says what stands in it')
        .option('--check', 'only check the file; needs no settings')
        .option('--json', 'print the result as one JSON object')
        .action(load),
    )
}

async function load(file: string, options: { check?: true; json?: true }): Promise<void> {
  const plan = await readStudyFile(file)
  const size = sizeOf(plan)
  if (options.check) {
    print(options, { title: plan.title, ...size }, `${file} is a study file: ${described(plan)}`)
    return
  }
  const config = loadConfig(undefined, ['platform'])
  const { createLog } = await import('../adapters/system/log.ts')
  const { loadStudy } = await import('../main.ts')
  const { study, places } = await loadStudy(config, plan, createLog({ level: 'error' }))
  print(
    options,
    { study, title: plan.title, ...size, places },
    `Loaded ${described(plan)} The running bot posts the draft to ${places.join(' and ')}; approve it there.`,
  )
}

/** The plan in a file. Throws InvalidInputError with a line for each problem. */
export async function readStudyFile(file: string): Promise<InterviewPlan> {
  const bytes = await stat(file)
    .then(async ({ size }) => (size > MAX_BYTES ? undefined : readFile(file)))
    .catch((error: NodeJS.ErrnoException) => {
      throw new InvalidInputError(`${file}: cannot be read (${error.code})`, { cause: error })
    })
  if (!bytes) throw new InvalidInputError(`${file}: larger than 1 MiB, which no study file is`)
  try {
    return parseStudyFile(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof InvalidInputError) throw error
    throw new InvalidInputError(`${file}: not UTF-8 text`, { cause: error })
  }
}

function sizeOf(plan: InterviewPlan): { cohorts: number; questions: number } {
  return { cohorts: plan.cohorts.length, questions: plan.cohorts.flatMap(questionsOf).length }
}

function described(plan: InterviewPlan): string {
  const { cohorts, questions } = sizeOf(plan)
  return `"${plan.title}", ${cohorts} cohort${cohorts === 1 ? '' : 's'}, ${questions} questions.`
}

function print(options: { json?: true }, result: object, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(result) : text}\n`)
}
