import { sql, type Transaction } from 'kysely'
import type { ConversationRef, Platform } from '../../../core/ports/chat.ts'
import type { Notice, WorkspaceRef, WorkspaceStore } from '../../../core/ports/workspace-store.ts'
import { insertOutbox } from '../conversations/outbox-rows.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'

/** What holds a workspace up; see the port. */
export function createWorkspaceStanding(db: Database): WorkspaceStore {
  return {
    holdDirects: ({ platform, workspace }, until, reason, notice, now) =>
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ held: boolean }>`
          with before as (
            select coalesce(directs_held_until > ${now}, false) as held from workspace
            where platform = ${platform} and workspace = ${workspace} for update
          ), held as (
            update workspace set directs_held_until = greatest(directs_held_until, ${until}), directs_held_reason = ${reason}
            where platform = ${platform} and workspace = ${workspace}
          )
          select held from before`.execute(trx)
        if (rows[0]?.held !== false) return false
        await tell(trx, { platform, workspace }, notice, now)
        return true
      }),

    async mayOpenDirect({ platform, workspace }, next, forgottenAfterMs, now) {
      const forgotten = new Date(now.getTime() - forgottenAfterMs)
      const { rows } = await sql`
        update workspace set directs_held_reason = case when directs_held_until >= ${forgotten} then directs_held_reason end,
          directs_held_until = case when directs_held_until >= ${forgotten} then ${next}::timestamptz end
        where platform = ${platform} and workspace = ${workspace}
          and (directs_held_until is null or directs_held_until <= ${now})
        returning 1`.execute(db)
      return rows.length > 0
    },

    async refusedDirects({ platform, workspace }, since) {
      const { rows } = await sql<{ people: number }>`
        select count(distinct o.target ->> 'person')::integer as people from outbox o
        where o.state = 'unreachable' and o.attempted_at > greatest(${since}::timestamptz,
            (select direct_opened_at from workspace where platform = ${platform} and workspace = ${workspace}))
          and o.target ->> 'to' = 'person' and o.target ->> 'platform' = ${platform}
          and o.target ->> 'workspace' = ${workspace} and o.reason in ('closed', 'restricted')`.execute(db)
      return rows[0]?.people ?? 0
    },

    async brokenSend({ platform, workspace }) {
      const { rows } = await sql<{ broken_sends: number }>`
        update workspace set broken_sends = broken_sends + 1
        where platform = ${platform} and workspace = ${workspace} returning broken_sends`.execute(db)
      return rows[0]?.broken_sends ?? 0
    },

    freeze: (of, { reason, at, tellsItself }, notice, now) =>
      db.transaction().execute(async (trx) => {
        const { platform, workspace } = of
        const { rows } = await sql`
          update workspace set frozen_at = ${now}, frozen_reason = ${reason}
          where platform = ${platform} and workspace = ${workspace} and frozen_at is null
            and (thawed_at is null or thawed_at < ${at})
            and (exists (select from interview i where i.platform = ${platform} and i.workspace = ${workspace}
                and i.ended_at is null)
              or exists (select from study_site t join study s on s.id = t.study_id where t.platform = ${platform}
                and t.workspace = ${workspace} and t.launched_at is not null and s.state in ('running', 'paused')))
          returning 1`.execute(trx)
        if (rows.length === 0) return false
        await tell(trx, of, notice, now, tellsItself ? 'everywhere' : 'elsewhere')
        return true
      }),

    returned: (of, notice, now) =>
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ since: Date; reason: string }>`
          select frozen_at as since, frozen_reason as reason from workspace
          where platform = ${of.platform} and workspace = ${of.workspace} and frozen_at is not null`.execute(
          trx,
        )
        if (rows[0]) await tell(trx, of, notice(rows[0]), now, 'here')
      }),
  }
}

/**
 * A researcher said that it goes on: all that falls due at some time does so as much later as it stood still. To be
 * called in the transaction that writes what they did.
 */
export async function thaw(
  trx: Transaction<Schema>,
  { platform, workspace }: WorkspaceRef,
  now: Date,
): Promise<void> {
  await sql`
    with frozen as (
      select frozen_at from workspace
      where platform = ${platform} and workspace = ${workspace} and frozen_at is not null for update
    ), thawed as (
      update workspace set frozen_at = null, frozen_reason = null, thawed_at = ${now}, broken_sends = 0 from frozen
      where platform = ${platform} and workspace = ${workspace}
    )
    update timer set due_at = timer.due_at + (${now}::timestamptz - frozen.frozen_at) from frozen
    where timer.fired_at is null and starts_with(timer.lane, ${`participant/${platform}/${workspace}/`})`.execute(
    trx,
  )
}

/** In research places of the studies under way there: they may have one on another platform too. */
async function tell(
  trx: Transaction<Schema>,
  { platform, workspace }: WorkspaceRef,
  notice: Notice,
  now: Date,
  where: 'everywhere' | 'here' | 'elsewhere' = 'everywhere',
): Promise<void> {
  const { rows } = await sql<{ platform: Platform; workspace: string; place: string }>`
    select distinct t.platform, t.workspace, t.place
    from study_site here join study s on s.id = here.study_id join study_site t on t.study_id = s.id
    where here.platform = ${platform} and here.workspace = ${workspace} and here.launched_at is not null
      and (s.state in ('running', 'paused') or exists (select from interview i where i.study_id = s.id and i.ended_at is null))
      and (${where === 'everywhere'} or ${where === 'here'} = (t.platform = ${platform} and t.workspace = ${workspace}))
    order by t.platform, t.workspace, t.place`.execute(trx)
  const drafts = rows.map(({ place, ...at }) =>
    notice({ ...at, conversation: place } satisfies ConversationRef),
  )
  for (const { lane } of drafts)
    await sql`insert into lane (key, kind, epoch) values (${lane}, 'place', 0) on conflict do nothing`.execute(
      trx,
    )
  if (drafts.length > 0) await insertOutbox(trx, drafts, now, false)
}
