import { type Kysely, sql } from 'kysely'

/**
 * What the status message of a launched study says, and when to look at it again. Whatever changes an interview's state
 * (a step, an enrolment, a send that reached nobody, a closed study) makes that due, a minute after it was last shown:
 * told by the table itself, so that nothing that writes there can forget it, and at the end of its transaction, so that
 * the row of a study is never held while another lane works.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table study_status (
      study_id uuid primary key references study,
      -- null: nothing changed since it was shown
      due_at timestamptz,
      -- counts changes: one that comes while a message is made is seen by it
      changes bigint not null,
      shown_at timestamptz,
      -- what the message says; the same is not sent again
      shown text,
      -- by site (platform:workspace), the outbox rows of the message and of its last edit
      posts jsonb not null
    );
    create index study_status_due on study_status (due_at) where due_at is not null;
    create function note_interview_state() returns trigger language plpgsql as $$
      begin
        update study_status set changes = changes + 1,
          due_at = coalesce(due_at, shown_at + interval '1 minute')
        where study_id = new.study_id;
        return null;
      end
    $$;
    create constraint trigger interview_added after insert on interview
      deferrable initially deferred for each row execute function note_interview_state();
    create constraint trigger interview_moved after update of state on interview
      deferrable initially deferred for each row when (old.state is distinct from new.state)
      execute function note_interview_state();
    insert into study_status (study_id, due_at, changes, posts)
    select s.id, min(t.launched_at), 0, '{}' from study s join study_site t on t.study_id = s.id
    where s.state in ('running', 'paused') and t.launched_at is not null
    group by s.id;
  `.execute(db)
}
