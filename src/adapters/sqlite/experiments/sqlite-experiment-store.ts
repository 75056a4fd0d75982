import type { Assignment, ExperimentFigures, ExperimentRun, ExperimentStore } from '../../../ports/experiment-store.ts';
import type { Statements } from '../statements.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';
import { findUnit } from './assign-unit.ts';
import { readFigures } from './read-figures.ts';

/** `statements`: a read connection on this thread, for look-ups by key and the few rows of sums. */
export type SqliteExperimentOptions = {
  readonly statements: Statements;
  readonly writer: ThreadClient<WriterOperations>;
};

/** Experiments in SQLite: every write is committed before its call resolves. */
export class SqliteExperimentStore implements ExperimentStore {
  readonly #options: SqliteExperimentOptions;

  constructor(options: SqliteExperimentOptions) {
    this.#options = options;
  }

  async find(experiment: ExperimentRun, unit: string): Promise<Assignment | null> {
    return findUnit(this.#options.statements, { ...experiment, unit });
  }

  assign(...[request, limits]: Parameters<ExperimentStore['assign']>): ReturnType<ExperimentStore['assign']> {
    return this.#options.writer.call('assignUnit', { request, limits });
  }

  record(...[result, limits]: Parameters<ExperimentStore['record']>): ReturnType<ExperimentStore['record']> {
    return this.#options.writer.call('recordResult', { result, limits });
  }

  async figures(experiment: ExperimentRun): Promise<ExperimentFigures> {
    return readFigures(this.#options.statements, experiment);
  }

  async forget({ tenant, run }: ExperimentRun): Promise<void> {
    let isDone = false;
    // Ends: a run that nobody assigns to any more loses a slice with every call.
    while (!isDone) isDone = await this.#options.writer.call('forgetRun', { tenant, run });
  }
}
