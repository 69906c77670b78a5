import type { Draft } from './types.ts'
import type { World } from './world.ts'

/** What a client posts that is no text and no plain file; `pinned` is Discord's own note that the person pinned something. */
export type Shared =
  | { readonly kind: 'sticker'; readonly name: string }
  | { readonly kind: 'forward'; readonly text: string }
  | { readonly kind: 'poll'; readonly question: string; readonly answers: readonly string[] }
  | { readonly kind: 'voice'; readonly seconds: number }
  | { readonly kind: 'pinned'; readonly message: string }

const VOICE = 1 << 13
const HAS_SNAPSHOT = 1 << 14

const PINNED_TYPE = 6

/** As the gateway and the history carry it; the text of such a message is empty. */
export function sharedDraft(world: World, what: Shared): Draft {
  switch (what.kind) {
    case 'sticker':
      return { fields: { sticker_items: [{ id: world.snowflake(), name: what.name, format_type: 1 }] } }
    case 'forward':
      return { flags: HAS_SNAPSHOT, fields: forwarded(world, what.text) }
    case 'poll':
      return {
        fields: {
          poll: {
            question: { text: what.question },
            answers: what.answers.map((text, index) => ({ answer_id: index + 1, poll_media: { text } })),
            expiry: new Date(world.options.now() + 86_400_000).toISOString(),
            allow_multiselect: false,
            layout_type: 1,
          },
        },
      }
    case 'pinned':
      return { replyTo: what.message, fields: { type: PINNED_TYPE } }
    case 'voice':
      return {
        flags: VOICE,
        attachments: [
          {
            id: world.snowflake(),
            filename: 'voice-message.ogg',
            description: '',
            content_type: 'audio/ogg',
            bytes: new Uint8Array(what.seconds * 4_000),
          },
        ],
      }
  }
}

/** A forward's own reference has type 1, and what it brings along stands in a snapshot, not in its content. */
function forwarded(world: World, content: string) {
  return {
    message_reference: { type: 1, message_id: world.snowflake(), channel_id: world.snowflake() },
    message_snapshots: [
      {
        message: {
          type: 0,
          content,
          timestamp: new Date(world.options.now()).toISOString(),
          edited_timestamp: null,
          flags: 0,
          mentions: [],
          mention_roles: [],
          attachments: [],
          embeds: [],
        },
      },
    ],
  }
}
