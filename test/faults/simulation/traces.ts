import type pg from 'pg'

/** Rows of any table that still hold one of the words, as a sentence each: after erasure there is none. */
export async function traces(client: pg.Client, words: readonly string[]): Promise<readonly string[]> {
  if (words.length === 0) return []
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I', tablename) as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`,
  )
  const { rows } = await client.query<{ name: string; word: string; rows: number }>(
    tables
      .map(
        ({ name }) =>
          `select '${name}' as name, word, count(*)::int as rows from ${name} t, unnest($1::text[]) word
           where t::text like '%' || word || '%' group by word`,
      )
      .join(' union all '),
    [words],
  )
  return rows.map(({ name, word, rows: count }) => `${count} rows of ${name} still hold ${word}`)
}
