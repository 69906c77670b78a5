import type { FormErrors } from './errors.ts'

export interface AllowedMentions {
  readonly parse?: readonly string[]
  readonly users?: readonly string[]
  readonly roles?: readonly string[]
}

const KINDS = ['users', 'roles', 'everyone']

export function checkMentions(allowed: AllowedMentions | undefined, errors: FormErrors): void {
  if (allowed === undefined) return
  for (const [at, kind] of (allowed.parse ?? []).entries())
    if (!KINDS.includes(kind))
      errors.add(['allowed_mentions', 'parse', at], 'BASE_TYPE_CHOICES', `Value must be one of {${KINDS}}.`)
  for (const kind of ['users', 'roles'] as const) {
    const named = allowed[kind] ?? []
    errors.count(['allowed_mentions', kind], named, 0, 100)
    if (named.length > 0 && allowed.parse?.includes(kind))
      errors.add(
        ['allowed_mentions'],
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      )
  }
}

/** Whom a text notifies: people and roles by their ids, `everyone` and `here`. Without a word of the bot: all of them. */
export function pingsOf(content: string, allowed: AllowedMentions = { parse: KINDS }): readonly string[] {
  const { parse = [], users = [], roles = [] } = allowed
  const found = [...content.matchAll(/<@!?(\d+)>|<@&(\d+)>|@(everyone|here)\b/g)].flatMap(
    ([, user, role, everyone]) => {
      if (user !== undefined) return parse.includes('users') || users.includes(user) ? [user] : []
      if (role !== undefined) return parse.includes('roles') || roles.includes(role) ? [role] : []
      return everyone !== undefined && parse.includes('everyone') ? [everyone] : []
    },
  )
  return [...new Set(found)]
}
