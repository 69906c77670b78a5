import { Command } from 'commander'
import { type Config, loadConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { checkDatabase } from './doctor/database.ts'
import { broken, type Finding, fine } from './doctor/finding.ts'
import { checkModel } from './doctor/model.ts'
import { checkPlatforms } from './doctor/platforms.ts'
import { checkRedis } from './doctor/redis.ts'
import type { End } from './program.ts'

const MARKS = { ok: 'ok    ', advice: 'advice', broken: 'BROKEN' }

export function doctorCommand(end: End): Command {
  return new Command('doctor')
    .description('Check settings, database, Redis, model and platforms, and say what to mend.')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', '\nEnds with 1 if anything would break an interview. Posts nothing.')
    .action(async (options: { json?: true }) => {
      const findings = await examine()
      const healthy = findings.every(({ status }) => status !== 'broken')
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ok: healthy, checks: findings })}\n`
          : findings.map(({ name, status, detail }) => `${MARKS[status]}  ${name}: ${detail}\n`).join(''),
      )
      end(healthy ? 0 : 1)
    })
}

async function examine(): Promise<readonly Finding[]> {
  const node = fine('Node', process.versions.node)
  const config = settings()
  if (!('dataDir' in config)) return [node, ...config]
  const areas = await Promise.all([
    checkDatabase(config),
    checkRedis(config),
    checkModel(config),
    checkPlatforms(config),
  ])
  return [node, fine('settings', 'well-formed'), ...areas.flat()]
}

function settings(): Config | readonly Finding[] {
  try {
    return loadConfig()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => broken('settings', problem))
    throw error
  }
}
