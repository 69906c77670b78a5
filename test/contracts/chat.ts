import { describe, it } from 'vitest'
import { ChatBench, type ChatSetup } from './chat-bench.ts'
import { type ChatCheck, receiving, sending } from './chat-checks.ts'
import { gestures } from './chat-gesture-checks.ts'
import { history } from './chat-history-checks.ts'
import { people } from './chat-people-checks.ts'

export const chatChecks: readonly ChatCheck[] = [...receiving, ...history, ...sending, ...people, ...gestures]

/** Runs one check on a fresh bench. Throws if the adapter does not keep the promise. */
export async function runChatCheck(check: ChatCheck, setup: () => Promise<ChatSetup>): Promise<void> {
  const bench = new ChatBench(await setup())
  try {
    await bench.connect()
    await check.run(bench)
  } finally {
    await bench.close()
  }
}

/** What every implementation of the chat port promises. */
export function chatContract(spec: {
  readonly name: string
  readonly setup: () => Promise<ChatSetup>
}): void {
  describe(`the chat contract, kept by ${spec.name}`, () => {
    for (const check of chatChecks) {
      it(check.name, () => runChatCheck(check, spec.setup), 20_000)
    }
  })
}
