import { createClaudeModel } from '../../adapters/claude/index.ts'
import { createSystemClock } from '../../adapters/system/clock.ts'
import { createLog } from '../../adapters/system/log.ts'
import { settingProblem } from '../../config/settings.ts'
import type { Config } from '../../config.ts'
import { broken, type Check, fine } from '../../core/ports/check.ts'

/** Is the key accepted, and does it know both models? */
export async function checkModel(config: Config): Promise<readonly Check[]> {
  if (!config.model) return [broken('model', settingProblem('ANTHROPIC_API_KEY', 'is missing'))]
  const deps = { clock: createSystemClock(), log: createLog({ level: 'silent' }) }
  const { interviewer, analyst } = config.model
  const models = interviewer.model === analyst.model ? [interviewer] : [interviewer, analyst]
  return Promise.all(
    models.map(async (settings) => {
      const { ok, detail } = await createClaudeModel(settings, deps).check()
      const name = 'model'
      return ok ? fine(name, detail) : broken(name, detail)
    }),
  )
}
