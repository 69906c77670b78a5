import { sql } from 'kysely'
import type { NewReading } from '../../../core/ports/analysis-store.ts'
import type { Database } from '../pool.ts'

/** Stores a reading with its decisions and quotes, unless another worker did or the person was erased meanwhile. */
export function insertReading(db: Database, reading: NewReading): Promise<'stored' | 'known'> {
  return db.transaction().execute(async (trx) => {
    // Erasure updates this row before it deletes readings: whichever is first, none is left behind.
    const alive = await sql`
      select 1 from interview where id = ${reading.interview} and erased_at is null for share`.execute(trx)
    if (alive.rows.length === 0) return 'known'
    if (reading.replaces)
      await sql`
        update coding_pass set stale_at = ${reading.codedAt}
        where id = ${reading.replaces} and stale_at is null`.execute(trx)
    const { rows } = await sql`
      insert into coding_pass (id, interview_id, codebook_version_id, coder, prompt_version, simulated,
        quotes_offered, quotes_verified, quotes_rejected, coded_at)
      values (${reading.id}, ${reading.interview}, ${reading.codebook}, ${reading.coder}, ${reading.promptVersion},
        ${reading.simulated}, ${reading.offered}, ${reading.verified}, ${reading.rejected}, ${reading.codedAt})
      on conflict do nothing returning 1`.execute(trx)
    if (rows.length === 0) return 'known'
    const codings = reading.rows.map(({ quotes: _, ...row }) => row)
    const quotes = reading.rows.flatMap(({ kind, key, quotes }) =>
      quotes.map((quote) => ({ kind, key, ...quote })),
    )
    await sql`
      insert into coding (pass_id, kind, key, present, intensity, rationale)
      select ${reading.id}, kind, key, present, intensity, rationale
      from jsonb_to_recordset(${JSON.stringify(codings)}::jsonb)
        as c(kind text, key text, present boolean, intensity int, rationale text)`.execute(trx)
    await sql`
      insert into coding_quote (pass_id, kind, key, turn_id, start_offset, end_offset)
      select ${reading.id}, kind, key, turn, start, "end"
      from jsonb_to_recordset(${JSON.stringify(quotes)}::jsonb)
        as q(kind text, key text, turn uuid, start int, "end" int)`.execute(trx)
    return 'stored'
  })
}
