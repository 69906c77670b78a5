import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { LogLine } from '../../sim/seat.ts'
import type { TestDatabase } from '../harness/database.ts'

const START = Date.parse('2026-03-02T09:00:00Z')
export const minute = (n: number) => new Date(START + n * 60_000)

/** Rows and logs of a run on Slack, written by hand so that faults can be planted in them. */
export class PlantedRun {
  readonly #db: TestDatabase['db']
  readonly #study = randomUUID()
  readonly #plan = randomUUID()
  readonly #lines: LogLine[] = []
  #stamp = 0

  constructor(database: TestDatabase) {
    this.#db = database.db
  }

  async study(): Promise<void> {
    await sql`insert into study (id, title, goal, state, created_at, created_by)
      values (${this.#study}, 'S', 'G', 'running', ${minute(0)}, 'R')`.execute(this.#db)
    await sql`insert into plan_version (id, study_id, number, state, body, hash, origin, created_at, created_by)
      values (${this.#plan}, ${this.#study}, 1, 'approved', '{}', 'h', 'file', ${minute(0)}, 'R')`.execute(
      this.#db,
    )
  }

  /** An interview from minute 1 (consent) to minute 9. */
  async interview(person: string, row: { state?: string; erased?: boolean } = {}): Promise<string> {
    const { state = 'completed', erased = false } = row
    const [participant, interview, lane] = [randomUUID(), randomUUID(), `participant:${person}`]
    await sql`insert into lane (key, kind, epoch) values (${lane}, 'participant', 0)`.execute(this.#db)
    await sql`insert into participant (id, study_id, cohort, pseudonym, language, created_at)
      values (${participant}, ${this.#study}, 'workforce', ${person}, 'en', ${minute(0)})`.execute(this.#db)
    if (!erased)
      await sql`insert into identity (participant_id, study_id, platform, workspace, person)
        values (${participant}, ${this.#study}, 'slack', 'T1', ${person})`.execute(this.#db)
    await sql`insert into interview (id, study_id, participant_id, plan_version_id, wave, platform, workspace, lane,
        state, state_version, progress, created_at, ended_at, erased_at)
      values (${interview}, ${this.#study}, ${participant}, ${this.#plan}, 1, 'slack', 'T1', ${lane}, ${state}, 1, '{}',
        ${minute(0)}, ${state === 'interviewing' ? null : minute(9)}, ${erased ? minute(9) : null})`.execute(
      this.#db,
    )
    if (state !== 'declined' && state !== 'invited')
      await sql`insert into consent (id, interview_id, text_version, text_hash, language, choices, given_at)
        values (${randomUUID()}, ${interview}, '1', 'h', 'en', '{}', ${minute(1)})`.execute(this.#db)
    return interview
  }

  /** Stores a turn of the person made of these messages. */
  async turn(interview: string, sequence: number, words: string, messages: readonly string[]): Promise<void> {
    const turn = randomUUID()
    await sql`insert into turn (id, interview_id, sequence, speaker, kind, words, said_at)
      values (${turn}, ${interview}, ${sequence}, 'participant', 'answer', ${words}, ${minute(2)})`.execute(
      this.#db,
    )
    for (const [position, message] of messages.entries())
      await sql`insert into turn_message (platform, workspace, conversation, message, turn_id, position, words)
        values ('slack', 'T1', 'D1', ${message}, ${turn}, ${position}, ${words})`.execute(this.#db)
  }

  /** The person's message in the log; returns its id. */
  says(person: string, text: string, at = minute(2)): string {
    const message = `m${++this.#stamp}`
    this.#log({ kind: 'message', author: person, message, text, direct: true, fromBot: false }, at)
    return message
  }

  shows(key: string, text: string, extra: Partial<LogLine> = {}): string {
    const message = `b${++this.#stamp}`
    const line = { kind: 'message', author: 'BOT', message, text, direct: true, fromBot: true, key } as const
    this.#log({ ...line, ...extra }, minute(2))
    return message
  }

  edits(message: string, text: string): void {
    this.#log({ kind: 'edited', message, text, direct: true, fromBot: false }, minute(3))
  }

  deletes(message: string): void {
    this.#log({ kind: 'deleted', message, direct: true }, minute(3))
  }

  async logFile(): Promise<string> {
    const path = join(await mkdtemp(join(tmpdir(), 'sounding-log-')), 'slack.jsonl')
    await writeFile(path, this.#lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return path
  }

  #log(line: Omit<LogLine, 'seq' | 'at' | 'platform'>, at: Date): void {
    const seq = this.#lines.length + 1
    this.#lines.push({ seq, at: at.toISOString(), platform: 'slack', conversation: 'D1', ...line })
  }
}
