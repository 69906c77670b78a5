import { App, type Receiver } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FormSpec } from '../../../core/ports/form.ts'
import type { Log } from '../../../core/ports/log.ts'
import { formView } from '../outbound/form-view.ts'
import { platformErrorCode } from '../outbound/outcome.ts'
import { clientOptions, sdkLogger } from '../outbound/web-client.ts'
import type { Identity } from '../parse.ts'
import { type Gesture, parseActions, parseCommand } from './gestures.ts'

export interface ListenerOptions {
  readonly receiver: Receiver
  readonly botToken: string
  readonly apiUrl: string
  readonly who: Identity
  readonly clock: Clock
  readonly log: Log
  readonly formOf: (gesture: Gesture) => FormSpec | undefined
  /** The form did not open; the person is told to try again. */
  readonly notOpened: (gesture: Gesture) => Promise<void>
}

/** Bolt's part: it tells gestures apart and acknowledges what the receiver has stored. */
export function listen(options: ListenerOptions): App {
  const { receiver, botToken, apiUrl, who, clock, log } = options
  const app = new App({
    receiver,
    authorize: async () => ({
      botToken,
      botUserId: who.botUser,
      ...(who.botId === undefined ? {} : { botId: who.botId }),
    }),
    clientOptions: clientOptions(apiUrl),
    logger: sdkLogger(log, 'bolt'),
    ignoreSelf: false,
    convoStore: false,
  })
  app.command(/./, async ({ ack, body, client }) => {
    await ack()
    await openForm(parseCommand(body, who, clock.now()), client, options)
  })
  app.action(/./, async ({ ack, body, client }) => {
    await ack()
    await openForm(parseActions(body, who, clock.now()), client, options)
  })
  app.view(/./, async ({ ack }) => {
    await ack({ response_action: 'clear' })
  })
  return app
}

/** The trigger lives three seconds, so nothing stands between the gesture and its form but the event's storing. */
async function openForm(
  gesture: Gesture | undefined,
  client: WebClient,
  { formOf, notOpened, log }: ListenerOptions,
): Promise<void> {
  const form = gesture && formOf(gesture)
  if (gesture === undefined || form === undefined) return
  try {
    await client.apiCall('views.open', {
      trigger_id: gesture.trigger,
      view: formView(form, gesture.route),
    })
  } catch (error) {
    log.warn('slack-form-not-opened', { form: form.id, code: platformErrorCode(error) ?? 'network' })
    await notOpened(gesture)
  }
}
