import type { Codebook } from '../analysis/codebook.ts'
import type { CodedRow } from '../analysis/coding.ts'
import type { LocatedQuote } from '../analysis/quote.ts'
import type { Report } from '../analysis/report.ts'
import type { InterviewState } from '../interview/interview.ts'
import type { Turn } from '../interview/transcript.ts'
import type { InterviewPlan } from '../study/interview-plan.ts'
import type { ConversationRef } from './chat.ts'
import type { OutboxDraft } from './lane-store.ts'
import type { ModelUsage } from './model.ts'

/** One request for a report; waiting until its report is published. */
export interface AnalysisRun {
  readonly id: string
  readonly study: string
  readonly cause: 'nightly' | 'asked'
  readonly askedAt: Date
}

/** What a report is made of, read at one moment. */
export interface StudyMaterial {
  readonly study: { readonly id: string; readonly title: string; readonly goal: string }
  readonly plan: InterviewPlan
  readonly planNumber: number
  readonly planHash: string
  /** The places reports go to. */
  readonly sites: readonly ConversationRef[]
  readonly codebook: Codebook | undefined
  readonly interviews: readonly StudyInterview[]
  /** The last report that showed figures. */
  readonly earlier: EarlierReport | undefined
  /** Every report so far that showed a number of a group, whichever came since. */
  readonly earlierSplits: readonly EarlierReport[]
}

/** A report with figures, and whose readings it rested on. */
export interface EarlierReport {
  readonly takenAt: Date
  readonly interviews: readonly string[]
}

export interface StudyInterview {
  readonly id: string
  readonly cohort: string
  readonly state: InterviewState
  /** Consent was given, not withdrawn, and nothing was erased. */
  readonly consented: boolean
  /** The person allows quotes. */
  readonly quotes: boolean
  readonly survey: Readonly<Record<string, string>>
  readonly surveyedAt: Date | null
  readonly answers: number
  readonly lastHeardAt: Date | null
  /** When an answer was last given, edited or deleted. */
  readonly wordsChangedAt: Date | null
  /** When an answer was last edited or deleted: older readings may point at words that are gone. */
  readonly editedAt: Date | null
  /** The current reading against the current codebook. */
  readonly reading: StoredReading | undefined
}

export interface StoredReading {
  readonly id: string
  readonly coder: string
  readonly simulated: boolean
  readonly codedAt: Date
  readonly offered: number
  readonly verified: number
  readonly rejected: number
  /** What is present, with quotes as they stand in the stored turns. */
  readonly found: readonly FoundCode[]
}

export interface FoundCode {
  readonly kind: 'code' | 'emotion'
  readonly key: string
  readonly intensity: number
  readonly quotes: readonly (LocatedQuote & { readonly words: string })[]
}

export interface NewReading {
  readonly id: string
  readonly interview: string
  readonly codebook: string
  readonly coder: string
  readonly promptVersion: string
  readonly simulated: boolean
  /** When the transcript was read, so that what is said later makes it due again. */
  readonly codedAt: Date
  /** The reading it takes the place of. */
  readonly replaces: string | undefined
  readonly offered: number
  readonly verified: number
  readonly rejected: number
  readonly rows: readonly CodedRow[]
}

export interface Artifact {
  readonly id: string
  readonly name: string
  readonly mediaType: string
  readonly alt: string
  readonly bytes: Uint8Array
}

export interface Publication {
  readonly run: string
  readonly study: string
  readonly at: Date
  readonly snapshot: { readonly id: string; readonly body: Report }
  /** The interviews and readings the report rests on. */
  readonly lineage: readonly { readonly interview: string; readonly reading: string }[]
  readonly artifacts: readonly Artifact[]
  /** One for each place. */
  readonly posts: readonly OutboxDraft[]
}

export interface UsageEntry extends ModelUsage {
  readonly id: string
  readonly purpose: string
  readonly study: string
  readonly interview: string | undefined
  readonly at: Date
}

/** Where analysis reads and writes. Methods reject where the database cannot; the run then waits for the next try. */
export interface AnalysisStore {
  /** Undefined unless the run still waits. */
  waitingRun(run: string): Promise<AnalysisRun | undefined>
  material(study: string): Promise<StudyMaterial>
  /** In order; tombstones included. */
  turns(interview: string): Promise<readonly Turn[]>
  /** Returns the study's newest codebook: this one, unless another worker was first. */
  addCodebook(study: string, codebook: Codebook, at: Date): Promise<Codebook>
  /** `known`: another worker has stored a reading of this interview. */
  addReading(reading: NewReading): Promise<'stored' | 'known'>
  /**
   * All of a report or nothing, and the run is done. `known`: the run was done already. `changed`: someone of the
   * lineage withdrew or changed their words meanwhile; take the material again.
   */
  publish(publication: Publication): Promise<'published' | 'known' | 'changed'>
  addUsage(entry: UsageEntry): Promise<void>
}
