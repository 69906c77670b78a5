import { Command, CommanderError } from 'commander'
import { loadEnvFile } from '../config.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { failureLines } from './failure.ts'
import { manifestCommand } from './manifest.ts'
import { migrateCommand } from './migrate.ts'
import { startCommand } from './start.ts'
import { studyCommand } from './study.ts'

const EXIT_CODES = `
Exit codes: 0 done; 1 not done: bad input, a bad setting, or a failure. The reason stands on standard error.
Settings come from the environment and from .env in the working folder; docs/operating.md lists them.`

/** Runs the command line (without node and script) and returns the exit code. Never throws. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  let code = 0
  const end = (with_: number) => {
    code = with_
  }
  const program = new Command('sounding')
    .description('Interviews people where they already talk: Slack and Discord.')
    .addHelpText('after', EXIT_CODES)
  for (const command of [
    startCommand(end),
    demoCommand(end),
    doctorCommand(end),
    migrateCommand(),
    manifestCommand(),
    studyCommand(),
  ])
    program.addCommand(command)
  stopInsteadOfExit(program)
  try {
    loadEnvFile()
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
    process.stderr.write(`${failureLines(error).join('\n')}\n`)
    return 1
  }
}

/** How a command says that it ends with another exit code than 0 though nothing was thrown. */
export type End = (exitCode: number) => void

function stopInsteadOfExit(command: Command): void {
  command.exitOverride()
  for (const sub of command.commands) stopInsteadOfExit(sub)
}
