import { DemoFailure } from './failure.ts'
import { type DemoFlags, demoOrder } from './options.ts'
import { noProgress, showProgress } from './progress.ts'
import { resultObject, resultTable, succeeded } from './result.ts'
import { type DemoOutcome, runDemo } from './run.ts'

/** Runs the demo, tells how it went, and returns the exit code. */
export async function demo(flags: DemoFlags): Promise<number> {
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
