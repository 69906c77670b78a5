import { Command } from 'commander'
import type { End } from './program.ts'

const MARKS = { ok: 'ok    ', advice: 'advice', broken: 'BROKEN' }

export function doctorCommand(end: End): Command {
  return new Command('doctor')
    .description('Check settings, database, Redis, model and platforms, and say what to mend.')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', '\nEnds with 1 if anything would break an interview. Posts nothing.')
    .action(async (options: { json?: true }) => {
      const { examine } = await import('./doctor/examine.ts')
      const checks = await examine()
      const healthy = checks.every(({ status }) => status !== 'broken')
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ok: healthy, checks })}\n`
          : checks.map(({ name, status, detail }) => `${MARKS[status]}  ${name}: ${detail}\n`).join(''),
      )
      end(healthy ? 0 : 1)
    })
}
