import type { Block, Chat, InboundEvent, Words } from '../../src/core/ports/chat.ts'

/** A wrong adapter: a right one with something changed, and the check that must notice. */
export interface Mutant {
  readonly fault: string
  readonly noticedBy: string
  readonly change: (right: Chat) => Partial<Chat>
}

type Say = Extract<Words, { kind: 'say' }>

/** Hands on what `heard` makes of each event; undefined drops it. */
export function hearing(heard: (event: InboundEvent) => InboundEvent | undefined): Mutant['change'] {
  return (right) => ({
    connect: (sink, formFor) =>
      right.connect(async (event) => {
        const changed = heard(event)
        if (changed !== undefined) await sink(changed)
      }, formFor),
  })
}

/** Posts what `said` makes of each message. */
export function saying(said: (intent: Say) => Say): Mutant['change'] {
  return (right) => ({
    send: (target, intent, key) => right.send(target, intent.kind === 'say' ? said(intent) : intent, key),
  })
}

const without = (kind: InboundEvent['kind']) => (event: InboundEvent) =>
  event.kind === kind ? undefined : event

export function inBlocks(change: (block: Block) => Block) {
  return (intent: Say): Say => ({ ...intent, blocks: intent.blocks.map(change) })
}

export const receivingMutants: readonly Mutant[] = [
  {
    fault: 'does not tell which workspace it serves',
    noticedBy: 'tells its workspace once it has asked, and who asks again is told the same',
    change: () => ({ workspaces: [] }),
  },
  {
    fault: 'still hears by a connection that was closed',
    noticedBy: 'hears again when it was connected anew, and nothing by a connection that was closed',
    change: (right) => {
      const sinks: Parameters<Chat['connect']>[0][] = []
      return {
        connect: (sink, formFor) => {
          sinks.push(sink)
          return right.connect(async (event) => {
            for (const each of sinks) await each(event)
          }, formFor)
        },
      }
    },
  },
  {
    fault: 'drops each second message',
    noticedBy: 'hands on each message of a burst',
    change: (right) => {
      let count = 0
      return hearing((event) => (event.kind === 'message-created' && ++count % 2 === 0 ? undefined : event))(
        right,
      )
    },
  },
  {
    fault: 'hands on each message twice',
    noticedBy: 'hands on a direct message once, as typed',
    change: (right) => ({
      connect: (sink, formFor) =>
        right.connect(async (event) => {
          await sink(event)
          await sink({ ...event, key: `${event.key}:again` })
        }, formFor),
    }),
  },
  {
    fault: 'trims and lower-cases what was typed',
    noticedBy: 'hands on a direct message once, as typed',
    change: hearing((event) => ('text' in event ? { ...event, text: event.text.toLowerCase() } : event)),
  },
  {
    fault: 'takes every message for one in a channel',
    noticedBy: 'hands on a direct message once, as typed',
    change: hearing((event) => ({ ...event, direct: false })),
  },
  {
    fault: 'gives an edit the key of its message, so that it is dropped as known',
    noticedBy: 'hands on an edit with the new words',
    change: (right) => {
      let key = ''
      return hearing((event) => {
        if (event.kind === 'message-created') key = event.key
        return event.kind === 'message-edited' ? { ...event, key } : event
      })(right)
    },
  },
  {
    fault: 'hears no deletion',
    noticedBy: 'hands on a deletion',
    change: hearing(without('message-deleted')),
  },
  {
    fault: 'swallows a failure to store',
    noticedBy: 'does not lose a message that could not be stored at first',
    change: (right) => ({
      connect: (sink, formFor) => right.connect((event) => sink(event).catch(() => {}), formFor),
      backfill: async () => ({ events: [], messages: [] }),
    }),
  },
  {
    fault: 'gives what it fetches keys of its own, so that it is stored twice',
    noticedBy: 'fetches what was said after a message, with the keys of the live events',
    change: (right) => ({
      backfill: async (...asked) => {
        const page = await right.backfill(...asked)
        return { ...page, events: page.events.map((event) => ({ ...event, key: `fetched:${event.key}` })) }
      },
    }),
  },
  {
    fault: 'fetches the newest first',
    noticedBy: 'fetches what was said after a message, with the keys of the live events',
    change: (right) => ({
      backfill: async (...asked) => {
        const page = await right.backfill(...asked)
        return { ...page, events: page.events.toReversed() }
      },
    }),
  },
  {
    fault: 'leaves out of the history what the bot said itself',
    noticedBy: 'shows in the history what stands in a conversation, and not what was deleted',
    change: (right) => ({
      backfill: async (...asked) => {
        const page = await right.backfill(...asked)
        const said = page.events.flatMap((event) => ('message' in event ? [event.message] : []))
        return { ...page, messages: page.messages.filter((message) => said.includes(message)) }
      },
    }),
  },
  {
    fault: 'shows the first page of a history alone',
    noticedBy: 'shows a long history page by page, each message once',
    change: (right) => ({
      backfill: async (...asked) => {
        const { next: _left, ...page } = await right.backfill(...asked)
        return page
      },
    }),
  },
  {
    fault: 'fetches messages without their edits',
    noticedBy: 'fetches the last edit of a message beside it, with the key of the live event',
    change: (right) => ({
      backfill: async (...asked) => {
        const page = await right.backfill(...asked)
        return { ...page, events: page.events.filter(({ kind }) => kind !== 'message-edited') }
      },
    }),
  },
  {
    fault: 'leaves the mention in what was said to it',
    noticedBy: 'hears a mention in a channel, and nothing else there',
    change: hearing((event) => (event.kind === 'mention' ? { ...event, text: `@bot ${event.text}` } : event)),
  },
]

export const sendingMutants: readonly Mutant[] = [
  {
    fault: 'sends nothing while it is not connected',
    noticedBy: 'sends, looks up and reads the history without a connection',
    change: (right) => {
      let open = 0
      return {
        connect: async (...with_) => {
          const connection = await right.connect(...with_)
          open++
          const close = async () => {
            open--
            await connection.close()
          }
          return { ended: connection.ended, close }
        },
        send: async (...call) =>
          open > 0 ? right.send(...call) : { outcome: 'retry', afterMs: 1_000, reason: 'not connected' },
      }
    },
  },
  {
    fault: 'names the person for the conversation',
    noticedBy: 'opens the direct conversation to send to a person',
    change: (right) => ({
      send: async (target, intent, key) => {
        const result = await right.send(target, intent, key)
        const conversation = target.to === 'person' ? target.person : target.conversation
        return result.outcome === 'sent' ? { ...result, conversation } : result
      },
    }),
  },
  {
    fault: 'posts three dots for typing',
    noticedBy: 'shows that words are on their way where the platform can, and posts nothing by it',
    change: (right) => ({
      send: async (target, intent, key) => {
        if (intent.kind !== 'typing') return right.send(target, intent, key)
        const posted = await right.send(
          target,
          { kind: 'say', blocks: [{ kind: 'paragraph', text: '…' }] },
          key,
        )
        return posted.outcome === 'sent' ? { ...posted, messages: [] } : posted
      },
    }),
  },
  {
    fault: 'forgets its keys',
    noticedBy: 'finds what it sent by its key, and nothing by another',
    change: () => ({ lookUp: async () => ({ outcome: 'absent' }) }),
  },
  {
    fault: 'takes the last message for the one it looks for',
    noticedBy: 'finds what it sent by its key, and nothing by another',
    change: (right) => {
      let last: { conversation: string; messages: readonly string[] } | undefined
      return {
        send: async (...call) => {
          const result = await right.send(...call)
          if (result.outcome === 'sent') last = result
          return result
        },
        lookUp: async () =>
          last === undefined
            ? { outcome: 'absent' }
            : { outcome: 'found', conversation: last.conversation, messages: last.messages },
      }
    },
  },
  {
    fault: 'sends again by itself when the answer was lost',
    noticedBy: 'posts once although the answer to the call was lost',
    change: (right) => ({
      send: async (target, intent, key) => {
        const first = await right.send(target, intent, key)
        return first.outcome === 'ambiguous' ? right.send(target, intent, `${key}:again`) : first
      },
    }),
  },
  {
    fault: 'posts what is meant for a page',
    noticedBy:
      "takes a person's page where there are pages and refuses it elsewhere, and posts nothing for it",
    change: (right) => ({
      send: (target, intent, key) =>
        right.send(target, intent.kind === 'home' ? { kind: 'say', blocks: intent.blocks } : intent, key),
    }),
  },
  {
    fault: 'gives a message up that came too fast',
    noticedBy: 'tells when to send again after a rate limit, and has not posted',
    change: (right) => ({
      send: async (...call) => {
        const result = await right.send(...call)
        return result.outcome === 'retry' ? { outcome: 'rejected', reason: result.reason } : result
      },
    }),
  },
  {
    fault: 'waits longer for an answer than it says',
    noticedBy: 'gives a send up within the time it names when the platform does not answer',
    change: () => ({ sendWithinMs: () => 1_000 }),
  },
  {
    fault: 'cuts a long text off',
    noticedBy: 'splits a long text in order and completely',
    change: saying((intent) => ({ ...intent, blocks: intent.blocks.slice(0, 10) })),
  },
  {
    fault: 'posts a long text from its beginning whatever stands of it',
    noticedBy: 'adds to what stands of a long text, and posts none of it again',
    change: (right) => ({ send: (target, intent, key) => right.send(target, intent, key) }),
  },
  {
    fault: 'takes what looks like markup away',
    noticedBy: 'shows markup and mentions as they are',
    change: saying(
      inBlocks((block) =>
        block.kind === 'paragraph' ? { ...block, text: block.text.replaceAll('*', '') } : block,
      ),
    ),
  },
  {
    fault: 'leaves out who said it',
    noticedBy: 'shows every kind of block',
    change: saying(
      inBlocks((block) => (block.kind === 'quote' ? { kind: 'quote', text: block.text } : block)),
    ),
  },
  {
    fault: 'leaves buttons on an edited message',
    noticedBy: 'takes controls away by an edit, and may edit twice',
    change: (right) => ({
      send: (target, intent, key) => {
        if (intent.kind !== 'edit') return right.send(target, intent, key)
        const left = { kind: 'choices', label: 'x', choices: [{ action: 'left:1', label: 'Left' }] } as const
        return right.send(target, { ...intent, blocks: [...intent.blocks, left] }, key)
      },
    }),
  },
  {
    fault: 'calls a picture by its file name alone',
    noticedBy: 'sends a picture with its description',
    change: saying((intent) => ({
      ...intent,
      files: (intent.files ?? []).map((file) => ({ ...file, alt: file.name })),
    })),
  },
  {
    fault: 'says sent to a person who got nothing',
    noticedBy: 'tells that a person cannot be reached',
    change: (right) => ({
      send: async (...call) => {
        const result = await right.send(...call)
        return result.outcome === 'unreachable'
          ? { outcome: 'sent', conversation: 'nowhere', messages: ['nothing'] }
          : result
      },
    }),
  },
  {
    fault: 'goes on asking for a place that is gone',
    noticedBy: 'tells that a place is gone',
    change: (right) => ({
      send: async (...call) => {
        const result = await right.send(...call)
        return result.outcome === 'unreachable'
          ? { outcome: 'retry', afterMs: 1_000, reason: result.reason }
          : result
      },
    }),
  },
  {
    fault: 'knows people that do not exist',
    noticedBy: 'knows a person, and does not know another',
    change: (right) => ({
      profile: async (person) =>
        (await right.profile(person)) ?? { displayName: 'Someone', bot: false, deactivated: false },
    }),
  },
  {
    fault: 'finds nothing to mend, ever',
    noticedBy: 'finds nothing to mend where all is well, and says what to mend where not',
    change: (right) => ({
      doctor: async (places) => (await right.doctor(places)).map((check) => ({ ...check, status: 'ok' })),
    }),
  },
]

/** Noticed only where the platform itself drops a message whose key it knows. */
export const dedupingMutants: readonly Mutant[] = [
  {
    fault: 'posts twice',
    noticedBy: 'shows a message with the same key once, where the platform dedupes',
    change: (right) => {
      let count = 0
      return { send: (target, intent, key) => right.send(target, intent, `${key}${++count}`) }
    },
  },
]
