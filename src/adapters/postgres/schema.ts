import type { ColumnType, Generated } from 'kysely'

/** The tables as kysely sees them; `migrations/` is their source. JSON columns are `unknown` until parsed. */
type Json = ColumnType<unknown, string, string>

export interface Schema {
  workspace: {
    platform: string
    workspace: string
    name: string | null
    tokens_sealed: Buffer | null
    added_at: Date
    removed_at: Date | null
    directs_held_until: Date | null
    directs_held_reason: string | null
    direct_opened_at: Date | null
    frozen_at: Date | null
    frozen_reason: string | null
    thawed_at: Date | null
    broken_sends: Generated<number>
    installed_at: Date | null
  }
  study: {
    id: string
    title: string
    goal: string
    state: string
    created_at: Date
    created_by: string
    closed_at: Date | null
  }
  study_site: {
    study_id: string
    platform: string
    workspace: string
    place: string
    launched_at: Date | null
    audience: Json
    invited_until: number
    inviting_done_at: Date | null
  }
  study_status: {
    study_id: string
    due_at: Date | null
    changes: number
    shown_at: Date | null
    shown: string | null
    posts: Json
  }
  plan_version: {
    id: string
    study_id: string
    number: number
    state: string
    body: Json
    hash: string
    origin: string
    model: string | null
    prompt_version: string | null
    created_at: Date
    created_by: string
    approved_at: Date | null
    approved_by: string | null
  }
  lane: {
    key: string
    kind: string
    holder: string | null
    epoch: number
    lease_until: Date | null
    first_waiting_at: Date | null
    answer_after: Date | null
    failures: Generated<number>
    retry_after: Date | null
  }
  connection: {
    platform: string
    workspace: string
    number: number
    holder: string | null
    epoch: number
    lease_until: Date | null
    unread_since: Date | null
    read_ahead_epoch: number | null
  }
  message_double: {
    platform: string
    workspace: string
    conversation: string
    message: string
    gesture_key: string
  }
  direct_conversation: {
    platform: string
    workspace: string
    conversation: string
    person: string
    compared_at: Date | null
    taken_at: Date | null
  }
  inbox: {
    seq: Generated<number>
    id: string
    platform: string
    workspace: string
    event_key: string
    gesture_key: string | null
    lane: string
    kind: string
    conversation: string | null
    message: string | null
    event: Json
    received_at: Date
    state: string
    outcome: string | null
    done_at: Date | null
    words_until: Date | null
  }
  timer: { id: string; lane: string; kind: string; subject: string; due_at: Date; fired_at: Date | null }
  artifact: {
    id: string
    study_id: string | null
    name: string
    media_type: string
    alt: string
    bytes: Buffer
    created_at: Date
  }
  outbox: {
    seq: Generated<number>
    id: string
    lane: string
    target: Json
    intent: Json
    dedupe_key: string | null
    interview_id: string | null
    state: string
    not_before: Date
    unasked: string | null
    attempts: number
    attempted_at: Date | null
    first_attempted_at: Date | null
    sent_at: Date | null
    conversation: string | null
    messages: Json
    stands: ColumnType<unknown, string | null | undefined, string | null>
    reason: string | null
    created_at: Date
  }
  participant: {
    id: string
    study_id: string
    cohort: string
    pseudonym: string
    language: string
    created_at: Date
  }
  identity: {
    participant_id: string
    study_id: string
    platform: string
    workspace: string
    person: string
    zone: string | null
    locale: string | null
  }
  interview: {
    id: string
    study_id: string
    participant_id: string
    plan_version_id: string
    wave: number
    platform: string
    workspace: string
    lane: string
    state: string
    state_version: number
    progress: Json
    created_at: Date
    started_at: Date | null
    last_heard_at: Date | null
    ended_at: Date | null
    ended_by: string | null
    erased_at: Date | null
  }
  invitation: {
    id: string
    study_id: string
    wave: number
    interview_id: string
    platform: string
    workspace: string
    person: string | null
    not_before: Date
    reminders: number
    created_at: Date
  }
  consent: {
    id: string
    interview_id: string
    text_version: string
    text_hash: string
    language: string
    choices: Json
    message: string | null
    given_at: Date
    withdrawn_at: Date | null
  }
  turn: {
    id: string
    interview_id: string
    sequence: number
    speaker: string
    kind: string
    words: string
    question_id: string | null
    move: string | null
    prompt_version: string | null
    model: string | null
    said_at: Date
    revised_at: Date | null
    deleted_at: Date | null
  }
  turn_message: {
    platform: string
    workspace: string
    conversation: string
    message: string
    turn_id: string
    position: number
    words: string
    edited_at: Date | null
    deleted_at: Date | null
  }
  survey_answer: { interview_id: string; item: string; phase: string; value: string; answered_at: Date }
  codebook_version: {
    id: string
    study_id: string
    number: number
    codes: Json
    origin: string
    model: string | null
    prompt_version: string | null
    created_at: Date
  }
  analysis_run: {
    id: string
    study_id: string
    cause: string
    state: string
    asked_by: string | null
    created_at: Date
    finished_at: Date | null
    reason: string | null
  }
  coding_pass: {
    id: string
    interview_id: string
    codebook_version_id: string
    coder: string
    prompt_version: string
    simulated: boolean
    quotes_offered: number
    quotes_verified: number
    quotes_rejected: number
    coded_at: Date
    stale_at: Date | null
  }
  coding: {
    pass_id: string
    kind: string
    key: string
    present: boolean
    intensity: number
    rationale: string | null
  }
  coding_quote: {
    pass_id: string
    kind: string
    key: string
    turn_id: string
    start_offset: number
    end_offset: number
  }
  report_snapshot: {
    id: string
    study_id: string
    run_id: string
    body: Json
    taken_at: Date
    stale_at: Date | null
  }
  report_lineage: { snapshot_id: string; interview_id: string }
  usage: {
    id: string
    purpose: string
    study_id: string | null
    interview_id: string | null
    model: string
    input_tokens: number
    output_tokens: number
    cache_read_tokens: number
    cache_write_tokens: number
    at: Date
  }
  audit: {
    seq: Generated<number>
    at: Date
    actor: string
    action: string
    subject: string
    previous_hash: string
    hash: string
  }
}
