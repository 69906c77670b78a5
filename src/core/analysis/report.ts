import type { StudyMaterial } from '../ports/analysis-store.ts'
import type { Model } from '../ports/model.ts'
import { K } from './disclosure.ts'
import type { AnswerQuestionsOutput } from './prompts.ts'
import { type Answer, answersOf } from './sections/answers.ts'
import {
  baseOf,
  type CodedInterview,
  cohortGroups,
  mayBeCoded,
  mayBeReported,
  occupationGroups,
} from './sections/base.ts'
import { type Emotions, emotionsOf } from './sections/emotions.ts'
import { type Fieldwork, fieldworkOf } from './sections/fieldwork.ts'
import {
  type Approval,
  approvalsOf,
  type Classification,
  classificationOf,
  type Rating,
  ratingsOf,
} from './sections/ratings.ts'
import { type Theme, themesOf } from './sections/themes.ts'

/** What a study has found so far. JSON-serialisable; `version` changes with its shape. */
export interface Report {
  readonly version: 1
  readonly study: { readonly id: string; readonly title: string; readonly goal: string }
  readonly plan: { readonly number: number; readonly hash: string }
  /** ISO time. */
  readonly takenAt: string
  /** No finding has been accepted by a researcher. */
  readonly standing: 'interim'
  readonly model: string
  /** No real model coded (some of) this. */
  readonly simulated: boolean
  /** Fewest people a shown number stands for. */
  readonly threshold: number
  readonly fieldwork: Fieldwork
  /** Interviews with answers that could not be coded yet; they are not in the base. */
  readonly uncoded: number
  /** Coded interviews that join the figures once `threshold` people do. */
  readonly waiting: number
  /** Some conversations could not be read again first: what was edited or deleted there unseen counts as it was. */
  readonly unread: boolean
  readonly figures: Figures | null
  /** Why there are no figures. */
  readonly withheld:
    | { readonly reason: 'too-few' }
    | { readonly reason: 'held-back'; readonly since: string }
    | null
}

export interface Figures {
  /** Interviews every share rests on, unless it says otherwise. */
  readonly base: number
  readonly cohorts: readonly { readonly key: string; readonly label: string; readonly of: number }[]
  readonly codebook: { readonly number: number; readonly origin: 'plan' | 'model' }
  readonly coders: readonly string[]
  readonly quotes: { readonly offered: number; readonly verified: number; readonly rejected: number }
  readonly themes: readonly Theme[]
  readonly emotions: Emotions | null
  readonly ratings: readonly Rating[]
  readonly approvals: readonly Approval[]
  readonly classification: Classification | null
  readonly answers: readonly Answer[]
}

export interface Draft {
  readonly report: Report
  /** The interviews its figures rest on. */
  readonly base: readonly CodedInterview[]
}

/** Pure: every number comes from rows. Interviews left out for want of a reading are counted in `uncoded`. */
export function buildReport(
  material: StudyMaterial,
  {
    model,
    takenAt,
    unread = false,
  }: {
    readonly model: Pick<Model, 'id' | 'simulated'>
    readonly takenAt: Date
    readonly unread?: boolean
  },
): Draft {
  const base = baseOf(material)
  const interviews = base.kind === 'figures' ? base.interviews : []
  const figures = base.kind === 'figures' ? figuresOf(material, interviews) : null
  const report: Report = {
    version: 1,
    study: material.study,
    plan: { number: material.planNumber, hash: material.planHash },
    takenAt: takenAt.toISOString(),
    standing: 'interim',
    model: model.id,
    simulated: model.simulated || interviews.some((interview) => interview.reading.simulated),
    threshold: K,
    fieldwork: fieldworkOf(material.interviews, material.plan.cohorts),
    uncoded: material.interviews.filter((each) => mayBeCoded(each, takenAt) && !mayBeReported(each)).length,
    waiting: base.kind === 'figures' ? base.waiting : 0,
    unread,
    figures,
    withheld:
      base.kind === 'figures'
        ? null
        : base.kind === 'too-few'
          ? { reason: 'too-few' }
          : { reason: 'held-back', since: base.since.toISOString() },
  }
  return { report, base: interviews }
}

function figuresOf(material: StudyMaterial, base: readonly CodedInterview[]): Figures {
  const { plan, codebook } = material
  const cohorts = cohortGroups(material, base)
  const speakers = occupationGroups(material, base)
  const themes = themesOf(codebook?.codes ?? [], base, cohorts, speakers)
  const sum = (of: (interview: CodedInterview) => number) => base.reduce((all, each) => all + of(each), 0)
  const byCohort = speakers.every((group) => plan.cohorts.some((cohort) => cohort.key === group.key))
  return {
    base: base.length,
    cohorts: cohorts.map((group) => ({ key: group.key, label: group.label, of: group.interviews.length })),
    codebook: { number: codebook?.number ?? 0, origin: codebook?.origin ?? 'plan' },
    coders: [...new Set(base.map((interview) => interview.reading.coder))].sort(),
    quotes: {
      offered: sum((each) => each.reading.offered),
      verified: sum((each) => each.reading.verified),
      rejected: sum((each) => each.reading.rejected),
    },
    themes,
    emotions: emotionsOf(plan.emotions, base, speakers, byCohort ? 'cohort' : 'occupation') ?? null,
    ratings: ratingsOf(plan, base),
    approvals: approvalsOf(plan, base),
    classification: classificationOf(plan, base) ?? null,
    answers: answersOf(plan, themes, undefined),
  }
}

export function withAnswers(
  report: Report,
  plan: StudyMaterial['plan'],
  output: AnswerQuestionsOutput | undefined,
): Report {
  if (!report.figures) return report
  return {
    ...report,
    figures: { ...report.figures, answers: answersOf(plan, report.figures.themes, output) },
  }
}

/** The report as it is stored: quotes stand as offsets only, so that erasing the turn erases them here too. */
export function withoutWords(report: Report): Report {
  if (!report.figures) return report
  const themes = report.figures.themes.map((theme) => ({
    ...theme,
    quotes: theme.quotes.map((quote) => ({ ...quote, words: '' })),
  }))
  return { ...report, figures: { ...report.figures, themes } }
}
