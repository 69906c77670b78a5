import { type Figures, held, total } from './figures.ts'
import { runGuards } from './guards/layer.ts'
import { isOfTheOptions, type Layer, type Options, readOptions } from './options.ts'
import { runProcesses } from './processes/layer.ts'
import { runSimulation } from './simulation/layer.ts'

/**
 * The fault harness: `npm run --silent faults -- --layer simulation|processes|guards|all`. Exit code 0 if everything
 * held, 1 if something did not or cannot be done.
 */
const LAYER: Readonly<Record<Layer, (options: Options, tell: (text: string) => void) => Promise<Figures>>> = {
  simulation: runSimulation,
  processes: runProcesses,
  guards: runGuards,
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!isOfTheOptions(error)) throw error
  process.stderr.write(`faults: ${error.message}\n`)
  return 1
})

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  const tell = (text: string) => void (options.json ? process.stderr : process.stdout).write(`${text}\n`)
  const figures: Figures[] = []
  for (const layer of options.layers) {
    figures.push(await LAYER[layer](options, tell))
    tell(JSON.stringify(figures.at(-1)))
  }
  const [first] = figures
  const all = figures.length === 1 && first ? first : total(figures)
  if (options.json) process.stdout.write(`${JSON.stringify(all)}\n`)
  return held(all) ? 0 : 1
}
