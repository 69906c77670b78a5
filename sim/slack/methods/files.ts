import { checkBlocks } from '../blocks.ts'
import { fileObject } from '../shapes.ts'
import { SlackRefusal, type StoredFile, text } from '../types.ts'
import { slackId } from '../world.ts'
import { type FileRules, listOf, type MethodHandler, number, required, structured } from './call.ts'
import { threadIn, writable } from './destination.ts'
import { postByBot } from './long-text.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  html: 'text/html',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  yaml: 'text/yaml',
  md: 'text/markdown',
  zip: 'application/zip',
}

/** Slack goes by the name's ending. */
export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}

const getUploadUrl: MethodHandler = (args, { world, baseUrl }) => {
  const name = required(args, 'filename')
  const length = number(args, 'length', 0)
  if (length < 1) throw new SlackRefusal('missing_argument')
  if (text(args.alt_txt).length > 1000) throw new SlackRefusal('alt_txt_too_large')
  const file: StoredFile = {
    id: slackId('F'),
    name,
    title: name,
    mediaType: mediaTypeOf(name),
    // The method's documented argument is `alt_txt`; the SDK's type says `alt_text` and sends what it is given.
    alt: text(args.alt_txt),
    length,
    owner: world.bot.id,
    bytes: undefined,
    shared: false,
  }
  world.files.set(file.id, file)
  return { upload_url: `${baseUrl}upload/v1/${file.id}`, file_id: file.id }
}

function checkKind({ name, mediaType }: StoredFile, { imagesOnly, forbidden = [] }: FileRules): void {
  if (imagesOnly && !mediaType.startsWith('image/'))
    throw new SlackRefusal('file_uploads_except_images_disabled')
  if (forbidden.some((ending) => name.toLowerCase().endsWith(ending)))
    throw new SlackRefusal('file_type_not_allowed')
}

/** Completing again shares again: Slack promises nothing else. */
const completeUpload: MethodHandler = (args, backstage) => {
  const { world, baseUrl, rates, fileRules } = backstage
  const files = listOf(args, 'files').map((entry) => {
    const file = world.files.get(text(entry.id))
    if (file?.bytes === undefined) throw new SlackRefusal('file_not_found')
    checkKind(file, fileRules)
    return { file, title: text(entry.title) }
  })
  if (files.length === 0) throw new SlackRefusal('invalid_arguments')
  const blocks = checkBlocks(structured(args, 'blocks', 'invalid_blocks_format'), 'message')
  const channel = text(args.channel_id)
  const place = channel === '' ? undefined : writable(world.placeForBot(channel), backstage)
  const thread = place === undefined ? {} : threadIn(place, args)
  if (place !== undefined) rates.takeMessage(place.id)
  for (const { file, title } of files) if (title !== '') file.title = title
  if (place !== undefined) {
    for (const { file } of files) file.shared = true
    postByBot(world, place.id, {
      text: text(args.initial_comment),
      blocks: text(args.initial_comment) === '' ? blocks : [],
      files: files.map(({ file }) => file),
      ...thread,
    })
  }
  return { files: files.map(({ file }) => fileObject(file, baseUrl)) }
}

export const fileMethods: Readonly<Record<string, MethodHandler>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
}
