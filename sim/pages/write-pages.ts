import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { readLog } from '../checker/log-reader.ts'
import type { LogLine } from '../seat.ts'
import { conversations } from './conversations.ts'
import { conversationPage, indexPage, type PageLink } from './render.ts'

type Platform = LogLine['platform']

export interface PagesToWrite {
  readonly logs: Readonly<Partial<Record<Platform, string>>>
  /** Folder for the pages; made if need be. */
  readonly out: string
  /** Stands on top of every page: what in it is simulated. */
  readonly banner: string
}

export interface WrittenPages {
  readonly index: string
  /** The page of each platform's channel `research`. */
  readonly research: Readonly<Partial<Record<Platform, string>>>
  readonly pages: number
}

/** Writes what was said, from the stand-ins' logs, as pages that look like the channels. */
export async function writePages({ logs, out, banner }: PagesToWrite): Promise<WrittenPages> {
  await mkdir(out, { recursive: true })
  const links: PageLink[] = []
  for (const [platform, path] of Object.entries(logs)) {
    let direct = 0
    for (const conversation of conversations(await readLog(path)))
      links.push({
        conversation,
        href: conversation.direct
          ? `${platform}-direct-${String(++direct).padStart(3, '0')}.html`
          : `${platform}-${conversation.name.replaceAll(/[^\w-]/g, '_')}.html`,
      })
  }
  const research: Partial<Record<Platform, string>> = {}
  for (const link of links) {
    const { platform, name } = link.conversation
    const folder = relative(out, dirname(logs[platform] ?? out)).replaceAll('\\', '/')
    const prefix = folder === '' ? '' : `${folder}/`
    await writeFile(join(out, link.href), await conversationPage(link, links, banner, prefix))
    if (name === 'research' && !link.conversation.direct) research[platform] = join(out, link.href)
  }
  const index = join(out, 'index.html')
  await writeFile(index, await indexPage(links, banner))
  return { index, research, pages: links.length + 1 }
}
