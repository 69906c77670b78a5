import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { OutboundFile } from '../../../core/ports/chat.ts'
import { shorten } from '../text.ts'
import { CALL_TIMEOUT_MS } from './web-client.ts'

const MAX_ALT = 1_000

const ticketSchema = z.object({ upload_url: z.string(), file_id: z.string() })

/** Bytes could not be handed over; nothing is visible yet. */
export class UploadError extends Error {}

/** Hands the bytes over and returns the files' ids. Nobody sees them until they are shared. */
export async function uploadFiles(
  web: WebClient,
  files: readonly OutboundFile[],
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const file of files) {
    // The SDK's type calls it `alt_text`; the method's argument is `alt_txt`.
    const ticket = await web.apiCall('files.getUploadURLExternal', {
      filename: file.name,
      length: file.bytes.byteLength,
      ...(file.alt === '' ? {} : { alt_txt: shorten(file.alt, MAX_ALT) }),
    })
    const { upload_url: url, file_id: id } = ticketSchema.parse(ticket)
    const response = await fetch(url, {
      method: 'POST',
      body: Buffer.from(file.bytes),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new UploadError('The upload was interrupted', { cause })
    })
    if (!response.ok) throw new UploadError(`The upload was refused with ${response.status}`)
    ids.push(id)
  }
  return ids
}

/** How long handing over and sharing so many files may take: two calls a file, and one for all. */
export function uploadWithinMs(files: number): number {
  return files === 0 ? 0 : (2 * files + 1) * CALL_TIMEOUT_MS
}

/** Makes uploaded files visible in a conversation, as one message after those already there. */
export async function shareFiles(
  web: WebClient,
  channel: string,
  ids: readonly string[],
  files: readonly OutboundFile[],
): Promise<void> {
  const [first, ...rest] = ids.map((id, index) => ({ id, title: files[index]?.name ?? id }))
  if (first === undefined) return
  await web.files.completeUploadExternal({ channel_id: channel, files: [first, ...rest] })
}
