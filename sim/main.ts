import { readFile } from 'node:fs/promises'
import { PeopleFileError } from './people/people-file.ts'
import { type FromStage, StageConfig, ToStage } from './protocol.ts'
import { setStage } from './stage.ts'
import { runStudy } from './study-run.ts'

/**
 * The stand-ins' process: `node sim/main.ts CONFIG.json`. Says `ready` with addresses, waits for `go`, stages the
 * study, says `done`, and ends on `stop` or when its parent is gone.
 */
const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('usage: node sim/main.ts CONFIG.json')
  process.exit(1)
}

function tell(message: FromStage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

/** Resolves when the parent says so for the first time. */
const heard = { go: signal(), 'all-ended': signal(), stop: signal() }
process.on('message', (message) => {
  const known = ToStage.safeParse(message)
  if (known.success) heard[known.data.kind].resolve()
})
process.once('disconnect', () => heard.stop.resolve())

function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, resolve }
}

try {
  const config = StageConfig.parse(JSON.parse(await readFile(path, 'utf8')))
  const stage = await setStage(config)
  tell(stage.ready)
  const run = heard.go.promise.then(() =>
    runStudy(stage, config, {
      progress: (platform, people, ended) => tell({ kind: 'progress', platform, people, ended }),
      allEnded: heard['all-ended'].promise,
    }),
  )
  await Promise.race([run.then((result) => tell({ kind: 'done', ...result })), heard.stop.promise])
  await heard.stop.promise
  await stage.close()
} catch (error) {
  const reason = error instanceof PeopleFileError ? error.message : String(error)
  tell({ kind: 'failed', reason })
  console.error(error instanceof PeopleFileError ? reason : error)
  process.exitCode = 1
}
if (process.connected) process.disconnect()
process.exit()
