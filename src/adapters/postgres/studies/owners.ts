import { sql } from 'kysely'
import { type ConversationRef, PLATFORMS } from '../../../core/ports/chat.ts'
import type { PlaceOwner } from '../../../core/ports/study-store.ts'
import type { Database } from '../pool.ts'

interface Row {
  /** `platform:workspace:person`, or `cli`. */
  actor: string
  conversation: string | null
  studies: string[]
}

/** Who began or approved what is run from a place: of the open studies, or else of the newest. */
export async function ownersAt(
  db: Database,
  { platform, workspace, conversation }: ConversationRef,
): Promise<readonly PlaceOwner[]> {
  const { rows } = await sql<Row>`
    with here as (
      select s.id, s.title, s.state, s.created_at, s.created_by
      from study_site ss join study s on s.id = ss.study_id
      where ss.platform = ${platform} and ss.workspace = ${workspace} and ss.place = ${conversation}
    ), run as (
      select * from here where state <> 'closed'
      union all
      (select * from here where not exists (select from here where state <> 'closed') order by created_at desc limit 1)
    ), owner as (
      select created_by as actor, title from run
      union
      select v.approved_by, run.title from run join plan_version v on v.study_id = run.id and v.state = 'approved'
    )
    select owner.actor, d.conversation, array_agg(distinct owner.title order by owner.title) as studies
    from owner left join lateral (
      select conversation from direct_conversation
      where platform = split_part(owner.actor, ':', 1) and workspace = split_part(owner.actor, ':', 2)
        and person = split_part(owner.actor, ':', 3)
      order by conversation desc limit 1
    ) d on true
    where owner.actor is not null group by owner.actor, d.conversation order by owner.actor`.execute(db)
  return rows.flatMap(({ actor, conversation: direct, studies }) => {
    const [named, workspaceOf, person] = actor.split(':')
    const platformOf = PLATFORMS.find((each) => each === named)
    if (!platformOf || !workspaceOf || !person) return []
    return [
      { person: { platform: platformOf, workspace: workspaceOf, person }, conversation: direct, studies },
    ]
  })
}
