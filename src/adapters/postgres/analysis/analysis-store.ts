import { sql } from 'kysely'
import type { Codebook } from '../../../core/analysis/codebook.ts'
import { StoreError } from '../../../core/errors.ts'
import type { Turn } from '../../../core/interview/transcript.ts'
import type { AnalysisRun, AnalysisStore } from '../../../core/ports/analysis-store.ts'
import type { Database } from '../pool.ts'
import { readMaterial } from './material.ts'
import { publishReport } from './publish.ts'
import { insertReading } from './readings.ts'

export function createAnalysisStore(db: Database): AnalysisStore {
  return {
    async waitingRun(run) {
      const { rows } = await sql<AnalysisRun>`
        select id, study_id as study, cause, created_at as "askedAt" from analysis_run where id = ${run} and state = 'waiting'`.execute(
        db,
      )
      return rows[0]
    },

    material: (study) => readMaterial(db, study),

    async turns(interview) {
      const { rows } = await sql<Turn>`
        select id, sequence, speaker, kind, words, question_id as "questionId", move, said_at as "saidAt",
          deleted_at is not null as deleted
        from turn where interview_id = ${interview} order by sequence`.execute(db)
      return rows
    },

    async addCodebook(study, codebook, at) {
      await sql`
        insert into codebook_version (id, study_id, number, codes, origin, model, prompt_version, created_at)
        values (${codebook.id}, ${study}, ${codebook.number}, ${JSON.stringify(codebook.codes)}::jsonb,
          ${codebook.origin}, ${codebook.model}, ${codebook.promptVersion}, ${at})
        on conflict do nothing`.execute(db)
      const { rows } = await sql<Codebook>`
        select id, number, codes, origin, model, prompt_version as "promptVersion"
        from codebook_version where study_id = ${study} order by number desc limit 1`.execute(db)
      const [newest] = rows
      if (!newest) throw new StoreError(`study ${study} has no codebook after one was added`)
      return newest
    },

    addReading: (reading) => insertReading(db, reading),

    publish: (publication) => publishReport(db, publication),

    async addUsage(entry) {
      await sql`
        insert into usage (id, purpose, study_id, interview_id, model, input_tokens, output_tokens,
          cache_read_tokens, cache_write_tokens, at)
        values (${entry.id}, ${entry.purpose}, ${entry.study}, ${entry.interview ?? null}, ${entry.model},
          ${entry.inputTokens}, ${entry.outputTokens}, ${entry.cacheReadTokens}, ${entry.cacheWriteTokens},
          ${entry.at})`.execute(db)
    },
  }
}
