import type { ExperimentFigures, ExperimentRun } from '../../../ports/experiment-store.ts';
import { integer, text } from '../row.ts';
import type { Statements } from '../statements.ts';
import { toMoments } from './record-result.ts';

const UNITS = `SELECT variant, allocation, units FROM experiment_allocations WHERE tenant = ?1 AND run = ?2`;
const VALUES = `SELECT variant, metric, count, mean, squares, variation FROM experiment_metrics WHERE tenant = ?1 AND run = ?2`;

export function readFigures(statements: Statements, { tenant, run }: ExperimentRun): ExperimentFigures {
  return {
    units: statements.all(UNITS, tenant, run).map((row) => ({
      variant: text(row, 'variant'),
      allocation: integer(row, 'allocation'),
      units: integer(row, 'units'),
    })),
    values: statements.all(VALUES, tenant, run).map((row) => ({
      variant: text(row, 'variant'),
      metric: text(row, 'metric'),
      moments: toMoments(row),
    })),
  };
}
