import type { InboundFile } from '../../../core/ports/chat.ts'
import type { Submission } from './gestures.ts'

const MAX_BYTES = 1024 * 1024
/** A form is acknowledged within three seconds, and its event is stored in that time too. */
const FETCH_MS = 1_500

/** Fetches a form's text files. One too large, too slow or not text comes without its text. */
export function fetchFormFiles(
  files: Submission['files'],
  botToken: string,
): Promise<readonly InboundFile[]> {
  const signal = AbortSignal.timeout(FETCH_MS)
  return Promise.all(
    files.map(async ({ field, file }) => {
      const text = await fetchText(file, botToken, signal).catch(() => undefined)
      return { field, name: file.name ?? file.id, ...(text === undefined ? {} : { text }) }
    }),
  )
}

async function fetchText(
  file: Submission['files'][number]['file'],
  botToken: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (file.url_private === undefined || (file.size ?? 0) > MAX_BYTES) return undefined
  const response = await fetch(file.url_private, {
    headers: { Authorization: `Bearer ${botToken}` },
    signal,
  })
  // Without the right to read files Slack answers 200 with its sign-in page.
  const signIn =
    response.headers.get('content-type')?.startsWith('text/html') && file.mimetype !== 'text/html'
  if (!response.ok || signIn) return undefined
  const bytes = await response.arrayBuffer()
  if (bytes.byteLength > MAX_BYTES) return undefined
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
