import { sql } from 'kysely'

/** Row `lane` is a person's of a workspace that is frozen: nothing is done in it. */
export const FROZEN_LANE = sql`
  exists (select from workspace w where w.frozen_at is not null and lane.kind = 'participant'
    and w.platform = split_part(lane.key, '/', 2) and w.workspace = split_part(lane.key, '/', 3))`
