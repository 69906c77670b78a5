import { inspectTokens } from '../../adapters/postgres/studies/sealed-tokens.ts'
import { createLog } from '../../adapters/system/log.ts'
import { createSeal } from '../../adapters/system/seal.ts'
import type { Config } from '../../config.ts'
import { advice, broken, type Check, fine } from '../../core/ports/check.ts'
import { withDatabase } from '../database.ts'

const NAME = 'sealed tokens'

/** Can the tokens of the installed workspaces be opened? Nothing where no keys are set. */
export async function checkTokens(config: Config): Promise<readonly Check[]> {
  const { keys } = config
  if (keys === undefined) return []
  try {
    const { opened, old, unopened } = await withDatabase(config, createLog({ level: 'silent' }), (db) =>
      inspectTokens(db, createSeal(keys)),
    )
    if (unopened.length > 0)
      return [
        broken(
          NAME,
          `none of SOUNDING_KEYS opens those of ${unopened.join(', ')}: add the key they were sealed with, or install the app there again`,
        ),
      ]
    if (old.length > 0)
      return [
        advice(
          NAME,
          `those of ${old.join(', ')} are sealed with an older key: start the bot once before you take that key out of SOUNDING_KEYS`,
        ),
      ]
    return [fine(NAME, `of ${opened.length} installed workspaces, all with the first of SOUNDING_KEYS`)]
  } catch {
    return [advice(NAME, 'could not be looked at: see the lines on the database and its tables')]
  }
}
