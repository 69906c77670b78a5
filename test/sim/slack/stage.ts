import { SocketModeClient } from '@slack/socket-mode'
import { WebAPIPlatformError, WebClient } from '@slack/web-api'
import type { LogLine } from '../../../sim/seat.ts'
import { createSlackStandIn, type SlackStandInOptions } from '../../../sim/slack/index.ts'
import { sdkLogger } from '../../../src/adapters/slack/outbound/web-client.ts'
import { silentLog } from '../../harness/silent-log.ts'

export type Line = Omit<LogLine, 'seq' | 'at'>

/** A stand-in with one person, one channel, and Slack's own clients before it. */
export async function openWorkspace(options: Partial<SlackStandInOptions> = {}) {
  const record: Line[] = []
  const slack = await createSlackStandIn({
    log: { write: (line) => record.push(line) },
    botToken: 'xoxb-test',
    appToken: 'xapp-test',
    timing: { ackDeadlineMs: 1_000, retryDelaysMs: [0, 10, 20] },
    rates: { messageBurst: 1_000 },
    ...options,
  })
  const person = slack.addPerson({ name: 'Ada Quill' })
  const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
  const client = (token: string | undefined) =>
    new WebClient(token, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: sdkLogger(silentLog, 'test'),
    })
  const sockets: SocketModeClient[] = []
  return {
    slack,
    person,
    channel,
    client,
    web: client('xoxb-test'),
    record,
    seat: slack.seat(person),
    async socket(pingTimeoutMs = 5_000): Promise<SocketModeClient> {
      const socket = new SocketModeClient({
        appToken: 'xapp-test',
        autoReconnectEnabled: false,
        clientPingTimeout: pingTimeoutMs,
        logger: sdkLogger(silentLog, 'test'),
        clientOptions: { slackApiUrl: slack.apiUrl },
      })
      await socket.start()
      sockets.push(socket)
      return socket
    },
    async close() {
      await Promise.all(sockets.map((socket) => socket.disconnect()))
      await slack.close()
    },
  }
}

export type Workspace = Awaited<ReturnType<typeof openWorkspace>>

/** Slack's word for why a call was refused; `ok` if it was not. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'ok'
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error
    throw error
  }
}
