import type { ExperimentRun } from '../../../ports/experiment-store.ts';
import type { Statements } from '../statements.ts';

/** Rows one request removes: a few milliseconds, so that other writes are not kept waiting behind a large experiment. */
const FORGET_SLICE = 1_000;

const OF_RUN = 'WHERE tenant = ?1 AND run = ?2';
const UNITS = `DELETE FROM experiment_units ${OF_RUN} AND unit IN
  (SELECT unit FROM experiment_units ${OF_RUN} LIMIT ${FORGET_SLICE})`;
const RESULTS = `DELETE FROM experiment_results ${OF_RUN} AND (source, metric) IN
  (SELECT source, metric FROM experiment_results ${OF_RUN} LIMIT ${FORGET_SLICE})`;
const ALLOCATIONS = `DELETE FROM experiment_allocations ${OF_RUN}`;
const METRICS = `DELETE FROM experiment_metrics ${OF_RUN}`;

/** Removes a slice; true when nothing is left. The sums go last: a run that still has units has their counts. */
export function forgetRun(statements: Statements, { tenant, run }: ExperimentRun): boolean {
  const removed = statements.run(UNITS, tenant, run).changes + statements.run(RESULTS, tenant, run).changes;
  if (removed > 0) return false;
  statements.run(ALLOCATIONS, tenant, run);
  statements.run(METRICS, tenant, run);
  return true;
}
