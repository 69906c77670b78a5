import { App, type Receiver } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { PlatformError } from '../../../core/errors.ts'
import type { Log } from '../../../core/ports/log.ts'
import { formView } from '../outbound/form-view.ts'
import { platformErrorCode } from '../outbound/outcome.ts'
import { clientOptions, sdkLogger } from '../outbound/web-client.ts'
import type { Readers } from '../workspaces/readers.ts'
import type { Workspaces } from '../workspaces/workspace.ts'
import type { Envelope } from './way.ts'

export interface ListenerOptions {
  readonly receiver: Receiver
  readonly apiUrl: string
  readonly workspaces: Workspaces
  readonly readers: Readers
  readonly log: Log
}

/** Bolt's part: it tells gestures apart and acknowledges what the receiver has stored. */
export function listen(options: ListenerOptions): App {
  const { receiver, apiUrl, workspaces, log } = options
  const app = new App({
    receiver,
    authorize: async (_source, body) => {
      const there = await workspaces.toldBy({ ...body })
      if (there === undefined) throw new PlatformError('slack', 'the app is not installed there any more')
      const { botUser: botUserId, botId } = await there.who()
      return { botToken: await there.token(), botUserId, ...(botId === undefined ? {} : { botId }) }
    },
    clientOptions: clientOptions(apiUrl),
    logger: sdkLogger(log, 'bolt'),
    ignoreSelf: false,
    convoStore: false,
  })
  app.command(/./, async ({ ack, body, client }) => {
    await ack()
    await openForm({ type: 'slash_commands', body: { ...body } }, client, options)
  })
  app.action(/./, async ({ ack, body, client }) => {
    await ack()
    await openForm({ type: 'interactive', body: { ...body } }, client, options)
  })
  app.view(/./, async ({ ack }) => {
    await ack({ response_action: 'clear' })
  })
  return app
}

/** The trigger lives three seconds, so nothing stands between the gesture and its form but the event's storing. */
async function openForm(
  delivery: Pick<Envelope, 'type' | 'body'>,
  client: WebClient,
  { readers, log }: ListenerOptions,
): Promise<void> {
  const reader = await readers.of(delivery.body)
  const gesture = reader.gestureOf(delivery)
  const form = gesture && reader.formOf(gesture)
  if (gesture === undefined || form === undefined) return
  try {
    await client.apiCall('views.open', {
      trigger_id: gesture.trigger,
      view: formView(form, gesture.route),
    })
  } catch (error) {
    log.warn('slack-form-not-opened', { form: form.id, code: platformErrorCode(error) ?? 'network' })
    await reader.askAgain(gesture)
  }
}
