import type { LogSink } from '../seat.ts'
import { controlsOf, filesOf, keyOf, looksOf, type Names, visibleText } from './text.ts'
import type { Message } from './types.ts'
import type { World } from './world.ts'

/** Writes what happens in the workspace to the log. */
export function recordWorld(world: World, names: Names, log: LogSink): void {
  const ofMessage = (message: Message) => {
    const key = keyOf(message)
    const looks = looksOf(message, names)
    return {
      platform: 'slack',
      conversation: message.channel,
      message: message.ts,
      ...(message.threadTs === undefined ? {} : { thread: message.threadTs }),
      author: message.author,
      fromBot: message.author === world.bot.id,
      direct: world.place(message.channel).kind === 'im',
      text: visibleText(message, names),
      ...(looks === undefined ? {} : { looks }),
      controls: controlsOf(message),
      files: filesOf(message).map((file, index) => {
        const bytes = message.files[index]?.bytes
        return bytes && log.keep ? { ...file, path: log.keep(file.name, bytes) } : file
      }),
      ...(key === undefined ? {} : { key }),
    } as const
  }
  world.listen((change) => {
    switch (change.kind) {
      case 'person':
        return log.write({
          platform: 'slack',
          kind: 'person',
          author: change.person.id,
          name: change.person.name,
        })
      case 'place':
        return log.write({
          platform: 'slack',
          kind: 'place',
          conversation: change.place.id,
          name: change.place.name,
          members: [...change.place.members],
          direct: change.place.kind === 'im',
        })
      case 'message': {
        const ephemeral = change.message.onlyFor
        return log.write({
          ...ofMessage(change.message),
          kind: ephemeral === undefined ? 'message' : 'ephemeral',
          ...(ephemeral === undefined ? {} : { members: [ephemeral] }),
        })
      }
      case 'edited':
        return log.write({ ...ofMessage(change.message), kind: 'edited' })
      case 'deleted':
        return log.write({
          platform: 'slack',
          kind: 'deleted',
          conversation: change.message.channel,
          message: change.message.ts,
          author: change.message.author,
          fromBot: change.message.author === world.bot.id,
          direct: world.place(change.message.channel).kind === 'im',
        })
    }
  })
}
