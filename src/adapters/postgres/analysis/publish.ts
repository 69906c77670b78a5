import { sql, type Transaction } from 'kysely'
import { laneKind } from '../../../core/lane.ts'
import type { Publication } from '../../../core/ports/analysis-store.ts'
import { insertOutbox } from '../conversations/outbox-rows.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'

type Trx = Transaction<Schema>

/** The snapshot, its lineage, its files and its messages, and the run is done: all of it or nothing. */
export function publishReport(
  db: Database,
  publication: Publication,
): Promise<'published' | 'known' | 'changed'> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql`
      select 1 from analysis_run where id = ${publication.run} and state = 'waiting' for update`.execute(trx)
    if (rows.length === 0) return 'known'
    if (!(await lineageStands(trx, publication))) return 'changed'
    await insertSnapshot(trx, publication)
    for (const artifact of publication.artifacts)
      await trx
        .insertInto('artifact')
        .values({
          id: artifact.id,
          study_id: publication.study,
          name: artifact.name,
          media_type: artifact.mediaType,
          alt: artifact.alt,
          bytes: Buffer.from(artifact.bytes),
          created_at: publication.at,
        })
        .execute()
    const lanes = publication.posts.map(({ lane }) => ({ key: lane, kind: laneKind(lane) }))
    await sql`
      insert into lane (key, kind, epoch)
      select key, kind, 0 from jsonb_to_recordset(${JSON.stringify(lanes)}::jsonb) as l(key text, kind text)
      on conflict do nothing`.execute(trx)
    await insertOutbox(trx, publication.posts, publication.at, false)
    return 'published'
  })
}

/**
 * Are all still in, with the very readings the report rests on? The interviews stay locked until the commit, so that
 * whoever withdraws from then on finds the report in its lineage.
 */
async function lineageStands(trx: Trx, { lineage }: Publication): Promise<boolean> {
  const { rows } = await sql`
    select 1 from jsonb_to_recordset(${JSON.stringify(lineage)}::jsonb) as l(interview uuid, reading uuid)
    join interview i on i.id = l.interview and i.erased_at is null and i.state <> 'withdrawn'
    join consent c on c.interview_id = i.id and c.withdrawn_at is null
    join coding_pass p on p.id = l.reading and p.stale_at is null
    order by i.id for share of i`.execute(trx)
  return rows.length === lineage.length
}

async function insertSnapshot(trx: Trx, { run, study, at, snapshot, lineage }: Publication): Promise<void> {
  const interviews = lineage.map(({ interview }) => interview)
  await sql`
    with done as (
      update analysis_run set state = 'done', finished_at = ${at} where id = ${run}
    ), taken as (
      insert into report_snapshot (id, study_id, run_id, body, taken_at)
      values (${snapshot.id}, ${study}, ${run}, ${JSON.stringify(snapshot.body)}::jsonb, ${at})
      returning id
    )
    insert into report_lineage (snapshot_id, interview_id)
    select taken.id, interview from taken, unnest(${interviews}::uuid[]) as l(interview)`.execute(trx)
}
