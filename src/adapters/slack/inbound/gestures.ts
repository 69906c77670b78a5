import { z } from 'zod'
import type { InboundEvent } from '../../../core/ports/chat.ts'
import type { Identity } from '../parse.ts'
import { isDirect, type ReplyRoute, replyHandle, replyRoute } from '../reply.ts'
import { commandText, isoOfStamp } from '../text.ts'

const commandSchema = z.object({
  command: z.string(),
  text: z.string().optional(),
  channel_id: z.string(),
  user_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
})

const actionsSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ message_ts: z.string().optional(), channel_id: z.string().optional() }),
  view: z.object({ id: z.string(), type: z.string() }).optional(),
  actions: z
    .array(
      z.object({
        type: z.string(),
        action_id: z.string(),
        action_ts: z.string(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
})

const fileSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  size: z.number().optional(),
  mimetype: z.string().optional(),
  url_private: z.string().optional(),
})
export type SlackFile = z.infer<typeof fileSchema>

const inputSchema = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  files: z.array(fileSchema).nullish(),
})

const submissionSchema = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), inputSchema)) }),
  }),
})

/** A gesture, and what is needed to open a form in answer to it. */
export interface Gesture {
  readonly event: InboundEvent
  readonly trigger: string
  readonly route: ReplyRoute
}

export function parseCommand(body: unknown, who: Identity, now: Date): Gesture | undefined {
  const command = commandSchema.safeParse(body).data
  const name = command && who.commands.get(command.command)
  if (command === undefined || name === undefined) return undefined
  const route: ReplyRoute = {
    workspace: who.workspace,
    channel: command.channel_id,
    user: command.user_id,
    responseUrl: command.response_url,
  }
  const event: InboundEvent = {
    platform: 'slack',
    workspace: who.workspace,
    kind: 'command',
    key: `c:${command.trigger_id}`,
    conversation: command.channel_id,
    direct: isDirect(command.channel_id),
    person: command.user_id,
    platformAt: now.toISOString(),
    command: name,
    text: commandText(command.text ?? ''),
    reply: replyHandle(route, now),
  }
  return { event, trigger: command.trigger_id, route }
}

export function parseActions(body: unknown, who: Identity, now: Date): Gesture | undefined {
  const pressed = actionsSchema.safeParse(body).data
  const action = pressed?.actions[0]
  const channel = pressed?.channel?.id ?? pressed?.container.channel_id
  const message = pressed?.container.message_ts
  if (pressed === undefined || action === undefined) return undefined
  if (pressed.view?.type === 'home') return pressedAtHome(pressed, pressed.view.id, action, who, now)
  if (channel === undefined || message === undefined) return undefined
  const route: ReplyRoute = {
    workspace: who.workspace,
    channel,
    user: pressed.user.id,
    message,
    ...(pressed.response_url === undefined ? {} : { responseUrl: pressed.response_url }),
  }
  const event: InboundEvent = {
    platform: 'slack',
    workspace: who.workspace,
    kind: 'button',
    key: `b:${channel}:${message}:${action.action_ts}:${pressed.user.id}`,
    conversation: channel,
    direct: isDirect(channel),
    person: pressed.user.id,
    platformAt: isoOfStamp(action.action_ts),
    action: action.action_id,
    values: action.selected_option ? [action.selected_option.value] : [],
    message,
    reply: replyHandle(route, now),
  }
  return { event, trigger: pressed.trigger_id, route }
}

type Pressed = z.infer<typeof actionsSchema>

/** The Home tab has neither a channel nor a response address: what is said in answer goes to the direct conversation. */
function pressedAtHome(
  { user, trigger_id }: Pressed,
  view: string,
  action: Pressed['actions'][number],
  who: Identity,
  now: Date,
): Gesture {
  const route: ReplyRoute = { workspace: who.workspace, channel: user.id, user: user.id }
  const event: InboundEvent = {
    platform: 'slack',
    workspace: who.workspace,
    kind: 'button',
    key: `b:${view}:${action.action_ts}:${user.id}`,
    direct: false,
    person: user.id,
    platformAt: isoOfStamp(action.action_ts),
    action: action.action_id,
    values: action.selected_option ? [action.selected_option.value] : [],
    reply: replyHandle(route, now),
  }
  return { event, trigger: trigger_id, route }
}

type Input = z.infer<typeof inputSchema>

function valuesOf(input: Input): readonly string[] {
  if (input.selected_options) return input.selected_options.map((option) => option.value)
  if (input.selected_option) return [input.selected_option.value]
  return input.value ? [input.value] : []
}

export interface Submission {
  readonly event: Extract<InboundEvent, { kind: 'form' }>
  /** Files that came with it, not fetched yet. */
  readonly files: readonly { readonly field: string; readonly file: SlackFile }[]
}

export function parseSubmission(body: unknown, who: Identity, now: Date): Submission | undefined {
  const sent = submissionSchema.safeParse(body).data
  const route = sent && replyRoute(sent.view.private_metadata)
  if (sent === undefined || route === undefined) return undefined
  // Fields have the same block_id and action_id, so each block holds one input.
  const inputs = Object.entries(sent.view.state.values).flatMap(([field, inside]) =>
    Object.values(inside).map((input) => ({ field, input })),
  )
  return {
    event: {
      platform: 'slack',
      workspace: who.workspace,
      kind: 'form',
      key: `f:${sent.view.id}`,
      conversation: route.channel,
      direct: isDirect(route.channel),
      person: sent.user.id,
      platformAt: now.toISOString(),
      form: sent.view.callback_id,
      values: Object.fromEntries(
        inputs
          .filter(({ input }) => input.type !== 'file_input')
          .map(({ field, input }) => [field, valuesOf(input)]),
      ),
      files: [],
      reply: replyHandle(route, now),
    },
    files: inputs.flatMap(({ field, input }) => (input.files ?? []).map((file) => ({ field, file }))),
  }
}
