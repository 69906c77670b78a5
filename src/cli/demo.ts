import { Command, Option } from 'commander'
import type { DemoFlags } from './demo/options.ts'
import type { End } from './program.ts'
import { wholeNumber } from './whole-number.ts'

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
    .action(async (flags: DemoFlags) => {
      const { demo } = await import('./demo/demo.ts')
      end(await demo(flags))
    })
}
