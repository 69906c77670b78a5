import { type Config, loadConfig } from '../../config.ts'
import { ConfigError } from '../../core/errors.ts'
import { broken, type Check, fine } from '../../core/ports/check.ts'
import { checkDatabase } from './database.ts'
import { checkModel } from './model.ts'
import { checkPlatforms } from './platforms.ts'
import { checkRedis } from './redis.ts'
import { checkTokens } from './tokens.ts'

/** Everything that can be checked; with malformed settings only those. */
export async function examine(): Promise<readonly Check[]> {
  const node = fine('Node', process.versions.node)
  const config = settings()
  if (!('dataDir' in config)) return [node, ...config]
  const areas = await Promise.all([
    checkDatabase(config),
    checkTokens(config),
    checkRedis(config),
    checkModel(config),
    checkPlatforms(config),
  ])
  return [node, fine('settings', 'well-formed'), ...areas.flat()]
}

function settings(): Config | readonly Check[] {
  try {
    return loadConfig()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => broken('settings', problem))
    throw error
  }
}
