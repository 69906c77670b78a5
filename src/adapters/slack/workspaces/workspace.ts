import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import { Answerer } from '../answer.ts'
import { POST_TIMEOUT_MS } from '../outbound/web-client.ts'
import type { Identity } from '../parse.ts'
import { People } from '../people.ts'
import { Sender } from '../send.ts'
import { NoToken } from './access.ts'

/** What works in one workspace, by its own token. */
export interface Workspace {
  /** Who the bot is there. Throws PlatformError if Slack does not tell. */
  who(): Promise<Identity>
  /** The bot token as it is now. */
  token(): Promise<string>
  readonly web: WebClient
  readonly people: People
  readonly sender: Sender
  readonly answerer: Answerer
}

/** The workspaces in which the bot works. */
export interface Workspaces {
  /** Those known so far. */
  readonly ids: readonly string[]
  /** Asks which there are. Throws PlatformError if Slack does not tell. */
  identify(): Promise<void>
  /** Undefined if the bot is not installed there. */
  of(workspace: string): Promise<Workspace | undefined>
  /** The one that something of Slack's is for. */
  toldBy(body: Readonly<Record<string, unknown>>): Promise<Workspace | undefined>
  /** Slack refused the token there, but another one has come just now. */
  hasNewToken(workspace: string): Promise<boolean>
  /** The bot was removed there at that time. */
  removed(workspace: string, at: Date): Promise<void>
}

type Fetch = NonNullable<WebClientOptions['fetch']>

/** What is called by the token as it is then. */
export function workspaceBy(
  access: Pick<Workspace, 'who' | 'token'>,
  optionsFor: (timeoutMs?: number) => WebClientOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Workspace {
  const authorized: Fetch = async (url, init) => {
    const headers = new Headers(init?.headers)
    headers.set('Authorization', `Bearer ${await inTime(access.token(), init?.signal)}`)
    return fetch(url, { ...init, headers })
  }
  const client = (timeoutMs?: number) =>
    // A token of the SDK's own would stay for good.
    new WebClient(undefined, { ...optionsFor(timeoutMs), fetch: authorized })
  const web = client()
  return {
    ...access,
    web,
    people: new People(web, clock),
    sender: new Sender(web, client(POST_TIMEOUT_MS)),
    answerer: new Answerer(web, clock, log),
  }
}

/** What comes too late has not been used: nothing was sent. Rejects with NoToken then. */
function inTime(token: Promise<string>, signal: AbortSignal | null | undefined): Promise<string> {
  if (!signal) return token
  return new Promise((resolve, reject) => {
    const late = () => reject(new NoToken('there was no token in time'))
    if (signal.aborted) late()
    signal.addEventListener('abort', late, { once: true })
    token.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
  })
}
