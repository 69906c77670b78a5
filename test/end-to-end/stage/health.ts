import { freePort } from '../../harness/free-port.ts'

/** What an operator sees of a bot's health: `ok`, or each thing that is wrong with its reason. */
export interface HealthSeen {
  readonly env: () => { readonly HEALTH_PORT: string }
  look(): Promise<string>
}

export async function healthSeen(): Promise<HealthSeen> {
  const port = await freePort()
  return {
    env: () => ({ HEALTH_PORT: String(port) }),
    async look() {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`)
      const { status, wrong } = (await answer.json()) as {
        readonly status: string
        readonly wrong: readonly { readonly name: string; readonly reason: string }[]
      }
      if (answer.status !== (status === 'ok' ? 200 : 503)) return `${answer.status} with ${status}`
      return wrong.length === 0 ? status : wrong.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
    },
  }
}
