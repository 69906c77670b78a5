import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JobName } from '../../src/core/ports/queue.ts'
import type { JobHandlers, Queues } from '../../src/jobs/backend.ts'
import { QUEUES } from '../../src/jobs/queues.ts'

interface QueueSetup {
  /** Queues on a backend that is fresh in each test; called again, another process's view of the same backend. */
  connect(): Promise<Queues>
  /** Ends what `connect` began and did not close. */
  reset(): Promise<void>
  /** Whether several processes can share the backend. */
  readonly shared: boolean
}

interface Run {
  readonly job: JobName
  readonly id: string
  readonly at: number
}

/** What every implementation of the queues has to do. */
export function queueContract(name: string, setup: QueueSetup): void {
  const runs: Run[] = []
  const recording = (act: (run: Run) => Promise<void> = async () => {}): JobHandlers => {
    const handle = (job: JobName) => (id: string) => {
      const run = { job, id, at: performance.now() }
      runs.push(run)
      return act(run)
    }
    return {
      lane: handle('lane'),
      study: handle('study'),
    }
  }
  const seen = () => runs.map(({ job, id }) => `${job} ${id}`).sort()

  describe(name, () => {
    afterEach(async () => {
      await setup.reset()
      runs.length = 0
    })

    it('hands each wake once to the handler of its job', async () => {
      const { queue, startWorkers } = await setup.connect()
      await startWorkers(recording())
      await Promise.all([queue.wake('lane', 'a'), queue.wake('study', 'b')])
      await expect.poll(seen).toEqual(['lane a', 'study b'])
      await queue.wake('study', 'c')
      await expect.poll(seen).toEqual(['lane a', 'study b', 'study c'])
    })

    it('hands over every wake of one id, also while it is being worked on', async () => {
      const { queue, startWorkers } = await setup.connect()
      const { promise: gate, resolve: open } = Promise.withResolvers<void>()
      await startWorkers(recording(() => gate))
      await queue.wake('lane', 'a')
      await expect.poll(seen).toEqual(['lane a'])
      await queue.wake('lane', 'a')
      await expect.poll(seen).toEqual(['lane a', 'lane a'])
      open()
    })

    it('keeps wakes until there are workers', async () => {
      const { queue, startWorkers } = await setup.connect()
      await queue.wake('lane', 'early')
      await startWorkers(recording())
      await expect.poll(seen).toEqual(['lane early'])
    })

    it('holds a wake back for its delay', async () => {
      const { queue, startWorkers } = await setup.connect()
      await startWorkers(recording())
      const before = performance.now()
      await queue.wake('lane', 'late', 400)
      await queue.wake('lane', 'now')
      await expect.poll(seen, { timeout: 5_000 }).toEqual(['lane late', 'lane now'])
      const late = runs.find(({ id }) => id === 'late')
      // The backend's clock counts whole milliseconds.
      expect((late?.at ?? 0) - before).toBeGreaterThanOrEqual(399)
      expect(runs[0]?.id).toBe('now')
    })

    it('tries a failing handler as often as its queue says, waiting longer each time', async () => {
      const { queue, startWorkers } = await setup.connect()
      await startWorkers(recording(() => Promise.reject(new Error('planted'))))
      await queue.wake('lane', 'a')
      await vi.waitFor(() => expect(runs).toHaveLength(QUEUES.lane.attempts), { timeout: 10_000 })
      const [first = 0, second = 0, third = 0] = runs.map(({ at }) => at)
      expect(second - first).toBeGreaterThanOrEqual(QUEUES.lane.backoffMs - 1)
      expect(third - second).toBeGreaterThanOrEqual(2 * QUEUES.lane.backoffMs - 1)
    })

    it('waits on closing for the job in hand', async () => {
      const queues = await setup.connect()
      const { promise: gate, resolve: open } = Promise.withResolvers<void>()
      const finished: string[] = []
      const act = async ({ id }: Run) => {
        await gate
        finished.push(id)
      }
      await queues.startWorkers(recording(act))
      await queues.queue.wake('lane', 'a')
      await expect.poll(seen).toEqual(['lane a'])
      const closing = queues.close()
      expect(finished).toEqual([])
      open()
      await closing
      expect(finished).toEqual(['a'])
    })

    it.skipIf(!setup.shared)('gives each wake to one of several processes', async () => {
      const [one, two] = [await setup.connect(), await setup.connect()]
      await Promise.all([one.startWorkers(recording()), two.startWorkers(recording())])
      const ids = Array.from({ length: 40 }, (_, n) => `id-${n}`)
      await Promise.all(ids.map((id, n) => (n % 2 ? one : two).queue.wake('lane', id)))
      await expect.poll(() => runs.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(40)
      expect(new Set(seen()).size).toBe(runs.length)
    })
  })
}
