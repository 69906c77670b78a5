import type { FaultKind } from '../../../sim/claude/faults.ts'
import { type ClaudeStandIn, createClaudeStandIn } from '../../../sim/claude/stand-in.ts'
import { createClaudeModel } from '../../../src/adapters/claude/index.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { Log, LogFields } from '../../../src/core/ports/log.ts'
import type { Model } from '../../../src/core/ports/model.ts'
import type { Mishap, ModelUnderTest } from '../../contracts/model.ts'

export const API_KEY = 'sk-test-0001'

export interface ClaudeUnderTest extends ModelUnderTest {
  readonly standIn: ClaudeStandIn
  /** Everything that was logged, as text. */
  logged(): string
  /** The same model by another clock. */
  modelWith(clock: Clock): Model
  /** Another model on the same stand-in. */
  modelNamed(model: string, apiKey?: string): Model
}

const FAULT_OF: Readonly<Record<Mishap, FaultKind>> = {
  overloaded: '529',
  'rate-limited': '429',
  failing: '500',
  hanging: 'hang',
  'cut-off': 'cut',
  'ended-early': 'ended-early',
  'failing-midway': 'mid-stream-error',
  'key-refused': '401',
  unpaid: '402',
  spent: 'spend-limit',
  declining: 'refusal',
  truncated: 'truncated',
  'not-json': 'invalid-json',
  'off-contract': 'off-contract',
  empty: 'empty',
}

/** The adapter with the real SDK against the stand-in over loopback. */
export async function openClaude(
  model = 'simulated-interviewer',
  clock: Clock = createSystemClock(),
): Promise<ClaudeUnderTest> {
  const standIn = await createClaudeStandIn({ apiKey: API_KEY })
  const lines: string[] = []
  const log = recordingLog(lines)
  const modelNamed = (id: string, apiKey = API_KEY, by = clock) =>
    createClaudeModel({ apiKey, baseUrl: standIn.url, model: id, simulated: true }, { clock: by, log })
  return {
    standIn,
    model: modelNamed(model),
    modelNamed,
    modelWith: (other) => modelNamed(model, API_KEY, other),
    logged: () => lines.join('\n'),
    answerWith: (output) => standIn.setScript(() => ({ output })),
    befall: (mishap) => {
      // A scripted answer still meets a waiting fault.
      standIn.faults.next(FAULT_OF[mishap], { retryAfter: 3_600 })
    },
    close: () => standIn.close(),
  }
}

function recordingLog(lines: string[]): Log {
  const write = (event: string, fields?: LogFields) => {
    lines.push(JSON.stringify({ event, ...fields }))
  }
  const log: Log = {
    debug: write,
    info: write,
    warn: write,
    error: (event, error, fields) => write(event, { ...fields, error: String(error) }),
    child: () => log,
  }
  return log
}
