import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { LineLook } from '../seat.ts'
import type { Conversation, Entry } from './conversations.ts'
import { STYLE } from './style.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export interface PageLink {
  readonly conversation: Conversation
  readonly href: string
}

const COLOURS = ['#2e6f8e', '#8e4a2e', '#3f7d46', '#7a4a9c', '#9c4a6f', '#5a6b1f', '#3d5a9c', '#8a6d1b']

/** A channel or direct conversation as it would look in its client. `files`: prefix from the page to the log's folder. */
export async function conversationPage(
  link: PageLink,
  all: readonly PageLink[],
  banner: string,
  files: string,
): Promise<string> {
  const { conversation } = link
  const title = conversation.direct ? conversation.name : `# ${conversation.name}`
  const body = html`<div class="frame">
<nav aria-label="Conversations"><a href="index.html">All conversations</a>
<h2>Channels</h2>${links(all, link, false)}
<h2>Direct messages</h2>${links(all, link, true)}</nav>
<main><header>${title}</header><ol>${conversation.entries.map((entry) => shown(entry, files))}</ol></main></div>`
  return page(`${title} (${nameOf(conversation.platform)})`, conversation.platform, banner, body)
}

/** All conversations, a section a platform. */
export async function indexPage(links: readonly PageLink[], banner: string): Promise<string> {
  const platforms = [...new Set(links.map(({ conversation }) => conversation.platform))]
  const body = html`<main class="index"><h1>What was said</h1>${platforms.map((platform) => {
    const here = links.filter(({ conversation }) => conversation.platform === platform)
    return html`<h2>${nameOf(platform)}: channels</h2>${list(here, false)}
<h2>${nameOf(platform)}: direct messages</h2>${list(here, true)}`
  })}</main>`
  return page('What was said', 'index-page', banner, body)
}

function list(links: readonly PageLink[], direct: boolean): Html {
  const items = links
    .filter(({ conversation }) => conversation.direct === direct)
    .map(
      ({ conversation, href }) =>
        html`<li><a href="${href}">${direct ? '' : '# '}${conversation.name}</a></li>`,
    )
  return html`<ul>${items}</ul>`
}

function links(all: readonly PageLink[], current: PageLink, direct: boolean): readonly Html[] {
  return all
    .filter(
      ({ conversation }) =>
        conversation.platform === current.conversation.platform && conversation.direct === direct,
    )
    .map(
      (link) =>
        html`<a href="${link.href}" ${link === current ? raw('aria-current="page"') : ''}>${direct ? '' : '# '}${link.conversation.name}</a>`,
    )
}

function shown(entry: Entry, files: string): Html {
  if (entry.kind === 'note') return html`<li class="note">${entry.author} ${entry.text}</li>`
  const only = entry.onlyFor.length > 0
  return html`<li class="entry ${only ? 'alone' : ''}">
<span class="avatar" style="background: ${colour(entry.author)}" aria-hidden="true">${initials(entry.author)}</span>
<div>${only ? html`<div class="only">Only visible to ${entry.onlyFor.join(', ')}</div>` : ''}
<span class="who">${entry.author}</span>${entry.fromBot ? html`<span class="app">APP</span>` : ''}<time class="when" datetime="${entry.at}">${entry.at.slice(11, 19)}</time>
${
  entry.deleted
    ? html`<div class="gone">This message was deleted.</div>`
    : html`<div class="text">${lines(entry)}${entry.edited ? html`<small class="mark">(edited)</small>` : ''}</div>`
}${controls(entry)}${entry.files.map((file) => attached(file, files))}</div></li>`
}

/** Lines of the same look together, as a client draws them. */
function lines({ text, looks, fromBot }: Entry): string | readonly Html[] {
  if (!fromBot || !text.includes('\n')) return text
  const parts: { readonly look: LineLook; readonly lines: string[] }[] = []
  text.split('\n').forEach((line, at) => {
    const look = looks[at] ?? 'plain'
    const last = parts.at(-1)
    const begins = look === 'heading' || look === 'plain' || last?.lines.at(-1)?.startsWith('— ')
    if (last && last.look === look && !begins) last.lines.push(line)
    else parts.push({ look, lines: [line] })
  })
  return parts.map(({ look, lines: all }) => {
    const words = all.join('\n').trim()
    if (look === 'heading') return html`<strong class="heading">${words}</strong>`
    if (look === 'quote') return html`<blockquote>${words}</blockquote>`
    if (look === 'item')
      return html`<ul>${all.map((item) => html`<li>${item.replace(/^\s*• /u, '')}</li>`)}</ul>`
    return html`<span class="plain">${words}</span>`
  })
}

function controls(entry: Entry): Html | '' {
  if (entry.controls.length === 0) return ''
  return html`<div class="controls">${entry.controls.map(
    (control) => html`<span class="control">${control.label}${control.kind === 'select' ? ' ▾' : ''}</span>`,
  )}</div>`
}

function attached(file: Entry['files'][number], prefix: string): Html {
  const href = file.path === undefined ? undefined : encodeURI(`${prefix}${file.path}`)
  if (href !== undefined && file.mediaType.startsWith('image/'))
    return html`<figure><img src="${href}" alt="${file.alt}"><figcaption>${file.alt}</figcaption></figure>`
  const name = `File: ${file.name}`
  return href === undefined
    ? html`<span class="file">${name}${file.alt ? ` (${file.alt})` : ''}</span>`
    : html`<a class="file" href="${href}">${name}</a>`
}

async function page(title: string, look: string, banner: string, body: Html): Promise<string> {
  const whole = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>${title}</title><style>${raw(STYLE)}</style></head>
<body class="${look}"><div class="banner" role="note">${banner}</div>${body}</body></html>
`
  return whole.toString()
}

function nameOf(platform: Conversation['platform']): string {
  return platform === 'slack' ? 'Slack' : 'Discord'
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

function colour(name: string): string {
  let sum = 0
  for (const character of name) sum += character.codePointAt(0) ?? 0
  return COLOURS[sum % COLOURS.length] ?? '#555'
}
