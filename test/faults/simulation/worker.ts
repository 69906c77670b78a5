import type { Case } from './case.ts'
import { type CaseResult, runCase } from './run-case.ts'
import { SimulatedDatabase } from './surroundings/database.ts'

/** A process that runs cases one after another on a database of its own: argument 1, its address. */
export interface ToWorker {
  readonly id: number
  readonly one: Case
}
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly result: CaseResult }
  /** The run itself could not be made. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

const [url = ''] = process.argv.slice(2)
const database = await SimulatedDatabase.open(url)
process.on('disconnect', () => process.exit(0))
// What a dead process would still have thrown concerns nobody.
process.on('unhandledRejection', (error) => tell({ kind: 'failed', id: -1, message: String(error) }))
process.on('message', ({ id, one }: ToWorker) => {
  runCase(one, database).then(
    (result) => tell({ kind: 'result', id, result }),
    (error: unknown) =>
      tell({
        kind: 'failed',
        id,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  )
})
tell({ kind: 'ready' })

function tell(message: FromWorker): void {
  process.send?.(message, () => undefined)
}
