import { Command, Option } from 'commander'
import { DemoFailure } from './demo/failure.ts'
import { type DemoFlags, demoOrder, wholeNumber } from './demo/options.ts'
import { noProgress, showProgress } from './demo/progress.ts'
import { resultObject, resultTable, succeeded } from './demo/result.ts'
import { type DemoOutcome, runDemo } from './demo/run.ts'
import type { End } from './program.ts'

export function demoCommand(end: End): Command {
  return new Command('demo')
    .description('Take the example study through planning, interviews and analysis with simulated people.')
    .option(
      '--people <file>',
      'CSV (transcript_id,text) whose "User:" turns the people say; else 48 invented people',
    )
    .option('--limit <n>', 'so many people at most', wholeNumber(1))
    .addOption(new Option('--platform <name>', 'where').choices(['slack', 'discord', 'both']).default('both'))
    .addOption(
      new Option('--model <name>', 'claude needs ANTHROPIC_API_KEY and costs money')
        .choices(['simulated', 'claude'])
        .default('simulated'),
    )
    .option('--out <dir>', 'fresh folder for what comes out (default: demo-out-TIME in the project)')
    .option('--seed <n>', 'makes the people do the same again', wholeNumber(0), 1)
    .option(
      '--json',
      'last line of standard output is the result as one JSON object; all else on standard error',
    )
    .addHelpText('after', '\nEnds with 0 if no message was lost or doubled and every summary was posted.')
    .action(async (flags: DemoFlags) => end(await demo(flags)))
}

async function demo(flags: DemoFlags): Promise<number> {
  const order = await demoOrder(flags)
  const tell = (text: string) => (flags.json ? process.stderr : process.stdout).write(`${text}\n`)
  tell(introduction(order.people, order.claude?.interviewer.model))
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  try {
    const outcome = await runDemo(
      order,
      flags.json ? noProgress : showProgress(process.stderr),
      interrupted.signal,
    )
    tell(summary(outcome))
    if (flags.json) process.stdout.write(`${JSON.stringify(resultObject(outcome.result))}\n`)
    return succeeded(outcome.result) ? 0 : 1
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error
    process.stderr.write(`demo: ${error.message}\n`)
    return 1
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt)
  }
}

function introduction(people: number, model: string | undefined): string {
  const who = `${people} simulated people`
  return model
    ? `${who}, interviewed by ${model} (a real model: this costs money), in stand-ins for Slack and Discord.`
    : `${who}, interviewed by a simulated model (rules, no AI), in stand-ins for Slack and Discord on this machine.`
}

function summary({ result, files, problems, peakMegabytes }: DemoOutcome): string {
  const memory = peakMegabytes ? `, peak memory of the bot ${peakMegabytes} MB` : ''
  return [
    '',
    resultTable(result),
    '',
    `${result.seconds} s${memory}, model: ${result.model}`,
    ...files.map(({ what, path }) => `${what}: ${path}`),
    ...problems.map((problem) => `PROBLEM: ${problem}`),
  ].join('\n')
}
