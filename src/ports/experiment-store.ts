import type { Moments } from '../shared/moments.ts';

/** One life of an experiment: `run` is new when an experiment of the same name is made again. */
export type ExperimentRun = { readonly tenant: string; readonly run: string };

/** In which variant a unit is, for good. */
export type Assignment = { readonly variant: string; readonly assignedAtMs: number };

/** Whose value a result is: of a unit, whose variant is known, or of a variant, told apart by `resultId` where there is one. */
export type ResultSource =
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'variant'; readonly variant: string; readonly resultId: string | null };

export type NewResult = ExperimentRun & {
  readonly source: ResultSource;
  readonly metric: string;
  readonly value: number;
  /** Middle of the metric's bounds, see `addValue`; null without bounds. */
  readonly centre: number | null;
};

export type RecordOutcome =
  | { readonly outcome: 'recorded'; readonly variant: string }
  /** This unit or result id has a value of this metric already; `value` is the one that counts. */
  | { readonly outcome: 'duplicate'; readonly variant: string; readonly value: number }
  | { readonly outcome: 'unassigned' }
  | { readonly outcome: 'full' };

/** What was counted: units by variant and by the allocation they were assigned under, values by variant and metric. */
export type ExperimentFigures = {
  readonly units: readonly { readonly variant: string; readonly allocation: number; readonly units: number }[];
  readonly values: readonly { readonly variant: string; readonly metric: string; readonly moments: Moments }[];
};

/** Who is in which variant, and the sums metrics are made of. Every write is durable when its call resolves. */
export interface ExperimentStore {
  find(experiment: ExperimentRun, unit: string): Promise<Assignment | null>;
  /** The assignment that is kept: the first one of the unit, whatever is asked for later. `full` when the run has `unitsMax` units. */
  assign(
    request: ExperimentRun & {
      readonly unit: string;
      readonly variant: string;
      /** Which weights were in force, counted from 0. */
      readonly allocation: number;
      readonly nowMs: number;
    },
    limits: { readonly unitsMax: number },
  ): Promise<(Assignment & { readonly isNew: boolean }) | 'full'>;
  /** Adds a value once. `full` when the run has `resultsMax` results that are told apart. */
  record(result: NewResult, limits: { readonly resultsMax: number }): Promise<RecordOutcome>;
  figures(experiment: ExperimentRun): Promise<ExperimentFigures>;
  /** Removes everything of the run. */
  forget(experiment: ExperimentRun): Promise<void>;
}
