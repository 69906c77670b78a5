import pg from 'pg'

/**
 * What the database holds, read with plain SQL. The checker shares nothing with the program it checks, which is why it
 * speaks to PostgreSQL itself; in `src` only the adapter for PostgreSQL does.
 */
export interface InterviewRow {
  readonly id: string
  readonly platform: 'slack' | 'discord'
  readonly state: string
  readonly ended_at: Date | null
  readonly erased_at: Date | null
  /** Null once the identity was erased. */
  readonly person: string | null
  readonly given_at: Date | null
  /** The invitation left, or was at least tried. */
  readonly invited: boolean
  /** The message that told the person of the end, once it is known to stand there. */
  readonly farewell: { readonly conversation: string; readonly message: string } | null
}

export interface StoredTurn {
  readonly id: string
  readonly interview_id: string
  readonly platform: 'slack' | 'discord'
  readonly speaker: 'interviewer' | 'participant'
  readonly kind: string
  readonly words: string
  readonly deleted_at: Date | null
  /** The platform messages it is made of. */
  readonly parts: readonly { readonly conversation: string; readonly message: string }[]
}

export interface QuoteCounts {
  readonly platform: 'slack' | 'discord'
  readonly offered: number
  readonly verified: number
  readonly rejected: number
}

export interface Records {
  readonly interviews: readonly InterviewRow[]
  readonly turns: readonly StoredTurn[]
  readonly quotes: readonly QuoteCounts[]
}

const INTERVIEWS = `
  select i.id, i.platform, i.state, i.ended_at, i.erased_at, d.person, c.given_at,
    i.state <> 'invited' or exists (
      select from outbox o where o.interview_id = i.id and o.state in ('attempted', 'ambiguous', 'sent')
    ) as invited,
    (select json_build_object('conversation', o.conversation, 'message', o.messages ->> 0) from outbox o
      where o.interview_id = i.id and o.created_at = i.ended_at and o.state = 'sent' order by o.seq limit 1) as farewell
  from interview i
  left join identity d on d.participant_id = i.participant_id
  left join consent c on c.interview_id = i.id`

const TURNS = `
  select t.id, t.interview_id, i.platform, t.speaker, t.kind, t.words, t.deleted_at,
    coalesce(
      json_agg(json_build_object('conversation', m.conversation, 'message', m.message))
        filter (where m.message is not null),
      '[]'::json
    ) as parts
  from turn t
  join interview i on i.id = t.interview_id
  left join turn_message m on m.turn_id = t.id
  group by t.id, i.platform`

const QUOTES = `
  select i.platform, sum(p.quotes_offered)::int as offered, sum(p.quotes_verified)::int as verified,
    sum(p.quotes_rejected)::int as rejected
  from coding_pass p
  join interview i on i.id = p.interview_id
  where p.stale_at is null
  group by i.platform`

/** The records as a client sees them that is open already. */
export async function recordsFrom(client: Pick<pg.Client, 'query'>): Promise<Records> {
  const interviews = await client.query<InterviewRow>(INTERVIEWS)
  const turns = await client.query<StoredTurn>(TURNS)
  const quotes = await client.query<QuoteCounts>(QUOTES)
  return { interviews: interviews.rows, turns: turns.rows, quotes: quotes.rows }
}

export async function readRecords(databaseUrl: string): Promise<Records> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    return await recordsFrom(client)
  } finally {
    await client.end()
  }
}
