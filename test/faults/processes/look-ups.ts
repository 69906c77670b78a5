import { readFile } from 'node:fs/promises'

/** Outcomes of the look-ups of each outgoing message, as the bot has them: figures, and no evidence. */
export async function lookUps(botLogs: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const outcomes = new Map<string, string[]>()
  for (const log of botLogs)
    for (const line of (await readFile(log, 'utf8')).split('\n')) {
      if (!line.includes('"outbox.looked-up"')) continue
      const { outbox, outcome } = JSON.parse(line) as { outbox: string; outcome: string }
      outcomes.set(outbox, [...(outcomes.get(outbox) ?? []), outcome])
    }
  return outcomes
}
