import type { NewResult, RecordOutcome, ResultSource } from '../../../ports/experiment-store.ts';
import { addValue, type Moments, NO_MOMENTS } from '../../../shared/moments.ts';
import { integer, real, text } from '../row.ts';
import type { Row, Statements } from '../statements.ts';
import { findUnit } from './assign-unit.ts';

const FIND = `SELECT variant, value FROM experiment_results WHERE tenant = ?1 AND run = ?2 AND source = ?3 AND metric = ?4`;
const KEPT = `SELECT coalesce(sum(kept), 0) AS kept FROM experiment_metrics WHERE tenant = ?1 AND run = ?2`;
const INSERT = `INSERT INTO experiment_results (tenant, run, source, metric, variant, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`;
const MOMENTS = `SELECT count, mean, squares, variation FROM experiment_metrics
  WHERE tenant = ?1 AND run = ?2 AND variant = ?3 AND metric = ?4`;
const PUT = `INSERT INTO experiment_metrics (tenant, run, variant, metric, count, mean, squares, variation, kept)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (tenant, run, variant, metric) DO UPDATE SET
  count = excluded.count, mean = excluded.mean, squares = excluded.squares, variation = excluded.variation,
  kept = kept + excluded.kept`;

/** Adds a value to the sums of its variant, once for each unit or result id. */
export function recordResult(
  statements: Statements,
  { result, limits }: { readonly result: NewResult; readonly limits: { readonly resultsMax: number } },
): RecordOutcome {
  const { tenant, run, source, metric, value } = result;
  const variant = variantOf(statements, result);
  if (variant === null) return { outcome: 'unassigned' };
  const key = keyOf(source);
  if (key !== null) {
    const known = statements.get(FIND, tenant, run, key, metric);
    if (known !== undefined) {
      return { outcome: 'duplicate', variant: text(known, 'variant'), value: real(known, 'value') };
    }
    if (integer(statements.get(KEPT, tenant, run) ?? {}, 'kept') >= limits.resultsMax) return { outcome: 'full' };
    statements.run(INSERT, tenant, run, key, metric, variant, value);
  }
  addToSums(statements, result, { variant, kept: key === null ? 0 : 1 });
  return { outcome: 'recorded', variant };
}

export function toMoments(row: Row): Moments {
  return {
    count: integer(row, 'count'),
    mean: real(row, 'mean'),
    squares: real(row, 'squares'),
    variation: real(row, 'variation'),
  };
}

function variantOf(statements: Statements, { tenant, run, source }: NewResult): string | null {
  if (source.kind === 'variant') return source.variant;
  return findUnit(statements, { tenant, run, unit: source.unit })?.variant ?? null;
}

/** Null for a result that nothing tells apart from another. */
function keyOf(source: ResultSource): string | null {
  if (source.kind === 'unit') return `unit:${source.unit}`;
  return source.resultId === null ? null : `result:${source.resultId}`;
}

function addToSums(
  statements: Statements,
  { tenant, run, metric, value, centre }: NewResult,
  { variant, kept }: { readonly variant: string; readonly kept: number },
): void {
  const row = statements.get(MOMENTS, tenant, run, variant, metric);
  const moments = addValue(row === undefined ? NO_MOMENTS : toMoments(row), value, centre);
  const { count, mean, squares, variation } = moments;
  statements.run(PUT, tenant, run, variant, metric, count, mean, squares, variation, kept);
}
