import { MultiBar, type SingleBar } from 'cli-progress'

/** How far each platform's people are. */
export interface Progress {
  update(platform: string, ended: number, people: number): void
  stop(): void
}

export const noProgress: Progress = { update: () => undefined, stop: () => undefined }

/** A bar a platform on a terminal; elsewhere a line a platform for each further tenth. */
export function showProgress(to: NodeJS.WriteStream): Progress {
  return to.isTTY ? bars(to) : lines(to)
}

function bars(to: NodeJS.WriteStream): Progress {
  const multi = new MultiBar({
    stream: to,
    hideCursor: true,
    clearOnComplete: false,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: '{platform} {bar} {value} of {total} people',
  })
  const shown = new Map<string, SingleBar>()
  return {
    update(platform, ended, people) {
      const bar = shown.get(platform) ?? multi.create(people, 0, { platform: platform.padEnd(8) })
      shown.set(platform, bar)
      bar.update(ended)
    },
    stop: () => multi.stop(),
  }
}

function lines(to: NodeJS.WriteStream): Progress {
  const told = new Map<string, number>()
  return {
    update(platform, ended, people) {
      const tenth = people === 0 ? 10 : Math.floor((10 * ended) / people)
      if (tenth <= (told.get(platform) ?? -1)) return
      told.set(platform, tenth)
      to.write(`${platform.padEnd(8)} ${ended} of ${people} people\n`)
    },
    stop: () => undefined,
  }
}
