import type { ConversationRef } from '../ports/chat.ts'
import type { Ids } from '../ports/clock.ts'
import type { NewStudy, StudyStore } from '../ports/study-store.ts'
import { draftsOf } from './desk/context.ts'
import { planPosts } from './desk/plan-posts.ts'
import { type InterviewPlan, planHash } from './interview-plan.ts'
import type { ShownModel } from './plan-message.ts'

/** Stores a study from a file on the operator's machine; its draft goes to every site. Returns the study's id. */
export async function storeStudy(
  store: StudyStore,
  plan: InterviewPlan,
  options: {
    readonly sites: readonly ConversationRef[]
    /** The actor the audit trail names, for example `cli`. */
    readonly createdBy: string
    readonly origin: 'file'
    readonly now: Date
    readonly ids: Ids
    /** Named in the draft as the interviewer. */
    readonly model?: ShownModel
  },
): Promise<string> {
  const { sites, createdBy, origin, now, ids, model } = options
  const version = {
    id: ids.next(),
    number: 1,
    plan,
    hash: planHash(plan),
    origin,
    model: null,
    promptVersion: null,
    createdBy,
  }
  const study: NewStudy = { id: ids.next(), sites, version }
  const send = draftsOf(study.id, planPosts(sites, version, model), now)
  await store.add(study, send, { actor: createdBy, action: 'study.new', subject: study.id }, now)
  return study.id
}
