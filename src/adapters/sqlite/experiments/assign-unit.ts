import type { Assignment, ExperimentRun, ExperimentStore } from '../../../ports/experiment-store.ts';
import { integer, text } from '../row.ts';
import type { Statements } from '../statements.ts';

type AssignRequest = Parameters<ExperimentStore['assign']>[0];
type AssignLimits = Parameters<ExperimentStore['assign']>[1];

const FIND = `SELECT variant, assigned_at_ms FROM experiment_units WHERE tenant = ?1 AND run = ?2 AND unit = ?3`;
const COUNT = `SELECT coalesce(sum(units), 0) AS units FROM experiment_allocations WHERE tenant = ?1 AND run = ?2`;
const INSERT = `INSERT INTO experiment_units (tenant, run, unit, variant, assigned_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)`;
const ADD = `INSERT INTO experiment_allocations (tenant, run, variant, allocation, units) VALUES (?1, ?2, ?3, ?4, 1)
  ON CONFLICT (tenant, run, variant, allocation) DO UPDATE SET units = units + 1`;

export function findUnit(
  statements: Statements,
  { tenant, run, unit }: ExperimentRun & { readonly unit: string },
): Assignment | null {
  const row = statements.get(FIND, tenant, run, unit);
  return row === undefined ? null : { variant: text(row, 'variant'), assignedAtMs: integer(row, 'assigned_at_ms') };
}

/** Writers follow one another, so the first assignment of a unit is the only one, and the count holds. */
export function assignUnit(
  statements: Statements,
  { request, limits }: { readonly request: AssignRequest; readonly limits: AssignLimits },
): Awaited<ReturnType<ExperimentStore['assign']>> {
  const { tenant, run, unit, variant, allocation, nowMs } = request;
  const known = findUnit(statements, request);
  if (known !== null) return { ...known, isNew: false };
  if (integer(statements.get(COUNT, tenant, run) ?? {}, 'units') >= limits.unitsMax) return 'full';
  statements.run(INSERT, tenant, run, unit, variant, nowMs);
  statements.run(ADD, tenant, run, variant, allocation);
  return { variant, assignedAtMs: nowMs, isNew: true };
}
