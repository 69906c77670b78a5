import { readFile } from 'node:fs/promises'

/** Peak memory of a running process in MB, as Linux counts it (VmHWM); undefined elsewhere. */
export async function peakMegabytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes ? Math.round(Number(kilobytes) / 1024) : undefined
}
