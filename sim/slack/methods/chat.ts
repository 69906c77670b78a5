import { checkBlocks } from '../blocks.ts'
import { withNamesLinked } from '../pings.ts'
import { messageObject, withMetadata } from '../shapes.ts'
import { isRecord, type Loose, SlackRefusal, text } from '../types.ts'
import type { World } from '../world.ts'
import { flag, type MethodHandler, structured } from './call.ts'
import { destination, threadIn, writable } from './destination.ts'
import { postByBot } from './long-text.ts'

const UPDATE_TEXT = 4_000
/** Slack names no figure for `metadata_too_large`; this one is ours. */
const METADATA_LENGTH = 8_000

function metadataOf(args: Loose): Loose | undefined {
  if (args.metadata === undefined) return undefined
  const metadata = structured(args, 'metadata', 'invalid_metadata_format')
  if (!isRecord(metadata) || text(metadata.event_type) === '' || !isRecord(metadata.event_payload)) {
    throw new SlackRefusal('invalid_metadata_format')
  }
  for (const value of Object.values(metadata.event_payload)) {
    if (value === null) throw new SlackRefusal('invalid_metadata_schema')
  }
  if (JSON.stringify(metadata).length > METADATA_LENGTH) throw new SlackRefusal('metadata_too_large')
  return metadata
}

function contentOf(args: Loose, world: World) {
  const given = structured(args, 'blocks', 'invalid_blocks_format')
  const markdown = text(args.markdown_text)
  if (markdown !== '' && (given !== undefined || text(args.text) !== ''))
    throw new SlackRefusal('markdown_text_conflict')
  const blocks = checkBlocks(markdown === '' ? given : [{ type: 'markdown', text: markdown }], 'message')
  const words = text(args.text)
  if (words.trim() === '' && blocks.length === 0) throw new SlackRefusal('no_text')
  const linked = flag(args, 'link_names') || args.parse === 'full'
  return {
    text: linked ? withNamesLinked(words, world) : words,
    blocks,
    literal: args.mrkdwn === false || args.mrkdwn === 'false',
  }
}

const postMessage: MethodHandler = (args, backstage) => {
  const { world, rates } = backstage
  const content = contentOf(args, world)
  const metadata = metadataOf(args)
  const place = destination(text(args.channel), backstage)
  const thread = threadIn(place, args)
  rates.takeMessage(place.id)
  rates.takePost()
  const { first: message, truncated } = postByBot(world, place.id, {
    ...content,
    ...(metadata === undefined ? {} : { metadata }),
    ...thread,
  })
  return {
    channel: place.id,
    ts: message.ts,
    message: withMetadata(messageObject(message, world, backstage.baseUrl), message),
    ...(truncated ? { warning: 'message_truncated' } : {}),
  }
}

const postEphemeral: MethodHandler = (args, backstage) => {
  const { world } = backstage
  const content = contentOf(args, world)
  const place = writable(world.placeForBot(text(args.channel)), backstage)
  const person = world.person(text(args.user))
  if (!place.members.has(person.id)) throw new SlackRefusal('user_not_in_channel')
  const thread = threadIn(place, args)
  const { first, truncated } = postByBot(world, place.id, { ...content, ...thread, onlyFor: person.id })
  return { message_ts: first.ts, ...(truncated ? { warning: 'message_truncated' } : {}) }
}

const update: MethodHandler = (args, backstage) => {
  const { world } = backstage
  const content = contentOf(args, world)
  if (content.text.length > UPDATE_TEXT) throw new SlackRefusal('msg_too_long')
  const metadata = metadataOf(args)
  const place = writable(world.placeForBot(text(args.channel)), backstage)
  const message = place.messages.get(text(args.ts))
  if (message === undefined || message.onlyFor !== undefined) throw new SlackRefusal('message_not_found')
  if (message.author !== world.bot.id) throw new SlackRefusal('cant_update_message')
  world.edit(message, { ...content, ...(metadata === undefined ? {} : { metadata }) })
  return { channel: place.id, ts: message.ts, text: message.text }
}

export const chatMethods: Readonly<Record<string, MethodHandler>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
}
